"""What results must be, counted anew in plain SQL: slowly, and in the simplest words.

Nothing of the program is used. Local time is the database's own; undone events are
looked for one by one; a cost is shared out day by day.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

FACTS = """
CREATE TEMPORARY VIEW fact AS
SELECT i.id, i.municipality_id, i.activity_id, a.campaign_id, a.channel_id,
    i.tracked_kind, i.told_channel_id, i.prompted_channel_id, i.prompted_by,
    (i.received_at AT TIME ZONE 'Europe/Stockholm')::date AS day,
    to_char(i.received_at AT TIME ZONE 'Europe/Stockholm', 'YYYY-MM') AS month,
    EXISTS (SELECT 1 FROM inquiries_event e WHERE e.inquiry_id = i.id
        AND e.kind = 'contacted'
        AND (SELECT count(*) FROM inquiries_event u WHERE u.reverses_id = e.id) = 0)
    OR i.wish = 'write' AND EXISTS (SELECT 1 FROM inquiries_event e
        WHERE e.inquiry_id = i.id AND e.kind = 'wrote'
        AND (SELECT count(*) FROM inquiries_event u WHERE u.reverses_id = e.id) = 0)
        AS reached,
    EXISTS (SELECT 1 FROM inquiries_event e WHERE e.inquiry_id = i.id
        AND e.kind = 'moved'
        AND e.to_stage IN ('meeting', 'assessment', 'decision', 'approved')
        AND (SELECT count(*) FROM inquiries_event u WHERE u.reverses_id = e.id) = 0)
        AS met,
    EXISTS (SELECT 1 FROM inquiries_event e WHERE e.inquiry_id = i.id
        AND e.kind = 'moved' AND e.to_stage = 'approved'
        AND (SELECT count(*) FROM inquiries_event u WHERE u.reverses_id = e.id) = 0)
        AS approved
FROM inquiries_inquiry i LEFT JOIN campaigns_activity a ON a.id = i.activity_id
WHERE i.stage NOT IN ('duplicate', 'spam')
"""
COUNTS = """
SELECT municipality_id, {key}, count(*), sum(reached::int), sum(met::int),
    sum(approved::int)
FROM fact WHERE day BETWEEN %s AND %s GROUP BY 1, 2
"""
KEYS = {
    "activity": "activity_id::text",
    "campaign": "campaign_id::text",
    "channel": "CASE WHEN channel_id IS NOT NULL THEN channel_id::text "
    "WHEN tracked_kind <> '' THEN tracked_kind END",
    "told": "told_channel_id::text",
    "prompted": "CASE WHEN prompted_channel_id IS NOT NULL "
    "THEN prompted_channel_id::text WHEN prompted_by <> '' THEN prompted_by END",
    "month": "month",
}
VISITS = """
SELECT d.municipality_id, {key}, sum(visits), sum(starts)
FROM campaigns_dailycounts d LEFT JOIN campaigns_activity a ON a.id = d.activity_id
WHERE day BETWEEN %s AND %s GROUP BY 1, 2
"""
COSTS = """
SELECT municipality_id, {key}, sum(cost_planned / days), sum(cost_actual / days),
    sum(coalesce(cost_actual, cost_planned) / days)
FROM (
    SELECT *, generate_series(starts_on, coalesce(ends_on, starts_on), '1 day')::date
        AS day, coalesce(ends_on, starts_on) - starts_on + 1 AS days
    FROM campaigns_activity
) a WHERE day BETWEEN %s AND %s GROUP BY 1, 2
"""
OF_ACTIVITIES = {
    "activity": "a.id::text",
    "campaign": "a.campaign_id::text",
    "channel": "a.channel_id::text",
    "month": "to_char(day, 'YYYY-MM')",
}

Table = dict[tuple[str, str | None], tuple[Any, ...]]


class Oracle:
    """Answers for every municipality that there is when it is made."""

    def __init__(self, first: date, last: date) -> None:
        self.span = first, last
        self.counts = {by: self._ask(COUNTS, key) for by, key in KEYS.items()}
        self.visits = {by: self._ask(VISITS, key) for by, key in OF_ACTIVITIES.items()}
        self.costs = {by: self._ask(COSTS, key) for by, key in OF_ACTIVITIES.items()}

    def received(self, municipality: int) -> int:
        """All that were received, by whatever way."""
        return sum(numbers[0] for numbers in self.counts["told"][municipality].values())

    def _ask(self, question: str, key: str):
        found: dict[int, dict[str | None, list[int | Decimal | None]]]
        found = defaultdict(dict)
        with connection.cursor() as cursor:
            cursor.execute(question.format(key=key), self.span)
            for municipality, name, *numbers in cursor.fetchall():
                found[municipality][name] = numbers
        return found


def prepare() -> None:
    """Once in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(FACTS)
