"""How many promises to get in touch fell due, and how many of them were kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

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
from organisation.models import Municipality
from organisation.months import Month
from reports.figures.by_month import MonthIndex

Outcome = Promise.Outcome


@dataclass(frozen=True)
class PromiseCounts:
    """Promises of one month: fallen due, of those kept, and those that lie ahead."""

    due: int = 0
    kept: int = 0
    ahead: int = 0


def promises_by_month(
    municipality: Municipality, months: Sequence[Month], *, at: datetime
) -> dict[Month, PromiseCounts]:
    """The promises by the month in which they fall due.

    Kept is one that the desk has settled as kept: an attempt or a contact at the
    promised moment or before. An open one counts as not kept from the moment it is
    overdue, whether or not the dispatcher has written it down as broken; before
    that it lies ahead and counts neither way. Promises that the family itself
    exchanged for another, and those of inquiries judged to be spam, are left out.
    """
    ahead = Q(outcome=Outcome.OPEN, due_at__gte=at)
    rows = (
        _counted(municipality)
        .filter(due_at__gte=months[0].start, due_at__lt=months[-1].end)
        .values(month=MonthIndex("due_at", months))
        .annotate(
            due=Count("pk", filter=~ahead),
            kept=Count("pk", filter=Q(outcome=Outcome.KEPT)),
            ahead=Count("pk", filter=ahead),
        )
        .values_list("month", "due", "kept", "ahead")
    )
    counts = {months[place - 1]: PromiseCounts(*numbers) for place, *numbers in rows}
    return {month: counts.get(month, PromiseCounts()) for month in months}


def reached_in_time(municipality: Municipality, month: Month) -> int:
    """How many kept promises of the month also led to a contact in time.

    A contact is two people speaking. Where the family asked us to write, our letter
    is what was promised, and counts. The attempt that kept the promise may have
    failed; a later one reaches the family in time up to the promised moment itself.
    """
    spoke, wrote = Event.Kind.CONTACTED, Event.Kind.WROTE
    wish = ExpressionWrapper(OuterRef("wish"), output_field=CharField())
    in_time = (
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
    return (
        _counted(municipality)
        .filter(outcome=Outcome.KEPT, due_at__gte=month.start, due_at__lt=month.end)
        .filter(Exists(in_time))
        .count()
    )


def _counted(municipality: Municipality) -> QuerySet[Promise]:
    spam = Inquiry.objects.of(municipality).filter(stage=Stage.SPAM)
    return (
        Promise.objects.of(municipality)
        .exclude(outcome=Outcome.SUPERSEDED)
        .exclude(inquiry__in=spam.values("pk"))
    )
