"""What is to be done in coming weeks already: promised calls, next steps, visits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from organisation.kept import Kept
from organisation.models import Municipality
from organisation.weeks import Week

# One statement, for every page of the plan asks. What is overdue is to be done now.
# A visit takes as many as go there, a meeting as many as hold it.
WORK: Final = """
SELECT width_bucket(greatest(task.due_at, %(at)s), %(starts)s) AS place,
    CASE WHEN kind = 'home_visit' THEN 'visit' ELSE 'call' END AS what,
    promise_id IS NOT NULL AS is_promised, count(*)::int
FROM followups_followuptask AS task
WHERE municipality_id = %(municipality)s AND closed_at IS NULL AND due_at < %(end)s
    AND (kind IN ('call', 'write') OR kind = 'home_visit' AND appointment_id IS NULL)
GROUP BY 1, 2, 3
UNION ALL
SELECT width_bucket(part.starts_at, %(starts)s), 'visit', true, count(*)::int
FROM followups_appointment AS visit
JOIN followups_engagement AS part ON part.appointment_id = visit.id AND part.is_active
WHERE visit.municipality_id = %(municipality)s AND visit.cancelled_at IS NULL
    AND visit.kind = 'home_visit' AND visit.starts_at >= %(at)s
    AND visit.starts_at < %(end)s
GROUP BY 1
UNION ALL
SELECT width_bucket(part.starts_at, %(starts)s), 'visit', true, count(*)::int
FROM followups_informationmeeting AS meeting
JOIN followups_engagement AS part ON part.meeting_id = meeting.id AND part.is_active
WHERE meeting.municipality_id = %(municipality)s AND meeting.cancelled_at IS NULL
    AND meeting.starts_at >= %(at)s AND meeting.starts_at < %(end)s
GROUP BY 1
"""


@dataclass(frozen=True)
class Work:
    """Of one week: what a family was promised, and what is planned besides."""

    promised_calls: int = 0
    planned_calls: int = 0
    booked_visits: int = 0
    planned_visits: int = 0


_KEPT: Final[Kept[list[Work]]] = Kept(seconds=20)


def known_work(
    municipality: Municipality, weeks: Sequence[Week], at: datetime
) -> list[Work]:
    """The same from memory, where it is no older than twenty seconds."""
    key = (municipality.pk, municipality.settings_version, weeks[0], len(weeks))
    return _KEPT.of(key, lambda: work_in(municipality, weeks, at))


def work_in(
    municipality: Municipality, weeks: Sequence[Week], at: datetime
) -> list[Work]:
    """Of each week that follows on the one before, the first of which has begun."""
    parameters: dict[str, Any] = {
        "municipality": municipality.pk,
        "at": at,
        "starts": [each.start for each in weeks],
        "end": weeks[-1].end,
    }
    counts: dict[tuple[int, str, bool], int] = {}
    with connection.cursor() as cursor:
        cursor.execute(WORK, parameters)
        for place, what, is_promised, number in cursor.fetchall():
            key = (place - 1, what, is_promised)
            counts[key] = counts.get(key, 0) + number
    return [
        Work(
            promised_calls=counts.get((place, "call", True), 0),
            planned_calls=counts.get((place, "call", False), 0),
            booked_visits=counts.get((place, "visit", True), 0),
            planned_visits=counts.get((place, "visit", False), 0),
        )
        for place in range(len(weeks))
    ]
