"""What managers are told at once: a family was promised a call that nobody can make."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from followups.models import FollowUpTask, Promise
from followups.reminders import managers
from followups.wording import deadline_text
from inquiries.models import Inquiry
from messaging.services import Draft

KIND: Final = "alarm"
SUBJECT: Final = "inquiry"
STEP: Final = "nobody-free"  # and the number of the promise


def of_nobody_free(
    inquiry: Inquiry, promise: Promise, *, at: datetime
) -> Iterator[Draft]:
    """To every manager: the inquiry lies with the team, and nobody has it.

    Once for each promise and for each time that its step begins again: whoever was
    found in between may be away another day.
    """
    step = FollowUpTask.objects.open().filter(inquiry=inquiry).first()
    address = settings.BASE_URL + reverse("inquiries:record", args=[inquiry.pk])
    for each in managers(inquiry.municipality):
        with translation.override(each.desk_language):
            words = {
                "number": inquiry.number,
                "when": deadline_text(promise.due_at, at),
            }
            heading = _("Nobody has %(number)s, promised %(when)s") % words
            body = _(
                "%(number)s is promised %(when)s, and nobody is on duty with room for "
                "it until then. It lies with the team. Give it to somebody, or let "
                "somebody stand in:"
            )
        yield Draft.to_staff(
            each,
            municipality_id=inquiry.municipality_id,
            kind=KIND,
            subject_type=SUBJECT,
            subject_id=inquiry.pk,
            step=f"{STEP}-{promise.pk}",
            generation=1 if step is None else step.generation,
            inquiry_id=inquiry.pk,
            heading=heading,
            body=f"{body % words}\n\n{address}",
        )
