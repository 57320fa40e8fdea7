"""The lines of “Idag”, ready to print, in the active language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followups.assignment import people_who_call
from followups.models import FollowUpTask, Wish
from inquiries.models import Inquiry
from inquiries.queue_keys import Key
from inquiries.queues import Queue, Section, Visit, engaged_in
from inquiries.scope import Kind, Scope
from inquiries.wording import (
    attempts_text,
    day_text,
    language_text,
    name_of,
    source_text,
    state_of,
    status_text,
    step_kind_text,
    wanted_text,
    when_text,
)
from organisation.calendar import STOCKHOLM
from organisation.models import StaffMember

Names = Mapping[int, str]  # first names, by the numbers of the people's rows
_SPECIAL: Final = (Wish.EVENING, Wish.WEEKEND, Wish.TIME)


@dataclass(frozen=True)
class Row:
    """One line. `page` is where its button leads, where not to the call card."""

    when: str
    state: str
    status: str
    name: str
    about: str
    inquiry_id: int = 0
    step: int = 0
    broken: str = ""
    is_call: bool = False
    page: str = ""


def names_in(scope: Scope, queue: Queue) -> Names:
    """Whose steps and visits these are; from memory, but for who calls no more."""
    names = {each.pk: each.first_name for each in people_who_call(scope.municipality)}
    unknown = set(_people_of(queue)) - set(names)
    if unknown:
        for each in StaffMember.objects.filter(pk__in=unknown):
            names[each.pk] = each.first_name
    return names


def _people_of(queue: Queue) -> Iterator[int]:
    aside = queue.aside
    visits = [each for section in queue.sections for each in section.visits]
    steps = [each for section in queue.sections for each in section.tasks]
    steps += [*(each.task for each in visits), *aside.over]
    for each in visits:
        yield from each.staff
    for step in steps:
        yield from engaged_in(step)
    owners = {each.owner_id for each in steps}
    owners |= {each.owner_id for each in [*aside.stepless, *aside.resting]}
    yield from (each for each in owners if each is not None)


def rows_of(section: Section, names: Names, moment: datetime) -> list[Row]:
    """The lines of a section; visits and meetings together, by the clock."""
    if section.key != "visits":
        return [row_of(each, names, moment) for each in section.tasks]
    visits = [(each.at, _visit(each, names, moment)) for each in section.visits]
    meetings = [(each.at, _meeting(each, moment)) for each in section.meetings]
    ordered = sorted([*visits, *meetings], key=lambda each: each[0])
    return [row for _at, row in ordered]


def row_of(task: FollowUpTask, names: Names, moment: datetime) -> Row:
    """Needs on the task what the queue adds to it."""
    begins_at = getattr(task, "begins_at", None)
    return Row(
        when=when_text(begins_at or task.due_at, moment),
        state=state_of(task.due_at, moment),
        status=status_text(task.due_at, moment),
        name=name_of(task.inquiry),
        about=_about(task, names, engaged_in(task)),
        inquiry_id=task.inquiry_id,
        step=task.pk,
        broken=_broken_text(task, moment),
        is_call=task.kind == Kind.CALL,
    )


def _visit(visit: Visit, names: Names, moment: datetime) -> Row:
    """A visit is not late while it goes on. The page, where a call comes before it."""
    task = visit.task
    is_step = visit.at == task.due_at and task.kind != Kind.CALL
    state, status = _clock(visit.at, moment)
    words = (_("Home visit"), wanted_text(task.inquiry), _people(visit.staff, names))
    return Row(
        when=when_text(visit.at, moment),
        state=state,
        status=status,
        name=name_of(task.inquiry),
        about=_about(task, names, visit.staff)
        if is_step
        else " · ".join(filter(None, words)),
        inquiry_id=task.inquiry_id,
        step=task.pk,
        page="" if is_step else reverse("inquiries:record", args=[task.inquiry_id]),
    )


def _meeting(key: Key, moment: datetime) -> Row:
    state, status = _clock(key.at, moment)
    come = ngettext("%(n)s family comes", "%(n)s families come", key.families)
    return Row(
        when=when_text(key.at, moment),
        state=state,
        status=status,
        name=_("Information meeting"),
        about=come % {"n": key.families},
        page=reverse("inquiries:meeting", args=[key.pk]),
    )


def _clock(at: datetime, moment: datetime) -> tuple[str, str]:
    """State and words of what begins then and is not over."""
    if at <= moment:
        return "now", _("Going on now")
    return state_of(at, moment), status_text(at, moment)


def over_row_of(task: FollowUpTask, names: Names, moment: datetime) -> Row:
    """A visit or a meeting that has been, and of which nobody has said anything."""
    is_visit = task.kind == Kind.HOME_VISIT
    return Row(
        when=when_text(task.due_at, moment),
        state="soon",
        status=_("How did the visit go?") if is_visit else _("How did the meeting go?"),
        name=name_of(task.inquiry),
        about=_about(task, names, engaged_in(task)),
        inquiry_id=task.inquiry_id,
        step=task.pk,
    )


def stepless_row_of(inquiry: Inquiry, names: Names, moment: datetime) -> Row:
    """Where not even the database's own guard has seen to a next step."""
    owner = names.get(inquiry.owner_id or 0, "")
    words = (inquiry.get_stage_display(), wanted_text(inquiry), owner)
    return Row(
        when=when_text(inquiry.received_at, moment),
        state="late",
        status=_("Nothing planned"),
        name=name_of(inquiry),
        about=" · ".join(filter(None, words)),
        inquiry_id=inquiry.pk,
        page=reverse("inquiries:record", args=[inquiry.pk]),
    )


def resting_row_of(inquiry: Inquiry, names: Names, moment: datetime) -> Row:
    """Who rests, and until when."""
    today = localtime(moment, STOCKHOLM).date()
    wakes_on = inquiry.wake_up_on or today
    days = max((wakes_on - today).days, 0)
    owner = names.get(inquiry.owner_id or 0, "")
    words = (wanted_text(inquiry), attempts_text(inquiry), owner)
    return Row(
        when=_("today") if days <= 0 else day_text(wakes_on, today),
        state="paused",
        status=ngettext("In %(n)s day", "In %(n)s days", days) % {"n": days},
        name=name_of(inquiry),
        about=" · ".join(filter(None, words)),
        inquiry_id=inquiry.pk,
    )


def _broken_text(task: FollowUpTask, moment: datetime) -> str:
    """“Löftet bröts – nytt löfte 16.00”; "" where no word is broken."""
    if not getattr(task, "was_broken", False):
        return ""
    if not getattr(task, "is_promised", False):
        return _("The promise was broken")
    return _("The promise was broken – new promise %(when)s") % {
        "when": when_text(task.due_at, moment)
    }


def _about(task: FollowUpTask, names: Names, engaged: Sequence[int]) -> str:
    inquiry = task.inquiry
    words = (
        "" if task.kind == Kind.CALL else step_kind_text(task.kind),
        wanted_text(inquiry),
        attempts_text(inquiry),
        language_text(inquiry),
        inquiry.get_wish_display() if inquiry.wish in _SPECIAL else "",
        source_text(inquiry),
        _people(engaged, names) or names.get(task.owner_id or 0, ""),
    )
    return " · ".join(filter(None, words))


def _people(numbers: Sequence[int], names: Names) -> str:
    """Everybody who has part in a booked time."""
    return ", ".join(sorted(names[each] for each in numbers if each in names))
