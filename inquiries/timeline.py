"""What has happened to an inquiry, as a person at the desk reads it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from followups.models import FollowUpTask, Promise
from followups.wording import deadline_text
from inquiries.models import Doing, Event, Inquiry, Note
from inquiries.wording import step_text
from inquiries.workflow import Stage
from messaging.models import Message
from messaging.wording import outcome_text

MOST: Final = 300  # of each kind of row, the latest
LATE_ENTRY: Final = timedelta(minutes=10)  # typed in later than this is worth a word
KINDS: Final[dict[str, str]] = {
    Event.Kind.CONTACTED: "contact",
    Event.Kind.WROTE: "contact",
    Event.Kind.MOVED: "stage",
    Event.Kind.BOOKED: "stage",
    Event.Kind.REBOOKED: "stage",
    Event.Kind.RECEIVED: "stage",
    Event.Kind.ERASED: "stage",
    Event.Kind.PROMISE_BROKEN: "broken",
}
# What says nothing beside another event of the same act.
SILENT: Final = frozenset({Event.Kind.UNDONE, Event.Kind.PLANNED})


@dataclass
class Entry:
    """One thing that happened. `kind` is the mark in the margin."""

    at: datetime
    who: str
    kind: str
    lines: list[str] = field(default_factory=list)
    text: str = ""  # what a person wrote, as it stands
    is_undone: bool = False


@dataclass(frozen=True)
class History:
    """The rows that the entries are made of."""

    events: list[Event]
    promises: list[Promise]
    tasks: list[FollowUpTask]
    notes: list[Note]
    messages: list[Message]


def history_of(inquiry: Inquiry) -> History:
    """Read everything about the inquiry, in five queries."""
    return History(
        events=list(
            Event.objects.filter(inquiry=inquiry)
            .select_related("by", "call_attempt", "reversed_by")
            .defer("before")
            .order_by("-id")[:MOST]
        ),
        promises=list(Promise.objects.filter(inquiry=inquiry).order_by("-id")[:MOST]),
        tasks=list(FollowUpTask.objects.filter(inquiry=inquiry).order_by("-id")[:MOST]),
        notes=list(
            Note.objects.filter(inquiry=inquiry)
            .select_related("author")
            .order_by("-written_at")[:MOST]
        ),
        messages=list(
            Message.objects.filter(inquiry=inquiry, staff=None)
            .defer("body", "heading", "recipient")
            .order_by("-created_at")[:MOST]
        ),
    )


def entries(history: History, moment: datetime) -> list[Entry]:
    """Give what happened, newest first; what one person did at once is one entry."""
    found = [
        *_acts(history, moment),
        *(_note(each) for each in history.notes if not each.is_draft),
        *(_message(each) for each in history.messages),
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)


def latest_act(history: History, moment: datetime) -> Entry:
    """Give what was done last, undoing included; at the least it was received."""
    act = history.events[0].act
    events = [each for each in reversed(history.events) if each.act == act]
    return _act(events, history, moment)


def line_of(event: Event) -> str:
    """Give one event in a few words, without what follows from it."""
    if event.kind == Event.Kind.MOVED:
        return _move(event)
    return f"{event.get_kind_display()}."


def _acts(history: History, moment: datetime) -> Iterator[Entry]:
    by_act: dict[UUID, list[Event]] = defaultdict(list)
    for event in reversed(history.events):
        by_act[event.act].append(event)
    for events in by_act.values():
        yield _act(events, history, moment)


def _act(events: list[Event], history: History, moment: datetime) -> Entry:
    """One entry for the events of an act, in the order in which they were written."""
    first = events[0]
    kinds = [KINDS[each.kind] for each in events if each.kind in KINDS]
    entry = Entry(
        at=first.at,
        who=_who(events),
        kind=kinds[0] if kinds else "",
        is_undone=hasattr(first, "reversed_by"),
    )
    if first.kind == Event.Kind.UNDONE:
        entry.lines = [_("Undid what was done last.")]
        return entry
    entry.lines = [
        line for each in events if (line := _line(each, history.promises, moment))
    ]
    entry.lines += _planned(first, history.tasks, moment)
    entry.lines += _typed_in_later(first, moment)
    return entry


def _who(events: list[Event]) -> str:
    """A colleague's name, or the family; "" for what the program did."""
    if events[0].by is not None:
        return events[0].by.display_name
    by_family = any(each.kind == Event.Kind.BY_FAMILY for each in events)
    return _("The family") if by_family else ""


def _line(event: Event, promises: Iterable[Promise], moment: datetime) -> str:
    """The event in words; "" where another event of its act says it."""
    if event.kind in SILENT:
        return ""
    if event.kind == Event.Kind.MOVED:
        return _move(event)
    if event.kind == Event.Kind.BY_FAMILY:
        return f"{Doing(event.reason).label}."
    if event.kind == Event.Kind.PROMISED:
        return _promise(event, promises, moment)
    if event.kind == Event.Kind.ATTEMPTED:
        return _attempt(event)
    return f"{event.get_kind_display()}."


def _attempt(event: Event) -> str:
    if not hasattr(event, "call_attempt"):
        return f"{event.get_kind_display()}."
    outcome = event.call_attempt.get_outcome_display().rstrip(" …")
    return _("Called: %(outcome)s.") % {"outcome": outcome[:1].lower() + outcome[1:]}


def _move(event: Event) -> str:
    names = {"from": Stage(event.from_stage).label, "to": Stage(event.to_stage).label}
    move = _("Moved from %(from)s to %(to)s.") % names
    if not event.reason:
        return move
    return f"{move} {_reason(event.reason)}."


def _reason(code: str) -> str:
    reasons = dict(Inquiry._meta.get_field("close_reason").flatchoices)
    return str(reasons.get(code, code))


def _promise(event: Event, promises: Iterable[Promise], moment: datetime) -> str:
    made = [each for each in promises if each.made_at in (event.at, event.recorded_at)]
    return _("Promised: at the latest %(when)s.") % {
        "when": deadline_text(made[0].due_at, moment)
    }


def _planned(
    first: Event, tasks: Iterable[FollowUpTask], moment: datetime
) -> Iterator[str]:
    """What the act set as the next step."""
    if first.kind == Event.Kind.RECEIVED:
        return
    for task in tasks:
        if task.created_at == first.recorded_at:
            yield _("Next: %(step)s.") % {"step": step_text(task, moment)}


def _typed_in_later(event: Event, moment: datetime) -> Iterator[str]:
    if event.recorded_at - event.at > LATE_ENTRY:
        when = deadline_text(event.recorded_at, moment)
        yield _("Typed in %(when)s.") % {"when": when}


def _note(note: Note) -> Entry:
    who = _("The family") if note.author is None else note.author.display_name
    return Entry(at=note.written_at, who=who, kind="note", text=note.text)


def _message(message: Message) -> Entry:
    channel, state = message.get_channel_display(), outcome_text(message)
    line = _("%(channel)s to the family: %(state)s.") % {
        "channel": channel[:1].upper() + channel[1:],
        "state": state,
    }
    return Entry(
        at=message.sent_at or message.created_at, who="", kind="", lines=[line]
    )
