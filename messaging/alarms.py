"""What did not arrive, told to those who can do something about it: once a day.

Whoever looks at the desk sees it before: see messaging/health.py.
"""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from messaging.models import Channel
from messaging.outbox import DECIDING, Tab
from messaging.services import Draft, enqueue
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality, StaffMember

KIND: Final = "alarm"
SUBJECT: Final = "municipality"
FROM_HOUR: Final = 8  # local time

# A failed alarm is itself no reason for another.
_FAILED: Final = """
SELECT municipality.id, failed.number
FROM organisation_municipality AS municipality CROSS JOIN LATERAL (
    SELECT count(*) AS number FROM messaging_message
    WHERE municipality_id = municipality.id AND status IN ('dead', 'uncertain')
      AND handled_at IS NULL AND kind <> 'alarm'
) AS failed
WHERE failed.number > 0 AND NOT EXISTS (
    SELECT FROM messaging_message
    WHERE subject_type = 'municipality' AND subject_id = municipality.id
      AND generation = 1 AND step = %s
)
"""


def tell_of_failures(moment: datetime) -> int:
    """Write to managers and administrators of what waits for them in the outbox.

    One mail a day to each, however much has failed; how many mails. A step of the
    dispatcher.
    """
    local = localtime(moment, STOCKHOLM)
    if local.hour < FROM_HOUR:
        return 0
    step = f"failed-{local:%Y-%m-%d}"
    with connection.cursor() as cursor:
        cursor.execute(_FAILED, [step])
        failed = dict(cursor.fetchall())
    drafts = [
        _draft(municipality, staff, step, failed[municipality.pk])
        for municipality in Municipality.objects.filter(pk__in=failed)
        for staff in StaffMember.objects.active().with_role(municipality, *DECIDING)
    ]
    return enqueue(drafts, at=moment)


def _draft(
    municipality: Municipality, staff: StaffMember, step: str, number: int
) -> Draft:
    with translation.override(staff.desk_language):
        address = f"{settings.BASE_URL}{reverse('messaging:outbox')}?flik={Tab.FAILED}"
        told = ngettext(
            "%(number)s message has not arrived.",
            "%(number)s messages have not arrived.",
            number,
        ) % {"number": number}
        asked = _("Have a look, and send it again or let it go:")
        return Draft(
            municipality_id=municipality.pk,
            kind=KIND,
            subject_type=SUBJECT,
            subject_id=municipality.pk,
            step=step,
            channel=Channel.EMAIL,
            recipient_key=f"staff:{staff.pk}",
            recipient=staff.email,
            staff_id=staff.pk,
            language=staff.desk_language,
            heading=_("Messages that have not arrived"),
            body=f"{told} {asked}\n\n{address}",
        )
