"""A mail to whoever has waited long for a file: it is ready, or it came to nothing."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from exports.models import Export, Status
from messaging.services import Draft, enqueue

LONG: Final = timedelta(
    minutes=1
)  # since it was asked for; until then one waits for it
KIND: Final = "export"
MOST: Final = 100  # in a round


@transaction.atomic
def tell_of(moment: datetime) -> int:
    """Write to those whose file took long; how many mails. Each is told once."""
    finished = (
        Export.objects.filter(is_told=False, finished_at__gt=F("asked_at") + LONG)
        .exclude(status=Status.CANCELLED)
        .select_related("asked_by")
        .without_content()
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("finished_at")[:MOST]
    )
    told = list(finished)
    Export.objects.filter(pk__in=[each.pk for each in told]).update(is_told=True)
    return enqueue([_draft(each) for each in told], at=moment)


def _draft(export: Export) -> Draft:
    with translation.override(export.asked_by.desk_language):
        heading, words = _said(export)
        address = settings.BASE_URL + reverse("exports:export", args=[export.pk])
        return Draft.to_staff(
            export.asked_by,
            municipality_id=export.municipality_id,
            kind=KIND,
            subject_type=KIND,
            subject_id=export.pk,
            step=export.status,
            heading=heading % {"file": export.title},
            body=f"{words}\n\n{address}",
        )


def _said(export: Export) -> tuple[str, str]:
    if export.status == Status.DONE:
        return (
            _("Your file is ready: %(file)s"),
            _("It is kept for a week. Fetch it here, logged in:"),
        )
    return (
        _("Your file could not be made: %(file)s"),
        _("Something is wrong in the program. Ask for it again here:"),
    )
