"""Homes in the bank beside the need of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from inquiries.workflow import MOVES, Stage
from organisation.definitions import printed
from organisation.models import Municipality
from organisation.months import Month


@dataclass(frozen=True)
class Bank:
    """Approved homes; and as they were typed, free places and children who wait.

    What was typed is None where nobody has.
    """

    approved: int = 0
    places: int | None = None
    waiting: int | None = None


# An event that was undone has not happened; who leaves the bank goes where MOVES says.
BANK: Final = """
SELECT homes, places, waiting FROM (
    SELECT count(*) FILTER (WHERE to_stage = 'approved')
        - count(*) FILTER (WHERE from_stage = 'approved') AS homes
    FROM inquiries_event AS event
    WHERE municipality_id = %(municipality)s AND kind = 'moved'
        AND to_stage = ANY(%(stages)s) AND at < %(until)s AND NOT EXISTS (
            SELECT FROM inquiries_event AS undo WHERE undo.reverses_id = event.id)
) AS bank LEFT JOIN (
    SELECT places, waiting FROM reports_needfigure
    WHERE municipality_id = %(municipality)s AND month = %(month)s
    ORDER BY id DESC LIMIT 1
) AS need ON true
"""


@printed
def bank_in(municipality: Municipality, month: Month, *, at: datetime) -> Bank:
    """Homes that have been approved here and have not left the bank since, at the end
    of the month. How many children they have room for just then, and how many children
    wait for a home, is typed in by the unit for each month: the program knows no child.

    For a running month as of the moment `at`. What was typed last for the month holds.
    """
    parameters: dict[str, Any] = {
        "municipality": municipality.pk,
        "stages": [Stage.APPROVED, *MOVES[Stage.APPROVED]],
        "until": min(month.end, at),
        "month": month.first_day,
    }
    with connection.cursor() as cursor:
        cursor.execute(BANK, parameters)
        return Bank(*cursor.fetchone())
