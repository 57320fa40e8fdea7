"""The month page against the bare SQL that it cannot do without."""

from collections.abc import Iterator
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from benchmarks.desk import FEWEST_WARM, Desk, address_of
from benchmarks.measure import (
    AT_MOST,
    Row,
    each_in_turn,
    median_of,
    median_ratio,
    milliseconds,
)
from benchmarks.plan import Plan
from inquiries.demonstration.towns import EKEBACKA
from organisation.models import Municipality
from organisation.months import Month
from reports.report import MONTHS_BACK, MonthReport, month_report

TIMES, QUICK_TIMES = 10, 1  # in a round

COHORT: Final = """
SELECT width_bucket(received_at, %(starts)s) AS place, stage, count(*)
FROM inquiries_inquiry
WHERE municipality_id = %(place)s AND received_at >= %(first)s AND received_at < %(end)s
GROUP BY 1, 2
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
SELECT from_stage, to_stage, count(*) FROM inquiries_event
WHERE municipality_id = %(place)s AND kind = 'moved'
    AND at >= %(start)s AND at < %(end)s
GROUP BY 1, 2
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
BARE: Final = (COHORT, PROMISES, REACHED, MOVES, APPROVED, WAITS, CHANNELS)


def month(plan: Plan) -> Iterator[Row]:
    """The whole page, HTML and all, of the last whole month."""
    desk = Desk(plan.large, "karin")
    last = Month.of(timezone.now()).plus(-1)
    municipality = Municipality.objects.get(name=EKEBACKA.name)
    wanted = _parameters(municipality, last)
    _check_figures(month_report(municipality, last, at=timezone.now()), wanted)
    page = desk.opens(address_of("reports:month", last.year, last.number))
    for _ in range(FEWEST_WARM):
        page.read()
    pairs = each_in_turn(
        page.read,
        lambda: _bare(wanted),
        rounds=plan.rounds,
        times=plan.times(TIMES, QUICK_TIMES),
        before=(desk.begin, desk.begin),
    )
    yield Row(
        f"month page, {plan.databases.rows:,} inquiries",
        milliseconds(median_of(pairs, 0, lambda side: side.median)),
        f"{milliseconds(median_of(pairs, 1, lambda side: side.median))}  "
        f"{len(BARE)} bare aggregates",
        median_ratio(pairs, lambda side: side.median),
        (AT_MOST, 3),
    )


def _parameters(municipality: Municipality, last: Month) -> dict[str, Any]:
    months = [last.plus(-back) for back in range(MONTHS_BACK, -1, -1)]
    return {
        "place": municipality.pk,
        "starts": [each.start for each in months],
        "first": months[0].start,
        "start": last.start,
        "end": last.end,
        "year": last.plus(-11).start,
        "start_before": last.year_earlier.start,
        "end_before": last.year_earlier.end,
    }


def _bare(wanted: dict[str, Any]) -> list[list[tuple[Any, ...]]]:
    results = []
    with connection.cursor() as cursor:
        for statement in BARE:
            cursor.execute(statement, wanted)
            results.append(cursor.fetchall())
    return results


def _check_figures(report: MonthReport, wanted: dict[str, Any]) -> None:
    """Both sides must have counted the same."""
    cohort, promises, ((reached,),), _, approved, waits, _ = _bare(wanted)
    bare = {
        "received": sum(number for _, _, number in cohort),
        "due": sum(due for _, due, _ in promises),
        "kept": sum(kept for _, _, kept in promises),
        "approved": sum(number for _, number in approved),
        "reached": reached,
        "contacted": {is_now: number for is_now, number, _ in waits}[True],
    }
    ours = {
        "received": sum(each.received for each in report.counts),
        "due": sum(each.promises.due for each in report.counts),
        "kept": sum(each.promises.kept for each in report.counts),
        "approved": sum(each.approved for each in report.counts),
        "reached": report.reached,
        "contacted": report.waits.contacted,
    }
    if bare != ours:
        raise AssertionError(f"the page counts {ours}, bare SQL {bare}")
