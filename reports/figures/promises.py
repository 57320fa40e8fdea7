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
from organisation.definitions import printed
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


@printed
def promises_by_month(
    municipality: Municipality, months: Sequence[Month], *, at: datetime
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


@printed
def reached_in_time(municipality: Municipality, month: Month) -> int:
    """The kept promises of the month after which we also spoke with the family by the
    promised time, or had written where it asked us to write.

    A contact is two people speaking. The attempt that kept the promise may have
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
