"""Which rows stand in which section of “Idag”: one statement, bounded, by indexes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    Exists,
    Expression,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from followups.models import (
    Appointment,
    Engagement,
    FollowUpTask,
    InformationMeeting,
    MeetingSeat,
    Slot,
)
from followups.promise import before_its_time, in_open_windows
from inquiries.models import Inquiry
from inquiries.scope import CALLS, DESK_WORK, SOON, VISIT_TAKES, VISITS, Kind, Scope

MOST_RESTING: Final = 99  # counted; more are said as “99+”
SECTIONS: Final = (
    *("now", "later", "visits", "beside", "meetings", "over", "desk", "review"),
    "resting",
)


class Key(NamedTuple):
    """One row of a section: when it stands there, and the number of its row.

    Of a follow-up; under “meetings” of the meeting, with how many families come;
    under “resting” of the inquiry.
    """

    at: datetime
    pk: int
    families: int


Keys = dict[str, list[Key]]
Part = QuerySet[Any, tuple[Any, ...]]
NOBODY: Final = Value(0, IntegerField())


def keys_of(scope: Scope) -> Keys:
    """The rows of each section, earliest first, one more than are shown.

    Each part of the statement reads its first rows from an index and stops.
    """
    parts = [*_of_steps(scope), *_beside_steps(scope), _resting(scope)]
    found: Keys = {key: [] for key in SECTIONS}
    for section, *key in sorted(parts[0].union(*parts[1:], all=True)):
        found[section].append(Key(*key))
    return found


def _of_steps(scope: Scope) -> Iterator[Part]:
    """Follow-ups by what is to be done, and when.

    A call that was promised for a time, an evening or a weekend is for now once that
    begins, and one for a chosen time not before. A suspect inquiry stands under
    "review" alone, so that a flood of them hides nobody; its promise runs all the same.
    """
    is_genuine = Q(inquiry__suspicion="")
    soon = scope.moment + SOON
    calls = is_genuine & Q(kind__in=CALLS)
    too_early = before_its_time(scope.moment)
    later = calls & Q(due_at__gt=soon)
    has_begun = in_open_windows(scope.municipality, scope.moment)
    is_today = is_genuine & Q(due_at__lt=scope.tomorrow)
    over = is_over(scope)
    conditions = (
        ("now", calls & Q(due_at__lte=soon) & ~too_early),
        ("now", later & has_begun),
        ("later", later & ~has_begun & Q(due_at__lt=scope.tomorrow)),
        ("later", calls & Q(due_at__lte=soon) & too_early),
        ("visits", is_today & Q(kind__in=VISITS) & ~over & ~_at_a_meeting()),
        ("over", is_genuine & over),
        ("desk", is_today & Q(kind__in=DESK_WORK)),
        ("review", ~is_genuine),
    )
    for key, condition in conditions:
        steps = open_steps(scope).filter(condition)
        yield _part(key, steps, "due_at", scope.rows)


def is_over(scope: Scope) -> Q:
    """Which follow-ups are a visit or a meeting that has been, with no word of it."""
    has_ended = Q(appointment=None) | Q(appointment__ends_at__lte=scope.moment)
    return has_ended & Q(kind__in=VISITS, due_at__lte=scope.moment - VISIT_TAKES)


def _at_a_meeting() -> Q:
    """Which come to a meeting that has a row of its own."""
    seats = MeetingSeat.objects.filter(
        inquiry=OuterRef("inquiry"),
        status=MeetingSeat.Status.SEAT,
        meeting__starts_at=OuterRef("due_at"),
        meeting__cancelled_at=None,
    )
    return Q(kind=Kind.INFORMATION_MEETING) & Q(Exists(seats))


def _beside_steps(scope: Scope) -> Iterator[Part]:
    """Visits of today where a call comes first, and the meetings that are held."""
    is_today = Q(
        starts_at__gte=scope.today,
        starts_at__lt=scope.tomorrow,
        ends_at__gt=scope.moment,
        cancelled_at=None,
    )
    steps = FollowUpTask.objects.open().filter(inquiry=OuterRef("inquiry"))
    shown = Q(appointment=OuterRef("pk"))
    visits = Appointment.objects.of(scope.municipality).filter(
        is_today, kind=Slot.Kind.HOME_VISIT, inquiry__suspicion=""
    )
    meetings = InformationMeeting.objects.of(scope.municipality).filter(is_today)
    if scope.owner is not None:
        shown &= Q(owner=scope.owner)
        parts = Engagement.objects.filter(staff=scope.owner, is_active=True)
        visits = visits.filter(Exists(parts.filter(appointment=OuterRef("pk"))))
        meetings = meetings.filter(Exists(parts.filter(meeting=OuterRef("pk"))))
    step = Subquery(steps.exclude(shown).values("pk")[:1])
    visits = visits.annotate(step=step).filter(step__isnull=False)
    yield _part("beside", visits, "starts_at", scope.rows, row="step")
    yield _part("meetings", meetings, "starts_at", scope.rows, families=_who_come())


def _who_come() -> Coalesce:
    seats = (
        MeetingSeat.objects.filter(
            meeting=OuterRef("pk"), status=MeetingSeat.Status.SEAT
        )
        .order_by()
        .values("meeting")
        .annotate(number=Count("*"))
        .values("number")
    )
    return Coalesce(Subquery(seats), NOBODY)


def _resting(scope: Scope) -> Part:
    """Those that rest, soonest woken first; so many more that they can be counted."""
    resting = Inquiry.objects.of(scope.municipality).resting()
    if scope.owner is not None:
        resting = resting.filter(owner=scope.owner)
    return _part("resting", resting, "wake_up_on", max(scope.rows, MOST_RESTING))


def open_steps(scope: Scope) -> QuerySet[FollowUpTask]:
    tasks = FollowUpTask.objects.of(scope.municipality).open()
    return tasks if scope.owner is None else tasks.filter(owner=scope.owner)


def _part(
    section: str,
    rows: QuerySet[Any],
    by: str,
    most: int,
    *,
    row: str = "pk",
    families: Expression = NOBODY,
) -> Part:
    """The first rows of a section in the order of a column, and one more."""
    columns = {
        "section": Value(section, CharField()),
        "at": Cast(by, DateTimeField()),
        "row": F(row),
        "families": families,
    }
    part: Part = rows.annotate(**columns).order_by(by, "pk").values_list(*columns)
    return part[: most + 1]
