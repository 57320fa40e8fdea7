"""Counting results: one statement, whatever is counted and by however many keys.

The definitions are those of the report (inquiries/standing.py, decisions/0009): an
inquiry counts where it was received in the period, less duplicates and spam, and
belongs to the activity whose link or code was followed. What became of it counts
whenever that happened, up to now: an approved home finds its activity months later.

- Reached: two people spoke; or our letter, where the family asked us to write.
- Met: it came as far as a meeting, at home or an information meeting, or further.
- Approved: there is a decision to approve it.
- Visits and starts are those of the days of the period.
- A cost is spread evenly over the activity's days; one without an end has it on its
  first day. Sums up to a border are rounded to öre, so that adjoining periods add up.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from django.db import connection

from followups.models import Wish
from inquiries.standing import MET, NOT_COUNTED
from organisation.models import Municipality
from organisation.months import Month
from planning.periods import ALWAYS, Period
from planning.result import Result

Key = str | None
Tally = Mapping[Key, Result]
"""Result by key, as text; None is what is unknown."""


class By(StrEnum):
    """What is counted by.

    CHANNEL is that of the activity; where an address only said which kind of channel
    it stood in, the kind. TOLD is where the family says that it heard of us, PROMPTED
    what it says made it get in touch now: a channel, or one of inquiries.models.Prompt.
    MONTH is the place in the period's months, from 1.
    """

    ACTIVITY = "activity"
    CAMPAIGN = "campaign"
    CHANNEL = "channel"
    MONTH = "month"
    TOLD = "told"
    PROMPTED = "prompted"


WITHOUT_VISITS: Final = frozenset({By.TOLD, By.PROMPTED})


@dataclass(frozen=True)
class Scope:
    """Which inquiries: all of the municipality, or those of campaigns or activities."""

    municipality: Municipality
    period: Period = ALWAYS
    campaigns: Collection[int] | None = None
    activities: Collection[int] | None = None

    @property
    def is_whole(self) -> bool:
        return self.campaigns is None and self.activities is None


def tally(scope: Scope, *keys: By) -> dict[By, Tally]:
    """Count by each of the keys. Who came by no activity stands under None."""
    counted: dict[By, dict[Key, Result]] = {key: {} for key in keys}
    with connection.cursor() as cursor:
        cursor.execute(_statement(scope, keys), _parameters(scope, keys))
        for by, key, *numbers in cursor.fetchall():
            counted[By(by)][key] = _result(numbers)
    return dict(counted)


def monthly_tally(scope: Scope) -> Mapping[tuple[By, Month], Tally]:
    """Inquiries by CHANNEL and by TOLD of each month of the period, and no more.

    Neither visits nor costs. A month in which nobody came has no tally.
    """
    found: dict[tuple[By, Month], dict[Key, Result]] = defaultdict(dict)
    months = scope.period.months
    with connection.cursor() as cursor:
        cursor.execute(_monthly_statement(scope), _parameters(scope, [By.MONTH]))
        for by, place, key, *numbers in cursor.fetchall():
            inquiries, reached, met, approved = numbers
            found[By(by), months[place - 1]][key] = Result(
                inquiries=inquiries, reached=reached, met=met, approved=approved
            )
    return found


def spending(scope: Scope, by: By) -> Tally:
    """What the activities cost on the days of the period, and nothing else of them."""
    table = _spending("spending", _condition(scope))
    statement = (
        f"WITH {MONTHS}, {table} {SPENT.format(by=str(by), spending='spending')}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, _parameters(scope, [by]))
        return {key: _result(numbers) for _by, key, *numbers in cursor.fetchall()}


def _result(numbers: Sequence[Any]) -> Result:
    *counts, planned, actual, cost = numbers
    in_order: list[Any] = [*map(int, counts), planned, actual, cost]
    return Result(*in_order)


# The first moment and the first day of each month of the period, and of the next.
MONTHS: Final = """
months AS MATERIALIZED (
    SELECT %(month_starts)s::timestamptz[] AS starts, %(month_days)s::date[] AS days
)"""
# An event that was undone has not happened: inquiries.standing.standing_events. The
# conditions stand in the words of the indexes event_contacts and event_moves.
INQUIRIES: Final = """
inquiry AS (
    SELECT activity.id AS activity, activity.campaign_id AS campaign,
        coalesce(activity.channel_id::text, nullif(inquiry.tracked_kind, ''))
            AS channel,
        width_bucket(inquiry.received_at, (SELECT starts FROM months)) AS month,
        inquiry.told_channel_id AS told,
        coalesce(inquiry.prompted_channel_id::text, nullif(inquiry.prompted_by, ''))
            AS prompted,
        bool_or(event.kind = 'contacted'
            OR event.kind = 'wrote' AND inquiry.wish = %(write)s) AS reached,
        bool_or(event.kind = 'moved') AS met,
        bool_or(event.kind = 'moved' AND event.to_stage = 'approved') AS approved
    FROM inquiries_inquiry AS inquiry
    {join} JOIN campaigns_activity AS activity
        ON activity.id = inquiry.activity_id AND {scope}
    LEFT JOIN (
        SELECT inquiry_id, kind, to_stage FROM inquiries_event AS event
        WHERE municipality_id = %(municipality)s
            AND (kind IN ('contacted', 'wrote')
                OR kind = 'moved' AND to_stage = ANY(%(met)s))
            AND NOT EXISTS (
                SELECT FROM inquiries_event AS undo WHERE undo.reverses_id = event.id
            )
    ) AS event ON event.inquiry_id = inquiry.id
    WHERE inquiry.municipality_id = %(municipality)s
        AND inquiry.stage <> ALL(%(not_counted)s)
        AND inquiry.received_at >= %(start)s AND inquiry.received_at < %(end)s
    GROUP BY inquiry.id, activity.id
)"""
VISITS: Final = """
visit AS (
    SELECT activity.id AS activity, activity.campaign_id AS campaign,
        activity.channel_id::text AS channel,
        width_bucket(seen.day, (SELECT days FROM months)) AS month,
        seen.visits, seen.starts
    FROM campaigns_dailycounts AS seen
    {join} JOIN campaigns_activity AS activity
        ON activity.id = seen.activity_id AND {scope}
    WHERE seen.municipality_id = %(municipality)s
        AND seen.day BETWEEN %(first)s AND %(last)s
)"""
SPENDING: Final = """
spending AS (
    SELECT activity.id AS activity, campaign_id AS campaign,
        channel_id::text AS channel, {month} AS month,
        cost_actual IS NULL AND cost_planned IS NOT NULL AS is_estimated,
        cost_actual IS NULL AND cost_planned IS NULL AS is_uncosted,
        {planned} AS planned, {actual} AS actual, {cost} AS cost
    FROM (
        SELECT *, coalesce(ends_on, starts_on) AS lasts_until,
            coalesce(ends_on, starts_on) - starts_on + 1 AS days,
            coalesce(cost_actual, cost_planned) AS cost
        FROM campaigns_activity
    ) AS activity {months}
    CROSS JOIN LATERAL (SELECT {span}) AS span
    WHERE activity.municipality_id = %(municipality)s AND {scope}
        AND starts_on <= %(last)s AND lasts_until >= %(first)s
)"""
EACH_MONTH: Final = """
    CROSS JOIN LATERAL generate_series(
        width_bucket(greatest(starts_on, %(first)s), (SELECT days FROM months)),
        width_bucket(least(lasts_until, %(last)s), (SELECT days FROM months))
    ) AS place"""
WHOLE_SPAN: Final = "%(first)s::date AS first, %(last)s::date AS last"
SPAN_OF_MONTH: Final = """
    greatest((SELECT days[place] FROM months), %(first)s) AS first,
    least((SELECT days[place + 1] - 1 FROM months), %(last)s) AS last"""
# What of a sum falls on the days of the span: all up to its end less all before it.
UP_TO: Final = (
    "round({sum} * least(greatest({day} - starts_on + 1, 0), days) / days, 2)"
)

COUNTED: Final = """
SELECT {by!r} AS by, {by}::text AS key, 0::bigint AS visits, 0::bigint AS starts,
    count(*) AS inquiries, count(*) FILTER (WHERE reached) AS reached,
    count(*) FILTER (WHERE met) AS met, count(*) FILTER (WHERE approved) AS approved,
    0::bigint AS activities, 0::bigint AS estimated, 0::bigint AS uncosted,
    NULL::numeric AS planned, NULL::numeric AS actual, NULL::numeric AS cost
FROM inquiry GROUP BY {by}"""
SEEN: Final = """
SELECT {by!r}, {by}::text, sum(visits), sum(starts), 0, 0, 0, 0, 0, 0, 0,
    NULL, NULL, NULL
FROM visit GROUP BY {by}"""
SPENT: Final = """
SELECT {by!r}, {by}::text, 0, 0, 0, 0, 0, 0, count(*),
    count(*) FILTER (WHERE is_estimated), count(*) FILTER (WHERE is_uncosted),
    sum(planned), sum(actual), sum(cost)
FROM {spending} GROUP BY {by}"""
COUNTED_MONTHLY: Final = """
SELECT {by!r}, month, {by}::text, count(*), count(*) FILTER (WHERE reached),
    count(*) FILTER (WHERE met), count(*) FILTER (WHERE approved)
FROM inquiry GROUP BY month, {by}"""
SUMMED: Final = """
SELECT by, key, sum(visits), sum(starts), sum(inquiries), sum(reached), sum(met),
    sum(approved), sum(activities), sum(estimated), sum(uncosted), sum(planned),
    sum(actual), sum(cost)
FROM ({parts}) AS part GROUP BY by, key"""


def _statement(scope: Scope, keys: Sequence[By]) -> str:
    """Give the statement. Nothing that anybody typed stands in it: see _parameters."""
    within = {"join": "LEFT" if scope.is_whole else "", "scope": _condition(scope)}
    tables = [MONTHS, INQUIRIES.format(**within), VISITS.format(**within)]
    tables.append(_spending("spending", within["scope"]))
    if By.MONTH in keys:
        tables.append(_spending("spending_of_month", within["scope"]))
    parts = [part for key in keys for part in _parts(key)]
    return f"WITH {','.join(tables)}" + SUMMED.format(parts=" UNION ALL ".join(parts))


def _monthly_statement(scope: Scope) -> str:
    inquiries = INQUIRIES.format(
        join="LEFT" if scope.is_whole else "", scope=_condition(scope)
    )
    parts = [COUNTED_MONTHLY.format(by=str(by)) for by in (By.CHANNEL, By.TOLD)]
    return f"WITH {MONTHS}, {inquiries} {' UNION ALL '.join(parts)}"


def _condition(scope: Scope) -> str:
    if scope.activities is not None:
        return "activity.id = ANY(%(activities)s)"
    if scope.campaigns is not None:
        return "activity.campaign_id = ANY(%(campaigns)s)"
    return "activity.municipality_id = %(municipality)s"


def _spending(name: str, condition: str) -> str:
    by_month = name != "spending"
    table = SPENDING.format(
        month="place" if by_month else "NULL",
        months=EACH_MONTH if by_month else "",
        span=SPAN_OF_MONTH if by_month else WHOLE_SPAN,
        scope=condition,
        planned=_within("cost_planned"),
        actual=_within("cost_actual"),
        cost=_within("cost"),
    )
    return table.replace("spending AS", f"{name} AS", 1)


def _within(amount: str) -> str:
    through = UP_TO.format(sum=amount, day="span.last")
    before = UP_TO.format(sum=amount, day="(span.first - 1)")
    return f"{through} - {before}"


def _parts(key: By) -> Iterator[str]:
    yield COUNTED.format(by=str(key))
    if key not in WITHOUT_VISITS:
        yield SEEN.format(by=str(key))
        spending = "spending_of_month" if key is By.MONTH else "spending"
        yield SPENT.format(by=str(key), spending=spending)


def _parameters(scope: Scope, keys: Sequence[By]) -> dict[str, Any]:
    period = scope.period
    starts, days = _borders(period.months if By.MONTH in keys else ())
    return {
        "municipality": scope.municipality.pk,
        "start": period.start,
        "end": period.end,
        "first": period.first,
        "last": period.last,
        "campaigns": list(scope.campaigns or ()),
        "activities": list(scope.activities or ()),
        "month_starts": starts,
        "month_days": days,
        "met": list(MET),
        "not_counted": list(NOT_COUNTED),
        "write": Wish.WRITE,
    }


@lru_cache(maxsize=100)
def _borders(months: Sequence[Month]) -> tuple[str, str]:
    """The months' first moments, and first days to that after the last, as arrays."""
    if not months:
        return "{}", "{}"
    days = [str(month.first_day) for month in (*months, months[-1].plus(1))]
    starts = [month.start.isoformat() for month in months]
    return f"{{{','.join(starts)}}}", f"{{{','.join(days)}}}"
