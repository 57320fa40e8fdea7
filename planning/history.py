"""What weeks have been like: how many got in touch, by which channel, and otherwise.

An inquiry counts in the local week in which it was received, less duplicates and spam,
as in the report (docs/decisions/0009). It counts for the channel of its activity while
that runs, and else for the rest: what comes without any push.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from inquiries.standing import MET, NOT_COUNTED
from organisation.kept import Kept
from organisation.models import Municipality
from organisation.weeks import Week, weeks_from

WEEKS_BACK: Final = 104  # of channels; the rest is that of the latest half of them
REST_WEEKS: Final = 52
# An activity is still answered for a week after its last day; its first weeks, when it
# is new, are counted apart from those that follow.
ANSWERED_FOR: Final = timedelta(days=7)
NEW_FOR: Final = 2  # weeks

Kind = tuple[int, bool]
"""A channel's number, and whether the activity is in its first weeks."""

# One statement, for every page of the plan asks. Places are weeks, counted from 1.
HISTORY: Final = """
WITH oldest AS MATERIALIZED (
    SELECT width_bucket(received_at, %(starts)s) AS place
    FROM inquiries_inquiry WHERE municipality_id = %(municipality)s
    ORDER BY received_at, id LIMIT 1
), weekly AS MATERIALIZED (
    SELECT activity_id, width_bucket(received_at, %(starts)s) AS place, count(*) AS n
    FROM inquiries_inquiry
    WHERE municipality_id = %(municipality)s AND received_at >= %(first)s
        AND received_at < %(end)s AND NOT stage = ANY(%(not_counted)s)
    GROUP BY 1, 2
), span AS MATERIALIZED (
    SELECT id, channel_id, begun, least(%(weeks)s, answered) AS ended,
        greatest(begun, oldest.place + 1, 1) AS first
    FROM oldest CROSS JOIN (
        SELECT id, channel_id,
            floor((starts_on - %(monday)s::date) / 7.0)::int + 1 AS begun,
            floor((coalesce(ends_on, %(last_day)s::date) + %(answered)s
                - %(monday)s::date) / 7.0)::int + 1 AS answered
        FROM campaigns_activity
        WHERE municipality_id = %(municipality)s AND starts_on <= %(last_day)s
    ) AS activity
), rested AS MATERIALIZED (
    SELECT DISTINCT span.id, channel_id, place, place - begun < %(new)s AS is_new
    FROM campaigns_activitypause AS pause
    JOIN span ON span.id = pause.activity_id
    CROSS JOIN generate_series(1, %(weeks)s) AS place
    WHERE pause.municipality_id = %(municipality)s
        AND place BETWEEN span.first AND span.ended
        AND place BETWEEN width_bucket(pause.began_at, %(starts)s)
            AND width_bucket(coalesce(pause.ended_at, %(end)s), %(starts)s)
), ran AS MATERIALIZED (
    SELECT weekly.place, weekly.n, span.channel_id,
        weekly.place - span.begun < %(new)s AS is_new
    FROM weekly JOIN span ON span.id = weekly.activity_id
    WHERE weekly.place BETWEEN span.first AND span.ended AND NOT EXISTS (
        SELECT FROM rested WHERE rested.id = span.id AND rested.place = weekly.place)
)
SELECT 'count' AS what, channel_id, is_new, n::int, count(*)::int
FROM ran GROUP BY 2, 3, 4
UNION ALL
SELECT 'weeks', channel_id, is_new, 0, sum(number)::int FROM (
    SELECT channel_id, true AS is_new,
        greatest(least(ended, begun + %(new)s - 1) - first + 1, 0) AS number
    FROM span
    UNION ALL
    SELECT channel_id, false, greatest(ended - greatest(begun + %(new)s, first) + 1, 0)
    FROM span
    UNION ALL
    SELECT channel_id, is_new, -1 FROM rested
) AS each GROUP BY 2, 3
UNION ALL
SELECT 'rest', NULL, NULL, n::int, count(*)::int FROM (
    SELECT place, sum(n) AS n FROM (
        SELECT place, n FROM weekly UNION ALL SELECT place, -n FROM ran
    ) AS each WHERE place > %(rest_from)s GROUP BY place
) AS total JOIN oldest ON total.place > oldest.place GROUP BY 4
UNION ALL
SELECT 'rest weeks', NULL, NULL, 0, %(weeks)s - greatest(place, %(rest_from)s)
FROM oldest WHERE place < %(weeks)s
UNION ALL
SELECT 'inquiries', NULL, NULL, 0, coalesce(sum(n), 0)::int
FROM weekly WHERE place > %(rest_from)s
UNION ALL
SELECT 'met', NULL, NULL, 0, count(*)::int FROM inquiries_event AS event
WHERE municipality_id = %(municipality)s AND kind = 'moved'
    AND to_stage = ANY(%(met)s) AND NOT from_stage = ANY(%(met)s)
    AND at >= %(rest_start)s AND at < %(end)s AND NOT EXISTS (
        SELECT FROM inquiries_event AS undoing WHERE undoing.reverses_id = event.id)
"""


@dataclass(frozen=True)
class History:
    """Whole weeks before the present one.

    Attributes:
        channels: kind → count → how many weeks of an activity had so many inquiries.
        rest: the same of what came without a push, a week at a time.
        met: how many came as far as a home visit or a meeting, in the weeks of `rest`.
        inquiries: how many got in touch in those, with a push or without.
    """

    channels: Mapping[Kind, Mapping[int, int]]
    rest: Mapping[int, int]
    met: int
    inquiries: int


_KEPT: Final[Kept[History]] = Kept(seconds=600)


def known_history(municipality: Municipality, at: datetime) -> History:
    """The same from memory, where it is no older than ten minutes.

    Weeks that are over change only where somebody finds a duplicate in them.
    """
    key = (municipality.pk, municipality.settings_version, Week.of(at))
    return _KEPT.of(key, lambda: history_of(municipality, at))


def history_of(municipality: Municipality, at: datetime) -> History:
    """In one statement, whatever the number of inquiries and activities."""
    with connection.cursor() as cursor:
        cursor.execute(HISTORY, _parameters(municipality, at))
        return _read(cursor.fetchall())


def _parameters(municipality: Municipality, at: datetime) -> dict[str, Any]:
    now = Week.of(at)
    weeks = weeks_from(now.plus(-WEEKS_BACK), WEEKS_BACK)
    rest_from = WEEKS_BACK - REST_WEEKS
    return {
        "municipality": municipality.pk,
        "starts": [each.start for each in weeks],
        "weeks": WEEKS_BACK,
        "monday": weeks[0].monday,
        "last_day": weeks[-1].sunday,
        "first": weeks[0].start,
        "rest_from": rest_from,
        "rest_start": weeks[rest_from].start,
        "end": now.start,
        "answered": ANSWERED_FOR.days,
        "new": NEW_FOR,
        "not_counted": [str(each) for each in NOT_COUNTED],
        "met": [str(each) for each in MET],
    }


def _read(rows: Iterable[tuple[str, int, bool, int, int]]) -> History:
    """Weeks without any inquiry are those that are left of all: they stand under 0."""
    channels: dict[Kind, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    rest: dict[int, int] = defaultdict(int)
    single: dict[str, int] = defaultdict(int)
    for what, channel, is_new, count, number in rows:
        if what in ("count", "weeks"):
            channels[channel, is_new][count] += number
            if what == "count":
                channels[channel, is_new][0] -= number
        elif what in ("rest", "rest weeks"):
            rest[count] += number
            if what == "rest":
                rest[0] -= number
        else:
            single[what] += number
    return History(channels, rest, single["met"], single["inquiries"])
