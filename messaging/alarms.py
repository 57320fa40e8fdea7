"""What did not arrive, and what does not hold, told to those who can do something.

Once a day and kind, to each.

Whoever looks at the desk sees it before: see messaging/health.py.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from messaging.invariants import INVARIANTS, Invariant, breaches, counted
from messaging.models import Message, Topic
from messaging.notices import Notice, drafts_for
from messaging.outbox import DECIDING, Tab
from messaging.services import Draft, enqueue
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality, StaffMember

KIND: Final = "alarm"
SUBJECT: Final = "municipality"
FROM_HOUR: Final = 8  # local time
LOOKED_AT: Final = "invariants"  # in the cache that all processes share
EVERY_SECONDS: Final = 60

# A failed alarm of this kind is itself no reason for another; one about an inquiry is.
_FAILED: Final = """
SELECT municipality.id, failed.number
FROM organisation_municipality AS municipality CROSS JOIN LATERAL (
    SELECT count(*) AS number FROM messaging_message
    WHERE municipality_id = municipality.id AND status IN ('dead', 'uncertain')
      AND handled_at IS NULL
      AND NOT (kind = 'alarm' AND subject_type = 'municipality')
) AS failed
WHERE failed.number > 0 AND NOT EXISTS (
    SELECT FROM messaging_message
    WHERE subject_type = 'municipality' AND subject_id = municipality.id
      AND generation = 1 AND step = %s
)
"""


def tell_of_failures(moment: datetime) -> int:
    """Write to managers and administrators of what waits for them in the outbox.

    Once a day to each, by the ways and outside of the hours that the person chose,
    however much has failed; how many messages. A step of the dispatcher.
    """
    local = localtime(moment, STOCKHOLM)
    if local.hour < FROM_HOUR:
        return 0
    step = f"failed-{local:%Y-%m-%d}"
    with connection.cursor() as cursor:
        cursor.execute(_FAILED, [step])
        failed = dict(cursor.fetchall())
    drafts = [
        draft
        for place, staff in _deciding(failed)
        for draft in drafts_for(
            place, staff, _of_failures(place, staff, step, failed[place.pk]), at=moment
        )
    ]
    return enqueue(drafts, at=moment)


def tell_of_breaches(moment: datetime) -> int:
    """Look once a minute, whatever the number of dispatchers, at what must hold.

    How many mails. A step of the dispatcher.
    """
    if not cache.add(LOOKED_AT, 1, EVERY_SECONDS):
        return 0
    return look_at_all(moment)


def look_at_all(moment: datetime) -> int:
    """Write to managers and administrators of what does not hold; how many mails.

    One mail a day to each for each kind, however many rows there are.
    """
    local = localtime(moment, STOCKHOLM)
    if local.hour < FROM_HOUR:
        return 0
    drafts: list[Draft] = []
    for each in INVARIANTS:
        if not each.has_own_alarm:
            drafts += _of_breaches(each, moment, f"{each.name}-{local:%Y-%m-%d}")
    return enqueue(drafts, at=moment)


def _of_breaches(invariant: Invariant, moment: datetime, step: str) -> list[Draft]:
    numbers = counted(breaches(invariant, moment))
    told = Message.objects.filter(
        subject_type=SUBJECT, subject_id__in=numbers, generation=1, step=step
    )
    for municipality_id in told.values_list("subject_id", flat=True).distinct():
        del numbers[municipality_id]
    return [
        draft
        for place, staff in _deciding(numbers)
        for draft in drafts_for(
            place, staff, _of_breach(place, staff, step, invariant), at=moment
        )
    ]


def _deciding(
    municipalities: Collection[int],
) -> Iterator[tuple[Municipality, StaffMember]]:
    if not municipalities:
        return
    for municipality in Municipality.objects.filter(pk__in=municipalities):
        for staff in StaffMember.objects.active().with_role(municipality, *DECIDING):
            yield municipality, staff


def _of_breach(
    municipality: Municipality, staff: StaffMember, step: str, invariant: Invariant
) -> Notice:
    with translation.override(staff.desk_language):
        address = f"{settings.BASE_URL}{reverse('messaging:invariants')}"
        told = _("This should hold and does not: %(what)s") % {"what": invariant.holds}
        body = f"{told}\n{invariant.remedy}\n\n{address}"
        heading = _("Something is not as it should be")
        return _notice(municipality, step, heading, body, "messaging:invariants")


def _of_failures(
    municipality: Municipality, staff: StaffMember, step: str, number: int
) -> Notice:
    with translation.override(staff.desk_language):
        address = f"{settings.BASE_URL}{reverse('messaging:outbox')}?flik={Tab.FAILED}"
        told = ngettext(
            "%(number)s message has not arrived.",
            "%(number)s messages have not arrived.",
            number,
        ) % {"number": number}
        asked = _("Have a look, and send it again or let it go:")
        heading = _("Messages that have not arrived")
        body = f"{told} {asked}\n\n{address}"
        return _notice(municipality, step, heading, body, "messaging:outbox")


def _notice(
    municipality: Municipality, step: str, heading: str, body: str, page: str
) -> Notice:
    return Notice(
        topic=Topic.ALARM,
        kind=KIND,
        subject_type=SUBJECT,
        subject_id=municipality.pk,
        step=step,
        heading=heading,
        body=body,
        page=page,
    )
