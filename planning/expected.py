"""How many are to be expected in a coming week: a range, drawn from one's own history.

What comes without a push, and for each channel what its activities have brought in
their first weeks and later. Nothing is taken from elsewhere: a channel that has too
little history is named, and not reckoned with.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from organisation.models import Municipality
from organisation.weeks import Week
from planning.history import ANSWERED_FOR, NEW_FOR, History, Kind
from planning.spread import Range, Spread, spread_of, together

SMALLEST_BASE: Final = 10  # inquiries; of fewer no share is told

# What runs in which week, by channel; an activity that rests does not.
PLANNED: Final = """
SELECT week.place, activity.channel_id, channel.name,
    week.monday - date_trunc('week', activity.starts_on)::date < 7 * %(new)s AS is_new,
    count(*)::int, jsonb_agg(jsonb_build_array(activity.id, activity.name)
        ORDER BY activity.starts_on, activity.id)
        FILTER (WHERE activity.starts_on >= week.monday)
FROM campaigns_activity AS activity
JOIN campaigns_channel AS channel ON channel.id = activity.channel_id
JOIN unnest(%(mondays)s::date[]) WITH ORDINALITY AS week (monday, place)
    ON activity.starts_on < week.monday + 7
    AND (activity.ends_on IS NULL OR activity.ends_on + %(answered)s >= week.monday)
WHERE activity.municipality_id = %(municipality)s AND NOT EXISTS (
    SELECT FROM campaigns_activitypause AS pause
    JOIN organisation_lielow AS low ON low.id = pause.lie_low_id
    WHERE pause.activity_id = activity.id AND pause.ended_at IS NULL
        AND (low.resumes_on IS NULL OR low.resumes_on >= week.monday + 7))
GROUP BY 1, 2, 3, 4 ORDER BY 1, 3
"""


@dataclass(frozen=True)
class Starting:
    """An activity that begins in the week."""

    pk: int
    name: str


@dataclass(frozen=True)
class Running:
    """So many activities of one channel that run in a week, new or not."""

    channel: str
    kind: Kind
    number: int
    starting: tuple[Starting, ...]


@dataclass(frozen=True)
class Expected:
    """What is to be expected in a week. A range is None where history is too short.

    Attributes:
        inquiries: and so first calls.
        visits: by the share of all inquiries of a year that came so far, as if in the
            same week.
        without_history: channels of which something runs, and is not reckoned with.
        starting: the activities that begin in the week.
    """

    inquiries: Range | None
    visits: Range | None
    without_history: tuple[str, ...]
    starting: tuple[Starting, ...]


def running_in(
    municipality: Municipality, weeks: Sequence[Week]
) -> Mapping[int, list[Running]]:
    """By the place of the week among those given, from 0."""
    found: dict[int, list[Running]] = {place: [] for place in range(len(weeks))}
    parameters: dict[str, Any] = {
        "municipality": municipality.pk,
        "mondays": [each.monday for each in weeks],
        "answered": ANSWERED_FOR.days,
        "new": NEW_FOR,
    }
    with connection.cursor() as cursor:
        cursor.execute(PLANNED, parameters)
        for place, channel, name, is_new, number, begun in cursor.fetchall():
            starting = tuple(Starting(*each) for each in json.loads(begun or "[]"))
            running = Running(name, (channel, is_new), number, starting)
            found[place - 1].append(running)
    return found


def expected_in(
    history: History, running: Sequence[Running], week: Week, at: datetime
) -> Expected:
    """What that week brings; of one that has begun, what is left of it."""
    spreads = [(each, spread_for(history, each.kind)) for each in running]
    known = [(spread, each.number) for each, spread in spreads if spread is not None]
    rest = spread_of(history.rest)
    inquiries = None
    if rest is not None:
        inquiries = together([(rest, 1), *known]).times(_left(week, at))
    return Expected(
        inquiries=inquiries,
        visits=_visits(history, inquiries),
        without_history=tuple(
            dict.fromkeys(each.channel for each, spread in spreads if spread is None)
        ),
        starting=tuple(_starting(running)),
    )


def spread_for(history: History, kind: Kind) -> Spread | None:
    """A channel's weeks of that kind; where they are too few, all of its weeks."""
    own = spread_of(history.channels.get(kind, {}))
    if own is not None:
        return own
    every: dict[int, int] = {}
    for is_new in (True, False):
        for count, number in history.channels.get((kind[0], is_new), {}).items():
            every[count] = every.get(count, 0) + number
    return spread_of(every)


def _visits(history: History, inquiries: Range | None) -> Range | None:
    if inquiries is None or history.inquiries < SMALLEST_BASE:
        return None
    return inquiries.times(history.met / history.inquiries)


def _left(week: Week, at: datetime) -> float:
    """Which part of the week lies ahead, 0 to 1: families write on all days."""
    left = week.end - max(at, week.start)
    return max(left / (week.end - week.start), 0.0)


def _starting(running: Sequence[Running]) -> Iterator[Starting]:
    for each in running:
        yield from each.starting
