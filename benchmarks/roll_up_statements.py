"""The figures of a month's page as plain SQL on rows that hold a month each.

Each statement answers as its namesake in benchmarks/month_statements.py does, so that
both are compared row by row. What of the figures is not kept by months, promises still
open and costs, is asked of its own table by both.
"""

from collections.abc import Mapping
from typing import Any, Final

from benchmarks import month_statements as on_events
from benchmarks.month_statements import COSTS, answers

# What is marked is not up to date; a row may be read only where nothing is.
MARKS: Final = """
SELECT id, inquiry_id, activity_id FROM reports_stalemark
WHERE municipality_id = %(place)s LIMIT 5001
"""
COHORT: Final = """
SELECT array_position(%(days)s, month) AS place, stage, (funnel->>'received')::int,
    (funnel->>'spoken')::int, (funnel->>'met')::int, (funnel->>'assessed')::int,
    (funnel->>'approved')::int
FROM reports_rollup,
    jsonb_to_recordset(counts->'cohorts') AS cohort (stage text, funnel jsonb)
WHERE municipality_id = %(place)s AND month BETWEEN %(first_day)s AND %(last_day)s
"""
PROMISES: Final = """
SELECT place, sum(due), sum(kept)
FROM (
    SELECT array_position(%(days)s, month) AS place,
        (counts #>> '{promises,kept}')::int AS kept,
        (counts #>> '{promises,kept}')::int
        + (counts #>> '{promises,broken}')::int AS due
    FROM reports_rollup
    WHERE municipality_id = %(place)s AND month BETWEEN %(first_day)s AND %(last_day)s
    UNION ALL
    SELECT width_bucket(due_at, %(starts)s), 0, 1 FROM followups_promise
    WHERE municipality_id = %(place)s AND due_at >= %(first)s AND due_at < %(end)s
        AND due_at < now() AND outcome = 'open'
        AND NOT EXISTS (SELECT FROM inquiries_inquiry AS inquiry
            WHERE inquiry.id = inquiry_id AND stage = 'spam')
) AS promise
GROUP BY 1 HAVING sum(due) > 0
"""
REACHED: Final = """
SELECT (counts #>> '{promises,reached}')::int FROM reports_rollup
WHERE municipality_id = %(place)s AND month = %(day)s
"""
MOVES: Final = """
SELECT month = %(day)s, old, new, reason, sum(number)
FROM reports_rollup, jsonb_to_recordset(counts->'changes')
    AS change (old text, new text, reason text, number int)
WHERE municipality_id = %(place)s AND month BETWEEN %(year_day)s AND %(last_day)s
GROUP BY 1, 2, 3, 4
"""
APPROVED: Final = """
SELECT array_position(%(days)s, month) AS place, sum(number)
FROM reports_rollup,
    jsonb_to_recordset(counts->'changes') AS change (new text, number int)
WHERE municipality_id = %(place)s AND month BETWEEN %(first_day)s AND %(last_day)s
    AND new = 'approved'
GROUP BY 1
"""
WAITS: Final = """
SELECT month = %(day)s, (counts #>> '{waits,contacted}')::int, ARRAY[
    (counts #>> '{waits,elapsed,median}')::bigint * interval '1 microsecond',
    (counts #>> '{waits,elapsed,ninetieth}')::bigint * interval '1 microsecond']
FROM reports_rollup
WHERE municipality_id = %(place)s AND month IN (%(day)s, %(day_before)s)
"""
CHANNELS: Final = """
SELECT told, key, sum(inquiries), sum(inquiries) FILTER (WHERE month = %(day)s),
    sum(met)
FROM reports_rollup, LATERAL (
    SELECT true AS told, * FROM jsonb_to_recordset(counts #> '{channels,told}')
        AS (key text, inquiries int, met int)
    UNION ALL
    SELECT false, * FROM jsonb_to_recordset(counts #> '{channels,known}')
        AS (key text, inquiries int, met int)
) AS came
WHERE municipality_id = %(place)s AND month BETWEEN %(year_day)s AND %(last_day)s
GROUP BY 1, 2
"""
REACHED_MONTHLY: Final = """
SELECT array_position(%(days)s, month), (counts #>> '{promises,reached}')::int
FROM reports_rollup
WHERE municipality_id = %(place)s AND month BETWEEN %(year_day)s AND %(last_day)s
"""
WAITS_MONTHLY: Final = """
SELECT array_position(%(days)s, month), (counts #>> '{waits,contacted}')::int, ARRAY[
    (counts #>> '{waits,elapsed,median}')::bigint * interval '1 microsecond',
    (counts #>> '{waits,elapsed,ninetieth}')::bigint * interval '1 microsecond']
FROM reports_rollup
WHERE municipality_id = %(place)s AND month BETWEEN %(year_day)s AND %(last_day)s
"""
BANK: Final = """
SELECT sum(homes) FROM reports_rollup
WHERE municipality_id = %(place)s AND month <= %(last_day)s
"""
OUTLOOK: Final = """
SELECT stage, sum(number), sum(number) FILTER (WHERE approved IS NOT NULL)
FROM reports_rollup, jsonb_to_recordset(counts->'arrivals')
    AS arrival (stage text, number int, before text, approved text)
WHERE municipality_id = %(place)s AND month BETWEEN %(first_day)s AND %(last_day)s
    AND (before IS NULL OR before < to_char(%(first_day)s::date, 'YYYY-MM'))
GROUP BY 1
"""
NOW: Final = """
SELECT stage, sum(number::int)
FROM reports_rollup, jsonb_each_text(still_open) AS open (stage, number)
WHERE municipality_id = %(place)s
GROUP BY 1
"""
MONTH: Final = (
    *(MARKS, COHORT, PROMISES, REACHED, MOVES, APPROVED, WAITS, CHANNELS, COSTS),
    *(BANK, OUTLOOK, NOW),
)
TWELVE_MONTHS: Final = (
    *(MARKS, COHORT, PROMISES, REACHED_MONTHLY, APPROVED, WAITS_MONTHLY),
)
ROWS: Final = """
SELECT month, counts FROM reports_rollup
WHERE municipality_id = %(place)s AND month BETWEEN %(first_day)s AND %(last_day)s
"""
FETCHED: Final = (MARKS, ROWS)  # what the rows hold, and nobody has looked into it

# Channels are the ones that roll-ups and events group otherwise.
SAME: Final = (
    (COHORT, on_events.COHORT),
    (PROMISES, on_events.PROMISES),
    (REACHED, on_events.REACHED),
    (MOVES, on_events.MOVES),
    (APPROVED, on_events.APPROVED),
    (WAITS, on_events.WAITS),
    (REACHED_MONTHLY, on_events.REACHED_MONTHLY),
    (WAITS_MONTHLY, on_events.WAITS_MONTHLY),
    (BANK, on_events.BANK),
    (OUTLOOK, on_events.OUTLOOK),
    (NOW, on_events.NOW),
)


def check_same(wanted: Mapping[str, Any]) -> None:
    """Roll-ups and events must answer with the same rows, in whatever order."""
    for pair in SAME:
        ours, theirs = (sorted(map(repr, rows)) for rows in answers(pair, wanted))
        if ours != theirs:
            raise AssertionError(f"{pair[0]} gives {ours}, on events {theirs}")
