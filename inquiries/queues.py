"""What "Idag" shows: whom to call, in the order in which promises fall due.

Every section is read from an index and bounded, however many inquiries there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.db.models import (
    CharField,
    Count,
    F,
    Min,
    Prefetch,
    Q,
    QuerySet,
    Value,
    prefetch_related_objects,
)
from django.utils.timezone import localtime

from campaigns.models import Activity
from followups.models import FollowUpTask, Promise
from followups.promise import before_its_time, in_open_windows
from inquiries.models import Event, Inquiry
from inquiries.unkept import unkept
from inquiries.workflow import OPEN_STAGES, Stage
from messaging.models import FAMILY, NEEDING_A_PERSON, Message
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality, StaffMember

Kind = FollowUpTask.Kind
CALLS: Final = (Kind.CALL, Kind.WRITE)
VISITS: Final = (Kind.HOME_VISIT, Kind.INFORMATION_MEETING)
DESK_WORK: Final = (Kind.ASSESSMENT, Kind.DECISION, Kind.OTHER)
SOON: Final = timedelta(hours=1)  # a deadline as near as this is called now
ROWS: Final = 25  # shown of a section before "more"
MORE_ROWS: Final = 200
MOST_WOKEN: Final = 500
MOST_UNREACHED: Final = 5
UNTOLD: Final = ("phone", "email", "message", "search")  # of the contact, in a row


@dataclass(frozen=True)
class Scope:
    """Whose queue: the whole team's, or one person's. `rows` bounds each section.

    `absent` are those for whom whoever looks stands in; `owner` may be one of them.
    """

    municipality: Municipality
    moment: datetime
    owner: StaffMember | None = None
    rows: int = ROWS
    absent: tuple[StaffMember, ...] = ()

    @property
    def tomorrow(self) -> datetime:
        """The midnight that ends the day in Stockholm."""
        day = localtime(self.moment, STOCKHOLM).date() + timedelta(days=1)
        return datetime.combine(day, time(0), STOCKHOLM)

    @property
    def today(self) -> datetime:
        """The midnight that began the day in Stockholm."""
        day = localtime(self.moment, STOCKHOLM).date()
        return datetime.combine(day, time(0), STOCKHOLM)


@dataclass(frozen=True)
class Section:
    """Follow-ups under one heading, earliest first."""

    key: str
    tasks: list[FollowUpTask]
    has_more: bool = False


@dataclass(frozen=True)
class PromisesToday:
    """How many promises fall due today, how many are kept, when the next one does.

    Those that were superseded count neither way.
    """

    due: int
    kept: int
    next_due_at: datetime | None


def sections(scope: Scope) -> list[Section]:
    """Give the sections that have rows, in the order in which they are worked.

    A suspect inquiry stands under "review" alone, so that a flood of them hides
    nobody; its promise runs all the same.
    """
    keys = _keys(scope)
    tasks = _tasks(pk for each in keys.values() for pk in each[: scope.rows])
    now, later, others, review = (
        Section(
            key,
            [tasks[pk] for pk in found[: scope.rows] if pk in tasks],
            len(found) > scope.rows,
        )
        for key, found in keys.items()
    )
    ordered = [*_apart_from_woken(now, later, scope), *_by_place(others), review]
    return [each for each in ordered if each.tasks]


def _keys(scope: Scope) -> dict[str, list[int]]:
    """The follow-ups of each section, earliest first, one more than are shown.

    All in one statement: each part reads its first rows from an index and stops. A
    call that was promised for a time, an evening or a weekend is for now once that
    begins, and one for a chosen time not before.
    """
    is_genuine = Q(inquiry__suspicion="")
    soon = scope.moment + SOON
    calls = is_genuine & Q(kind__in=CALLS)
    too_early = before_its_time(scope.moment)
    later = calls & Q(due_at__gt=soon)
    has_begun = in_open_windows(scope.municipality, scope.moment)
    conditions = (
        ("now", calls & Q(due_at__lte=soon) & ~too_early),
        ("now", later & has_begun),
        ("later", later & ~has_begun & Q(due_at__lt=scope.tomorrow)),
        ("later", calls & Q(due_at__lte=soon) & too_early),
        (
            "others",
            is_genuine & Q(kind__in=VISITS + DESK_WORK, due_at__lt=scope.tomorrow),
        ),
        ("review", ~is_genuine),
    )
    parts = [
        _open(scope)
        .filter(condition)
        .annotate(section=Value(key, output_field=CharField()))
        .order_by("due_at", "id")
        .values_list("section", "due_at", "pk")[: scope.rows + 1]
        for key, condition in conditions
    ]
    keys: dict[str, list[int]] = {key: [] for key, _condition in conditions}
    for key, _due_at, pk in sorted(parts[0].union(*parts[1:], all=True)):
        keys[key].append(pk)
    return keys


def _tasks(keys: Iterable[int]) -> dict[int, FollowUpTask]:
    """Fetch what a row of the queue tells.

    Joining every table in one statement costs more to plan than all of these to run.
    Not the telephone number: to take it apart costs more than the rest of the row.
    """
    tasks = list(
        FollowUpTask.objects.filter(pk__in=list(keys))
        .select_related("inquiry__contact")
        .defer(*(f"inquiry__contact__{each}" for each in UNTOLD))
        .annotate(
            was_broken=unkept(),
            is_promised=Q(promise__outcome=Promise.Outcome.OPEN),
            begins_at=F("promise__opens_at"),
        )
    )
    prefetch_related_objects(
        tasks,
        "owner",
        Prefetch("inquiry__activity", Activity.objects.select_related("channel")),
        "inquiry__told_channel",
        "appointment__engagements__staff",
    )
    return {each.pk: each for each in tasks}


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
        _open(scope)
        .filter(due_at__gte=scope.tomorrow, kind__in=CALLS)
        .select_related("owner")
        .order_by("due_at", "id")
        .first()
    )


def unreached(municipality: Municipality) -> list[Inquiry]:
    """Families whom a mail or an SMS did not reach, and nobody since; the latest."""
    failed = (
        Message.objects.of(municipality)
        .needing_a_person()
        .filter(
            Q(inquiry__first_contact_at=None)
            | Q(inquiry__first_contact_at__lt=F("created_at")),
            recipient_key=FAMILY,
            inquiry__stage__in=OPEN_STAGES,
        )
        .select_related("inquiry__contact")
        .defer("inquiry__contact__search")
        .order_by("-created_at")[:ROWS]
    )
    families = {each.inquiry_id: each.inquiry for each in failed}
    return [each for each in families.values() if each is not None][:MOST_UNREACHED]


def is_unreached(inquiry: Inquiry, messages: Iterable[Message]) -> bool:
    """The same of one inquiry, whose messages to the family have been read."""
    spoken_at = inquiry.first_contact_at
    return inquiry.is_open and any(
        each.status in NEEDING_A_PERSON
        and each.handled_at is None
        and each.recipient_key == FAMILY
        and (spoken_at is None or spoken_at < each.created_at)
        for each in messages
    )


def _open(scope: Scope) -> QuerySet[FollowUpTask]:
    tasks = FollowUpTask.objects.of(scope.municipality).open()
    return tasks if scope.owner is None else tasks.filter(owner=scope.owner)


def _apart_from_woken(now: Section, later: Section, scope: Scope) -> list[Section]:
    """Put those who rested until today under a heading of their own."""
    woken = _woken_today(scope) if now.tasks or later.tasks else frozenset()
    tasks = now.tasks + later.tasks
    return [
        *(
            Section(
                each.key,
                [task for task in each.tasks if _step(task) not in woken],
                each.has_more,
            )
            for each in (now, later)
        ),
        Section("woken", [task for task in tasks if _step(task) in woken]),
    ]


def _step(task: FollowUpTask) -> tuple[int, datetime]:
    return task.inquiry_id, task.created_at


def _woken_today(scope: Scope) -> frozenset[tuple[int, datetime]]:
    """Whose rest ended today, each with the moment at which the call was planned."""
    events = Event.objects.filter(
        municipality=scope.municipality,
        kind=Event.Kind.MOVED,
        at__gte=scope.today,
        from_stage=Stage.DORMANT,
    )
    return frozenset(events.values_list("inquiry_id", "recorded_at")[:MOST_WOKEN])


def _by_place(others: Section) -> list[Section]:
    visits = [each for each in others.tasks if each.kind in VISITS]
    desk_work = [each for each in others.tasks if each.kind not in VISITS]
    return [
        Section("visits", visits, others.has_more and bool(visits)),
        Section("desk", desk_work, others.has_more and bool(desk_work)),
    ]


def open_task_of(inquiry: Inquiry) -> FollowUpTask | None:
    """Give the inquiry's next step with its promise; None where it is closed."""
    return (
        FollowUpTask.objects.open()
        .filter(inquiry=inquiry)
        .select_related("promise", "owner", "appointment")
        .first()
    )
