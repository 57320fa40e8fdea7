"""What a month's page cannot do without, as plain SQL on events.

The same on roll-ups: benchmarks/roll_up_statements.py.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import connection

from organisation.models import Municipality
from organisation.months import Month
from reports.report import MONTHS_BACK, MonthReport

ONE_DAY: Final = timedelta(days=1)

COHORT: Final = """
SELECT place, stage, count(*), count(*) FILTER (WHERE far >= 1),
    count(*) FILTER (WHERE far >= 2), count(*) FILTER (WHERE far >= 3),
    count(*) FILTER (WHERE far >= 4)
FROM (
    SELECT width_bucket(received_at, %(starts)s) AS place, stage, max(CASE
        WHEN kind = 'contacted' THEN 1 WHEN to_stage = 'approved' THEN 4
        WHEN to_stage IN ('assessment', 'decision') THEN 3
        WHEN kind = 'moved' THEN 2 END) AS far
    FROM inquiries_inquiry AS inquiry
    LEFT JOIN inquiries_event AS event ON event.inquiry_id = inquiry.id
        AND (kind = 'contacted' OR kind = 'moved'
        AND to_stage = ANY('{meeting,assessment,decision,approved}'))
    WHERE inquiry.municipality_id = %(place)s
        AND received_at >= %(first)s AND received_at < %(end)s
    GROUP BY inquiry.id
) AS family GROUP BY 1, 2
"""
PROMISES: Final = """
SELECT width_bucket(due_at, %(starts)s) AS place, count(*),
    count(*) FILTER (WHERE outcome = 'kept')
FROM followups_promise AS promise
WHERE municipality_id = %(place)s AND due_at >= %(first)s AND due_at < %(end)s
    AND outcome <> 'superseded' AND (outcome <> 'open' OR due_at < now())
    AND NOT EXISTS (SELECT FROM inquiries_inquiry AS inquiry
        WHERE inquiry.id = inquiry_id AND stage = 'spam')
GROUP BY 1
"""
REACHED: Final = """
SELECT count(*) FROM followups_promise AS promise
WHERE municipality_id = %(place)s AND due_at >= %(start)s AND due_at < %(end)s
    AND outcome = 'kept' AND EXISTS (SELECT FROM inquiries_event AS event
        WHERE event.inquiry_id = promise.inquiry_id AND kind = 'contacted'
        AND at BETWEEN promise.settled_at AND promise.due_at)
"""
MOVES: Final = """
SELECT at >= %(start)s, from_stage, to_stage, reason, count(*) FROM inquiries_event
WHERE municipality_id = %(place)s AND kind = 'moved'
    AND at >= %(year)s AND at < %(end)s
GROUP BY 1, 2, 3, 4
"""
APPROVED: Final = """
SELECT width_bucket(at, %(starts)s) AS place, count(*) FROM inquiries_event
WHERE municipality_id = %(place)s AND kind = 'moved' AND to_stage = 'approved'
    AND at >= %(first)s AND at < %(end)s
GROUP BY 1
"""
WAITS: Final = """
SELECT received_at >= %(start)s, count(first_contact_at),
    percentile_cont(ARRAY[0.5, 0.9])
        WITHIN GROUP (ORDER BY first_contact_at - received_at)
FROM inquiries_inquiry
WHERE municipality_id = %(place)s
    AND (received_at >= %(start)s AND received_at < %(end)s
    OR received_at >= %(start_before)s AND received_at < %(end_before)s)
GROUP BY 1
"""
CHANNELS: Final = """
SELECT channel_id, told_channel_id, count(*),
    count(*) FILTER (WHERE received_at >= %(start)s),
    count(*) FILTER (WHERE EXISTS (
        SELECT FROM inquiries_event AS event
        WHERE event.inquiry_id = inquiry.id AND kind = 'moved'
            AND to_stage = ANY('{meeting,assessment,decision,approved}')))
FROM inquiries_inquiry AS inquiry
LEFT JOIN campaigns_activity AS activity ON activity.id = activity_id
WHERE inquiry.municipality_id = %(place)s AND received_at >= %(year)s
    AND received_at < %(end)s
GROUP BY 1, 2
"""
REACHED_MONTHLY: Final = """
SELECT width_bucket(due_at, %(starts)s), count(*) FROM followups_promise AS promise
WHERE municipality_id = %(place)s AND due_at >= %(year)s AND due_at < %(end)s
    AND outcome = 'kept' AND EXISTS (SELECT FROM inquiries_event AS event
        WHERE event.inquiry_id = promise.inquiry_id AND kind = 'contacted'
        AND at BETWEEN promise.settled_at AND promise.due_at)
GROUP BY 1
"""
WAITS_MONTHLY: Final = """
SELECT width_bucket(received_at, %(starts)s), count(first_contact_at),
    percentile_cont(ARRAY[0.5, 0.9])
        WITHIN GROUP (ORDER BY first_contact_at - received_at)
FROM inquiries_inquiry
WHERE municipality_id = %(place)s AND received_at >= %(year)s
    AND received_at < %(end)s
GROUP BY 1
"""
BANK: Final = """
SELECT count(*) FILTER (WHERE to_stage = 'approved')
    - count(*) FILTER (WHERE from_stage = 'approved')
FROM inquiries_event
WHERE municipality_id = %(place)s AND kind = 'moved'
    AND to_stage = ANY('{approved,withdrawn,declined}') AND at < %(end)s
"""
OUTLOOK: Final = """
SELECT came.stage, count(*), count(approved)
FROM (
    SELECT id AS inquiry_id, 'received' AS stage FROM inquiries_inquiry
    WHERE municipality_id = %(place)s AND received_at >= %(first)s
        AND received_at < %(end)s
    UNION
    SELECT inquiry_id, to_stage FROM inquiries_event
    WHERE municipality_id = %(place)s AND kind = 'moved' AND at >= %(first)s
        AND at < %(end)s
        AND to_stage = ANY('{received,contacted,meeting,assessment,decision}')
) AS came
JOIN inquiries_inquiry AS inquiry ON inquiry.id = came.inquiry_id
LEFT JOIN (
    SELECT DISTINCT inquiry_id AS approved FROM inquiries_event
    WHERE municipality_id = %(place)s AND kind = 'moved' AND to_stage = 'approved'
        AND at >= %(first)s
) AS home ON home.approved = came.inquiry_id
WHERE inquiry.stage = ANY('{approved,withdrawn,declined,handed_over}') GROUP BY 1
"""
NOW: Final = """
SELECT stage, count(*) FROM inquiries_inquiry
WHERE municipality_id = %(place)s
    AND stage = ANY('{received,contacted,meeting,assessment,decision}') GROUP BY 1
"""
COSTS: Final = """
SELECT channel_id, sum(cost * (least(lasts_until, %(last_day)s)
    - greatest(starts_on, %(year_day)s) + 1) / (lasts_until - starts_on + 1))
FROM (
    SELECT *, coalesce(ends_on, starts_on) AS lasts_until,
        coalesce(cost_actual, cost_planned) AS cost
    FROM campaigns_activity
) AS activity
WHERE municipality_id = %(place)s AND starts_on <= %(last_day)s
    AND lasts_until >= %(year_day)s
GROUP BY 1
"""

ON_EVENTS: Final = (
    *(COHORT, PROMISES, REACHED, MOVES, APPROVED, WAITS, CHANNELS, COSTS, BANK),
    *(OUTLOOK, NOW),
)
TWELVE_MONTHS_ON_EVENTS: Final = (
    *(COHORT, PROMISES, REACHED_MONTHLY, APPROVED, WAITS_MONTHLY),
)


def parameters(municipality: Municipality, last: Month) -> dict[str, Any]:
    months = [last.plus(-back) for back in range(MONTHS_BACK, -1, -1)]
    return {
        "place": municipality.pk,
        "starts": [each.start for each in months],
        "first": months[0].start,
        "first_day": months[0].first_day,
        "days": [each.first_day for each in months],
        "start": last.start,
        "day": last.first_day,
        "day_before": last.year_earlier.first_day,
        "end": last.end,
        "last_day": last.plus(1).first_day - ONE_DAY,
        "year": last.plus(-11).start,
        "year_day": last.plus(-11).first_day,
        "start_before": last.year_earlier.start,
        "end_before": last.year_earlier.end,
    }


def answers(
    statements: Sequence[str], wanted: Mapping[str, Any]
) -> list[list[tuple[Any, ...]]]:
    """The rows of each statement, fetched."""
    results = []
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, wanted)
            results.append(cursor.fetchall())
    return results


def check_figures(report: MonthReport, wanted: Mapping[str, Any]) -> None:
    """Both sides must have counted the same."""
    cohort, promises, ((reached,),), _, approved, waits, _, _, ((homes,),), *_ = (
        answers(ON_EVENTS, wanted)
    )
    bare = {
        "received": sum(number for _, _, number, *_ in cohort),
        "met": sum(number for *_, number, _, _ in cohort),
        "due": sum(due for _, due, _ in promises),
        "kept": sum(kept for _, _, kept in promises),
        "approved": sum(number for _, number in approved),
        "reached": reached,
        "contacted": {is_now: number for is_now, number, _ in waits}[True],
        "homes": homes,
    }
    ours = {
        "received": sum(each.received for each in report.counts),
        "met": sum(each.met for each in report.funnels),
        "due": sum(each.promises.due for each in report.counts),
        "kept": sum(each.promises.kept for each in report.counts),
        "approved": sum(each.approved for each in report.counts),
        "reached": report.reached,
        "contacted": report.waits.contacted,
        "homes": report.bank.approved if report.bank else None,
    }
    if bare != ours:
        raise AssertionError(f"the page counts {ours}, bare SQL {bare}")
