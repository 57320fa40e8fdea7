"""What "Idag" shows: whom to call, in the order in which promises fall due.

Every section is read from an index and bounded, however many inquiries there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Min, OuterRef, Q

from followups.models import Engagement, FollowUpTask, Promise, Slot
from inquiries.models import Inquiry
from inquiries.queue_keys import MOST_RESTING, Key, Keys, keys_of, open_steps
from inquiries.scope import CALLS, Scope
from inquiries.stepless import stepless_in
from inquiries.unkept import unkept
from inquiries.woken import woken

UNTOLD = ("phone", "email", "message", "search")  # of the contact, in a row
WORK = ("now", "later")  # calls, from which those that woke today are told apart


@dataclass(frozen=True)
class Visit:
    """A home visit of today, by the step of its inquiry; `staff` by their numbers."""

    at: datetime
    task: FollowUpTask
    staff: tuple[int, ...]


@dataclass(frozen=True)
class Section:
    """Follow-ups under one heading, earliest first.

    Args:
        visits: under “visits”, in place of tasks.
        meetings: under “visits”: when, which, and how many families come.
    """

    key: str
    tasks: list[FollowUpTask] = field(default_factory=list)
    has_more: bool = False
    visits: list[Visit] = field(default_factory=list)
    meetings: list[Key] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.tasks or self.visits or self.meetings)


@dataclass(frozen=True)
class Aside:
    """Whom nobody calls: without a next step, and at rest.

    Args:
        over: follow-ups that are a visit or a meeting which has been.
        stepless: open inquiries that have no follow-up at all.
        has_more: of these two together, than are shown.
        resting: soonest woken first.
        resting_number: of all; no more than MOST_RESTING are counted, and one.
    """

    over: list[FollowUpTask]
    stepless: list[Inquiry]
    has_more: bool
    resting: list[Inquiry]
    resting_number: int


@dataclass(frozen=True)
class Queue:
    """The sections that have rows, in the order in which they are worked."""

    sections: list[Section]
    aside: Aside


@dataclass(frozen=True)
class PromisesToday:
    """How many promises fall due today, how many are kept, when the next one does.

    Those that were superseded count neither way.
    """

    due: int
    kept: int
    next_due_at: datetime | None


def queue_of(scope: Scope) -> Queue:
    """Read everything: what is to be done, and beside it who waits or rests."""
    keys = keys_of(scope)
    tasks = _tasks(scope, keys)
    return Queue(_sections(scope, keys, tasks), _aside(scope, keys, tasks))


def _sections(
    scope: Scope, keys: Keys, tasks: dict[int, FollowUpTask]
) -> list[Section]:
    found = {
        key: Section(key, _shown(keys[key], tasks, scope), _has_more(keys[key], scope))
        for key in ("now", "later", "desk", "review")
    }
    calls = [task for key in WORK for task in found[key].tasks]
    ordered = [
        *(_without_woken(found[key]) for key in WORK),
        Section("woken", [each for each in calls if _is_woken(each)]),
        _visits(scope, keys, tasks),
        found["desk"],
        found["review"],
    ]
    return [each for each in ordered if each]


def _without_woken(section: Section) -> Section:
    """Those who rested until today stand under a heading of their own."""
    tasks = [each for each in section.tasks if not _is_woken(each)]
    return Section(section.key, tasks, section.has_more)


def _is_woken(task: FollowUpTask) -> bool:
    return bool(getattr(task, "is_woken", False))


def _visits(scope: Scope, keys: Keys, tasks: dict[int, FollowUpTask]) -> Section:
    """Visits that are the next step, and those before which there is a call."""
    steps = [
        Visit(each.due_at, each, engaged_in(each))
        for each in _shown(keys["visits"], tasks, scope)
    ]
    beside = [
        Visit(key.at, tasks[key.pk], tuple(getattr(tasks[key.pk], "visited_by", ())))
        for key in keys["beside"][: scope.rows]
        if key.pk in tasks
    ]
    return Section(
        "visits",
        has_more=any(_has_more(keys[each], scope) for each in ("visits", "beside")),
        visits=sorted([*steps, *beside], key=lambda each: each.at),
        meetings=keys["meetings"][: scope.rows],
    )


def engaged_in(task: FollowUpTask) -> tuple[int, ...]:
    """Who has part in the time that is booked for it, by their numbers."""
    return tuple(getattr(task, "engaged", ()))


def _aside(scope: Scope, keys: Keys, tasks: dict[int, FollowUpTask]) -> Aside:
    lost = stepless_in(scope)
    shown = [each.pk for each in keys["resting"][: scope.rows]]
    people = _people([*shown, *lost[: scope.rows]])
    return Aside(
        over=_shown(keys["over"], tasks, scope),
        stepless=[people[pk] for pk in lost[: scope.rows] if pk in people],
        has_more=_has_more(keys["over"], scope) or len(lost) > scope.rows,
        resting=[people[pk] for pk in shown if pk in people],
        resting_number=min(len(keys["resting"]), MOST_RESTING + 1),
    )


def _shown(
    keys: list[Key], tasks: dict[int, FollowUpTask], scope: Scope
) -> list[FollowUpTask]:
    return [tasks[each.pk] for each in keys[: scope.rows] if each.pk in tasks]


def _has_more(keys: list[Key], scope: Scope) -> bool:
    return len(keys) > scope.rows


def _tasks(scope: Scope, keys: Keys) -> dict[int, FollowUpTask]:
    """Fetch what a row of the queue tells.

    Not the telephone number: to take it apart costs more than the rest of the row.
    """
    numbers = {
        each.pk
        for section, found in keys.items()
        if section not in {"meetings", "resting"}
        for each in found[: scope.rows]
    }
    engaged = Engagement.objects.filter(is_active=True).order_by("staff")
    visited = engaged.filter(
        appointment__inquiry=OuterRef("inquiry"),
        appointment__kind=Slot.Kind.HOME_VISIT,
        appointment__cancelled_at=None,
        starts_at__gte=scope.today,
        starts_at__lt=scope.tomorrow,
    )
    tasks = (
        FollowUpTask.objects.filter(pk__in=numbers)
        .select_related("inquiry__contact")
        .select_related("inquiry__activity__channel", "inquiry__told_channel")
        .defer(*(f"inquiry__contact__{each}" for each in UNTOLD))
        .annotate(
            was_broken=unkept(),
            is_woken=woken(scope.today),
            is_promised=Q(promise__outcome=Promise.Outcome.OPEN),
            begins_at=F("promise__opens_at"),
            engaged=ArraySubquery(
                engaged.filter(appointment=OuterRef("appointment")).values("staff")
            ),
            visited_by=ArraySubquery(visited.values("staff")),
        )
    )
    return {each.pk: each for each in tasks}


def _people(numbers: Iterable[int]) -> dict[int, Inquiry]:
    """Inquiries with the name and the owner; no question where there are none."""
    wanted = list(numbers)
    if not wanted:
        return {}
    inquiries = (
        Inquiry.objects.filter(pk__in=wanted)
        .select_related("contact")
        .defer(*(f"contact__{each}" for each in UNTOLD))
    )
    return {each.pk: each for each in inquiries}


def promises_today(scope: Scope) -> PromisesToday:
    """Count the municipality's promises that fall due on the day of the moment."""
    superseded = Promise.Outcome.SUPERSEDED
    counted = (
        Promise.objects.of(scope.municipality)
        .filter(due_at__gte=scope.today, due_at__lt=scope.tomorrow)
        .exclude(outcome=superseded)
        .aggregate(
            due=Count("*"),
            kept=Count("pk", filter=Q(outcome=Promise.Outcome.KEPT)),
            next_due_at=Min(
                "due_at",
                filter=Q(outcome=Promise.Outcome.OPEN, due_at__gte=scope.moment),
            ),
        )
    )
    return PromisesToday(**counted)


def next_task(scope: Scope) -> FollowUpTask | None:
    """Give the first follow-up after today, for the words of an empty queue."""
    return (
        open_steps(scope)
        .filter(due_at__gte=scope.tomorrow, kind__in=CALLS)
        .select_related("owner")
        .order_by("due_at", "id")
        .first()
    )


def open_task_of(inquiry: Inquiry) -> FollowUpTask | None:
    """Give the inquiry's next step with its promise; None where it is closed."""
    return (
        FollowUpTask.objects.open()
        .filter(inquiry=inquiry)
        .select_related("promise", "owner", "appointment")
        .first()
    )
