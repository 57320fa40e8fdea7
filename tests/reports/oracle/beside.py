"""What municipalities typed beside their inquiries, and when they lay low."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Final

from organisation.models import LieLow, StaffMember
from organisation.months import Month
from reports.models import Annotation, CarePrices, EarlierMonth, NeedFigure
from tests.reports.oracle.towns import Town

ONCE: Final = count(1)


def write_beside(towns: Sequence[Town]) -> None:
    """Earlier lists, need, prices, annotations, lying low: some have none of it."""
    staff = StaffMember.objects.create(
        email=f"oracle{next(ONCE)}@example.se", display_name="Maria Lind"
    )
    EarlierMonth.objects.bulk_create(row for town in towns for row in _lists(town))
    NeedFigure.objects.bulk_create(row for town in towns for row in _needs(town, staff))
    CarePrices.objects.bulk_create(
        row for town in towns for row in _prices(town, staff)
    )
    Annotation.objects.bulk_create(row for town in towns for row in _notes(town))
    LieLow.objects.bulk_create(row for town in towns for row in _lows(town, staff))


def _lists(town: Town) -> Iterator[EarlierMonth]:
    dice = town.dice
    for month in sorted({_month(town) for _ in range(dice.choice([0, 0, 3, 20]))}):
        promises = dice.choice([None, dice.randint(0, 30)])
        yield EarlierMonth(
            municipality=town.row,
            month=month.first_day,
            received=dice.randint(0, 30),
            approved=dice.randint(0, 5),
            promises=promises,
            kept=None if promises is None else dice.randint(0, promises),
            imported_at=town.clock.at,
        )


def _needs(town: Town, staff: StaffMember) -> Iterator[NeedFigure]:
    for _ in range(town.dice.randint(0, 3)):
        yield NeedFigure(
            municipality=town.row,
            month=town.dice.choice([town.clock.month, _month(town)]).first_day,
            places=town.dice.randint(0, 9),
            waiting=town.dice.randint(0, 9),
            typed_at=town.clock.at,
            typed_by=staff,
        )


def _prices(town: Town, staff: StaffMember) -> Iterator[CarePrices]:
    """Some take the comparison away again, some months have several, some lie ahead."""
    for number in range(town.dice.choice([0, 0, 1, 2, 4])):
        month = town.clock.month.plus(town.dice.choice([0, -1, -1, -9, 1]))
        row = CarePrices(
            municipality=town.row,
            month=month.first_day,
            typed_at=town.clock.at,
            typed_by=staff,
        )
        if town.dice.random() < 0.8:
            row.own, row.bought = _price(town), _price(town)
            row.label, row.source = f"Vård {number}", f"Avtal {number}"
        yield row


def _price(town: Town) -> Decimal:
    return Decimal(town.dice.randint(1, 5_000_000)) / 100


def _notes(town: Town) -> Iterator[Annotation]:
    for number in range(town.dice.randint(0, 3)):
        yield Annotation(municipality=town.row, day=town.day(), text=f"Radio {number}")


def _lows(town: Town, staff: StaffMember) -> Iterator[LieLow]:
    """Some times one after the other; the last may go on."""
    began_at = town.clock.receipt()
    for _ in range(town.dice.randint(0, 2)):
        if began_at >= town.clock.at:
            return
        ended_at = town.clock.later(began_at)
        if ended_at >= town.clock.at:
            yield _low(town, staff, began_at, None)
            return
        yield _low(town, staff, began_at, ended_at)
        began_at = ended_at + timedelta(days=town.dice.randint(1, 90))


def _low(
    town: Town, staff: StaffMember, began_at: datetime, ended_at: datetime | None
) -> LieLow:
    by_itself = town.dice.random() < 0.5
    return LieLow(
        municipality=town.row,
        began_at=began_at,
        ended_at=ended_at,
        resumes_on=ended_at.date() if by_itself and ended_at else None,
        working_days=town.dice.randint(1, 20),
        reason="Många samtal väntar",
        began_by=staff,
        ended_by=None if by_itself or ended_at is None else staff,
    )


def _month(town: Town) -> Month:
    return town.clock.month.plus(-town.dice.randint(0, 25))
