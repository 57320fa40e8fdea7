"""Random municipalities, many at once: each is made of a few bytes, so that it shrinks.

Two channels, two campaigns, three activities, some days of visits, a few inquiries and
what happened to them. All of them are written in a handful of statements.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from campaigns.models import Activity, Campaign, Channel, DailyCounts
from inquiries.models import Event, Inquiry
from inquiries.workflow import REASONS, Stage
from organisation.models import Municipality

STOCKHOLM = ZoneInfo("Europe/Stockholm")
BORDERS = [
    *("2025-12-31 23:59", "2026-01-01 00:00", "2026-02-28 23:59", "2026-03-01 00:00"),
    *("2026-03-28 23:30", "2026-03-29 03:00", "2026-03-31 23:59", "2026-04-01 00:00"),
    *("2026-10-25 01:30", "2025-03-30 03:30", "2026-03-15 12:00", "2026-12-31 23:59"),
]
DAYS = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1)]
STAGES = [*Stage.values, "received", "received", "contacted", "approved"]
TRACKED = [None, 0, 1, 2, "facebook", "poster"]  # an activity, or only a kind
TOLD = [None, 0, 1]
PROMPTED = [None, 0, 1, "need", "asked"]
HAPPENED = [
    *(("contacted", ""), ("wrote", ""), ("attempted", ""), ("moved", "contacted")),
    *(("moved", "meeting"), ("moved", "assessment"), ("moved", "approved")),
    ("moved", "withdrawn"),
]
COSTS = [None, Decimal(0), Decimal("1000.00"), Decimal("333.33"), Decimal("40000.50")]
SPANS = [(0, 0), (0, None), (-40, 30), (31, 61), (-400, 500), (20, 20)]
ORIGIN = date(2026, 3, 1)
ONCE = count(1)


class Dice:
    """One byte after the other; 0 when there are no more."""

    def __init__(self, thrown: bytes) -> None:
        self.bytes = iter(thrown)

    def of(self, choices: Sequence[Any]) -> Any:
        return choices[next(self.bytes, 0) % len(choices)]

    def up_to(self, most: int) -> range:
        return range(self.of(range(most + 1)))


def write_down(thrown: Sequence[bytes]) -> list[Municipality]:
    """One municipality for each throw."""
    dice = [Dice(each) for each in thrown]
    towns = Municipality.objects.bulk_create(
        Municipality(
            name=f"Ekebacka {next(ONCE)}", phone="+46313900610", email="hem@example.se"
        )
        for _ in dice
    )
    plans = _plan(towns, dice)
    inquiries, happenings = [], []
    for town, throw, plan in zip(towns, dice, plans, strict=True):
        for _ in throw.up_to(6):
            inquiry = _inquiry(town, throw, *plan)
            inquiries.append(inquiry)
            happenings += [_event(inquiry, throw) for _ in throw.up_to(4)]
    Inquiry.objects.bulk_create(inquiries)
    _happen(happenings)
    return towns


def _plan(towns, dice):
    channels = Channel.objects.bulk_create(
        Channel(municipality=town, name=name, kind=kind)
        for town in towns
        for name, kind in (("Facebook", "facebook"), ("Radio", "radio"))
    )
    campaigns = Campaign.objects.bulk_create(
        Campaign(municipality=town, name=name, starts_on=ORIGIN)
        for town in towns
        for name in ("Våren", "Hösten")
    )
    plans, activities = [], []
    for place, (town, throw) in enumerate(zip(towns, dice, strict=True)):
        its_channels = channels[2 * place : 2 * place + 2]
        its_campaigns = campaigns[2 * place : 2 * place + 2]
        its = [
            _activity(town, throw, its_campaigns[number // 2], its_channels[number % 2])
            for number in range(3)
        ]
        activities += its
        plans.append((its, its_channels))
    Activity.objects.bulk_create(activities)
    DailyCounts.objects.bulk_create(
        DailyCounts(
            municipality=town,
            activity=throw.of([None, *plan[0]]),
            day=day,
            visits=throw.of(range(9)),
            starts=throw.of(range(4)),
        )
        for town, throw, plan in zip(towns, dice, plans, strict=True)
        for day in DAYS
    )
    return plans


def _activity(town, throw, campaign, channel):
    begins, ends = throw.of(SPANS)
    return Activity(
        municipality=town,
        campaign=campaign,
        channel=channel,
        name="Inlägg",
        code=f"h{next(ONCE)}x",
        starts_on=ORIGIN + timedelta(days=begins),
        ends_on=None if ends is None else ORIGIN + timedelta(days=ends),
        cost_planned=throw.of(COSTS),
        cost_actual=throw.of(COSTS),
    )


def _inquiry(town, throw, activities, channels):
    received_at = datetime.fromisoformat(throw.of(BORDERS)).replace(tzinfo=STOCKHOLM)
    stage, tracked = throw.of(STAGES), throw.of(TRACKED)
    told, prompted = throw.of(TOLD), throw.of(PROMPTED)
    by_activity, by_channel = isinstance(tracked, int), isinstance(prompted, int)
    return Inquiry(
        municipality=town,
        year=received_at.year,
        serial=next(ONCE),
        received_at=received_at,
        registered_at=received_at,
        source="phone",
        wish=throw.of(["soon", "write"]),
        stage=stage,
        close_reason=REASONS[stage][0] if stage in REASONS else "",
        wake_up_on=date(2027, 1, 1) if stage == Stage.DORMANT else None,
        activity=activities[tracked] if by_activity else None,
        tracked_kind="" if by_activity else tracked or "",
        told_channel=None if told is None else channels[told],
        prompted_channel=channels[prompted] if by_channel else None,
        prompted_by="" if by_channel else prompted or "",
    )


def _event(inquiry, throw):
    kind, stage = throw.of(HAPPENED)
    at = inquiry.received_at + timedelta(days=throw.of(range(250)))
    is_undone = throw.of([False, False, True])
    return inquiry, kind, stage, at, is_undone


def _happen(happenings):
    """The inquiries have their keys by now."""
    events = Event.objects.bulk_create(
        Event(
            municipality=inquiry.municipality,
            inquiry=inquiry,
            kind=kind,
            to_stage=stage,
            at=at,
            recorded_at=at,
        )
        for inquiry, kind, stage, at, _ in happenings
    )
    Event.objects.bulk_create(
        Event(
            municipality_id=event.municipality_id,
            inquiry_id=event.inquiry_id,
            kind=Event.Kind.UNDONE,
            at=event.at,
            recorded_at=event.at,
            reverses=event,
        )
        for event, (*_, is_undone) in zip(events, happenings, strict=True)
        if is_undone
    )
