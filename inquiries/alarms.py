"""What managers are told at once: a family was promised a call that nobody can make.

Source: docs/decisions/0074-who-gets-an-inquiry.md and 0065.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followups.models import FollowUpTask, Promise
from followups.reminders import managers
from followups.wording import deadline_text
from inquiries.models import Inquiry
from messaging.models import Topic
from messaging.notices import Notice, drafts_for
from messaging.services import Draft
from organisation.models import StaffMember

KIND: Final = "alarm"
SUBJECT: Final = "inquiry"
STEP: Final = "nobody-free"  # and the number of the promise
MOST_APART: Final = 5  # more are one message
MOST_NAMED: Final = 20  # inquiries in it
Lost = tuple[Inquiry, Promise]


def of_nobody_free(
    inquiry: Inquiry, promise: Promise, *, at: datetime
) -> Iterator[Draft]:
    """To every manager: the inquiry lies with the team, and nobody has it.

    Once for each promise and for each time that its step begins again: whoever was
    found in between may be away another day.
    """
    for each in managers(inquiry.municipality, at):
        notice = _of_one(each, inquiry, promise, at)
        yield from drafts_for(inquiry.municipality, each, notice, at=at)


def of_all_lost(lost: Sequence[Lost], *, at: datetime) -> Iterator[Draft]:
    """The same of what one change has left with nobody: many are one message."""
    if len(lost) <= MOST_APART:
        for inquiry, promise in lost:
            yield from of_nobody_free(inquiry, promise, at=at)
        return
    municipality = lost[0][0].municipality
    step = f"{STEP}-{uuid4().hex[:16]}"
    for each in managers(municipality, at):
        yield from drafts_for(municipality, each, _of_many(each, lost, step, at), at=at)


def _of_one(
    staff: StaffMember, inquiry: Inquiry, promise: Promise, at: datetime
) -> Notice:
    step = FollowUpTask.objects.open().filter(inquiry=inquiry).first()
    address = settings.BASE_URL + reverse("inquiries:record", args=[inquiry.pk])
    with translation.override(staff.desk_language):
        words = {"number": inquiry.number, "when": deadline_text(promise.due_at, at)}
        body = _(
            "%(number)s is promised %(when)s, and nobody is on duty with room for it "
            "until then. It lies with the team. Give it to somebody, or let somebody "
            "stand in:"
        )
        return Notice(
            topic=Topic.ALARM,
            kind=KIND,
            subject_type=SUBJECT,
            subject_id=inquiry.pk,
            step=f"{STEP}-{promise.pk}",
            generation=1 if step is None else step.generation,
            inquiry_id=inquiry.pk,
            heading=_("Nobody has %(number)s, promised %(when)s") % words,
            body=f"{body % words}\n\n{address}",
            short=_("Nobody to call, promised %(when)s") % words,
            is_urgent=True,
        )


def _of_many(
    staff: StaffMember, lost: Sequence[Lost], step: str, at: datetime
) -> Notice:
    address = settings.BASE_URL + reverse("inquiries:today")
    with translation.override(staff.desk_language):
        heading = ngettext(
            "%(n)s promise has nobody who calls",
            "%(n)s promises have nobody who calls",
            len(lost),
        ) % {"n": len(lost)}
        told = _(
            "These lie with the team, and nobody is on duty with room for them. Give "
            "them to somebody, or let somebody stand in:"
        )
        lines = [
            f"{inquiry.number}, {deadline_text(promise.due_at, at)}"
            for inquiry, promise in lost[:MOST_NAMED]
        ]
        if more := len(lost) - len(lines):
            lines.append(_("and %(number)s more") % {"number": more})
        return Notice(
            topic=Topic.ALARM,
            kind=KIND,
            subject_type="municipality",
            subject_id=lost[0][0].municipality_id,
            step=step,
            heading=heading,
            body="\n".join([told, "", *lines, "", address]),
            is_urgent=True,
        )
