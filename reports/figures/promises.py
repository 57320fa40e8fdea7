"""How many promises to get in touch fell due, and how many of them were kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import (
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
)

from followups.models import Promise, Wish
from inquiries.models import Event, Inquiry
from inquiries.standing import standing_events
from inquiries.workflow import Stage
from organisation.definitions import printed
from organisation.models import Municipality
from organisation.months import Month
from reports.figures.by_month import MonthIndex
from reports.rollups import Part

Outcome = Promise.Outcome


@dataclass(frozen=True)
class PromiseCounts:
    """Promises of one month: fallen due, of those kept, and those that lie ahead."""

    due: int = 0
    kept: int = 0
    ahead: int = 0


@dataclass(frozen=True)
class Settled:
    """Promises of one month that the desk has settled; `reached` are kept ones."""

    kept: int = 0
    broken: int = 0
    reached: int = 0


@dataclass(frozen=True)
class Open:
    """Those that are not settled: overdue at the moment of the report, or ahead."""

    overdue: int = 0
    ahead: int = 0


def count_settled(
    municipality: Municipality, months: Sequence[Month], _at: datetime
) -> dict[Month, Settled]:
    kept = Q(outcome=Outcome.KEPT)
    rows = (
        _due_in(municipality, months)
        .exclude(outcome=Outcome.OPEN)
        .values(month=MonthIndex("due_at", months))
        .annotate(
            kept=Count("pk", filter=kept),
            broken=Count("pk", filter=~kept),
            reached=Count("pk", filter=kept & Q(Exists(_in_time()))),
        )
        .values_list("month", "kept", "broken", "reached")
    )
    counts = {months[place - 1]: Settled(*numbers) for place, *numbers in rows}
    return {month: counts.get(month, Settled()) for month in months}


SETTLED: Final = Part("promises", Settled, count_settled)


OPEN_ONES: Final = """
SELECT width_bucket(due_at, %(starts)s),
    count(*) FILTER (WHERE due_at < %(at)s), count(*) FILTER (WHERE due_at >= %(at)s)
FROM followups_promise AS promise
WHERE municipality_id = %(municipality)s AND outcome = 'open'
    AND due_at >= %(start)s AND due_at < %(end)s AND NOT EXISTS (
        SELECT FROM inquiries_inquiry AS inquiry
        WHERE inquiry.id = promise.inquiry_id AND inquiry.stage = 'spam')
GROUP BY 1
"""


def open_ones(
    municipality: Municipality, months: Sequence[Month], *, at: datetime
) -> dict[Month, Open]:
    """They are few, and time alone changes them: counted anew for every report."""
    wanted: dict[str, Any] = {
        "municipality": municipality.pk,
        "starts": [month.start for month in months],
        "start": months[0].start,
        "end": months[-1].end,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(OPEN_ONES, wanted)
        return {
            months[place - 1]: Open(*numbers) for place, *numbers in cursor.fetchall()
        }


@printed
def promises_by_month(
    settled: Mapping[Month, Settled], still_open: Mapping[Month, Open]
) -> dict[Month, PromiseCounts]:
    """A promise is the time by which we said that we would get in touch; it belongs to
    the month in which that time runs out. It is kept if we called, or wrote, by then:
    attempted in time. A broken promise stays broken. Promises that the family
    exchanged for another time are left out, and so are those to spam. Those whose time
    has not run out yet are counted apart.

    Kept is one that the desk has settled as kept: an attempt or a contact at the
    promised moment or before. An open one counts as not kept from the moment it is
    overdue, whether or not the dispatcher has written it down as broken; before
    that it lies ahead and counts neither way. Promises that the family itself
    exchanged for another, and those of inquiries judged to be spam, are left out.
    """
    return {
        month: _promises(own, still_open.get(month, Open()))
        for month, own in settled.items()
    }


def _promises(settled: Settled, still_open: Open) -> PromiseCounts:
    due = settled.kept + settled.broken + still_open.overdue
    return PromiseCounts(due, settled.kept, still_open.ahead)


@printed
def reached_in_time(settled: Settled) -> int:
    """The kept promises of the month after which we also spoke with the family by the
    promised time, or had written where it asked us to write.

    A contact is two people speaking. The attempt that kept the promise may have
    failed; a later one reaches the family in time up to the promised moment itself.
    """
    return settled.reached


def _in_time() -> QuerySet[Event]:
    """Conversations and letters that reached the family of the promise outside."""
    spoke, wrote = Event.Kind.CONTACTED, Event.Kind.WROTE
    wish = ExpressionWrapper(OuterRef("wish"), output_field=CharField())
    return (
        standing_events()
        .annotate(wish=wish)
        .filter(
            Q(kind=spoke) | Q(wish=Wish.WRITE),
            kind__in=(spoke, wrote),
            inquiry=OuterRef("inquiry"),
            at__gte=OuterRef("settled_at"),
            at__lte=OuterRef("due_at"),
        )
    )


def _due_in(municipality: Municipality, months: Sequence[Month]) -> QuerySet[Promise]:
    return _counted(municipality).filter(
        due_at__gte=months[0].start, due_at__lt=months[-1].end
    )


def _counted(municipality: Municipality) -> QuerySet[Promise]:
    spam = Inquiry.objects.of(municipality).filter(stage=Stage.SPAM)
    return (
        Promise.objects.of(municipality)
        .exclude(outcome=Outcome.SUPERSEDED)
        .exclude(inquiry__in=spam.values("pk"))
    )
