"""Random municipalities, hundreds at once, written down in a handful of statements.

Each is drawn by dice of its own, so that one of them can be drawn again alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from itertools import count
from random import Random
from typing import Final

from campaigns.models import Activity, Campaign, Channel
from inquiries.models import Inquiry
from organisation.models import (
    Municipality,
    OpeningWindow,
    SpecialDay,
)
from tests.reports.oracle.families import Family, draw_family
from tests.reports.oracle.moments import DAY, MONTHS, Clock, moment_of_report
from tests.reports.oracle.recount import Asked

ONCE: Final = count(1)
OFFICE: Final = ((time(8), time(12)), (time(13), time(16, 30)))
NIGHT: Final = ((time(1, 15), time(2, 45)), (time(22), time(0)))
COSTS: Final = (None, Decimal(0), Decimal(1000), Decimal("333.33"), Decimal("40000.5"))
UNLINKED: Final = (
    (None, ""),
    (None, "radio"),
    (None, "poster"),
)  # only a kind, if that
CHANNELS: Final = (("B-kanalen", "radio"), ("A-kanalen", "radio"), ("Tips", "other"))
SIZES: Final = (0, 1, 2, 3, 4, 5, 6, 8, 10, 40)


@dataclass
class Town:
    """A municipality that is to be asked of one month."""

    row: Municipality
    clock: Clock
    channels: list[Channel] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    families: list[tuple[Family, Inquiry]] = field(default_factory=list)

    @property
    def dice(self) -> Random:
        return self.clock.dice

    @property
    def asked(self) -> Asked:
        return Asked(self.row.pk, self.clock.month, self.clock.at)

    def day(self) -> date:
        """One of the two years, or just after them."""
        return self.clock.month.first_day + self.dice.randint(-800, 60) * DAY


def draw_towns(dice: Iterable[Random]) -> list[Town]:
    """With hours, campaigns and families; what happened is not written down."""
    towns = [_town(each) for each in dice]
    Municipality.objects.bulk_create(each.row for each in towns)
    _open(towns)
    _plan(towns)
    for town in towns:
        for _ in range(town.dice.choice(SIZES)):
            if family := draw_family(town.clock):
                town.families.append((family, _inquiry(town, family)))
    Inquiry.objects.bulk_create(row for each in towns for _, row in each.families)
    return towns


def _town(dice: Random) -> Town:
    month = dice.choice(MONTHS)
    number = next(ONCE)
    row = Municipality(
        name=f"Orakel {number}", phone="+46313900610", email="hem@example.se"
    )
    return Town(row, Clock(dice, month, moment_of_report(dice, month)))


def _open(towns: Sequence[Town]) -> None:
    """Office hours on weekdays, at night too, or none at all; and days that differ."""
    windows, days = [], []
    for town in towns:
        hours = town.dice.choice([(OFFICE, 5), (OFFICE, 5), (NIGHT, 7), (OFFICE, 0)])
        windows += [
            OpeningWindow(
                municipality=town.row, weekday=weekday, opens=opens, closes=closes
            )
            for weekday in range(hours[1])
            for opens, closes in hours[0]
        ]
        for day in sorted({town.day() for _ in range(town.dice.randint(0, 40))}):
            closes = town.dice.choice([None, time(11), time(14, 30)])
            kind = "half_day" if closes else "closed"
            days.append(
                SpecialDay(
                    municipality=town.row, day=day, name="Dag", kind=kind, closes=closes
                )
            )
    OpeningWindow.objects.bulk_create(windows)
    SpecialDay.objects.bulk_create(days)


def _plan(towns: Sequence[Town]) -> None:
    """Two channels of one kind and one of another, three activities in them."""
    for town in towns:
        town.channels = [
            Channel(municipality=town.row, name=name, kind=kind)
            for name, kind in CHANNELS
        ]
    Channel.objects.bulk_create(each for town in towns for each in town.channels)
    campaigns = Campaign.objects.bulk_create(
        Campaign(municipality=town.row, name="Våren", starts_on=date(2024, 1, 1))
        for town in towns
    )
    for town, campaign in zip(towns, campaigns, strict=True):
        town.activities = [_activity(town, campaign) for _ in range(3)]
    Activity.objects.bulk_create(each for town in towns for each in town.activities)


def _activity(town: Town, campaign: Campaign) -> Activity:
    first = town.day()
    last = town.dice.choice([None, first, first + town.dice.randint(1, 500) * DAY])
    return Activity(
        municipality=town.row,
        campaign=campaign,
        channel=town.dice.choice(town.channels),
        name="Inlägg",
        code=f"orakel{next(ONCE)}",
        starts_on=first,
        ends_on=last,
        cost_planned=town.dice.choice(COSTS),
        cost_actual=town.dice.choice(COSTS),
    )


def _inquiry(town: Town, family: Family) -> Inquiry:
    dice = town.dice
    activity, kind = dice.choice([*((each, "") for each in town.activities), *UNLINKED])
    told = dice.choice([None, *town.channels])
    return Inquiry(
        municipality=town.row,
        year=family.received_at.year,
        serial=next(ONCE),
        received_at=family.received_at,
        registered_at=family.registered_at,
        source="phone",
        wish=family.wish,
        suspicion=family.suspicion,
        stage=family.stage,
        close_reason=family.reason,
        wake_up_on=family.wake_up_on,
        erased_at=family.erased_at,
        activity=activity,
        tracked_kind=kind,
        told_channel=told,
    )
