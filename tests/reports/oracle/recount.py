"""The figures of many municipalities' months, as plain SQL counts them.

The statements in sql/ know the tables and the words of the definitions, and nothing of
the program. Read here are only their rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from django.db import connection

from organisation.months import Month

SQL: Final = Path(__file__).parent / "sql"
FIGURES: Final = ("counts", "happenings", "waits", "channels", "standing")

Name = tuple[str, str, str]
"""Figure, of what, and in which month; "" where that goes without saying."""
Cells = Mapping[Name, Decimal]


@dataclass(frozen=True)
class Asked:
    """Of which month of a municipality figures are asked, as of which moment."""

    town: int
    month: Month
    at: datetime


def recount(asked: Iterable[Asked]) -> Mapping[int, Cells]:
    """By the municipality's number. Needs a transaction, and leaves tables in it."""
    found: dict[int, dict[Name, Decimal]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE asked (town bigint, month date, at timestamptz)"
            " ON COMMIT DROP"
        )
        cursor.executemany(
            "INSERT INTO asked VALUES (%s, %s, %s)",
            [(each.town, each.month.first_day, each.at) for each in asked],
        )
        cursor.execute((SQL / "base.sql").read_text())
        for figures in FIGURES:
            cursor.execute((SQL / f"{figures}.sql").read_text())
            for town, figure, of, month, value in cursor.fetchall():
                if value is not None:
                    name = figure, of, f"{month:%Y-%m}" if month else ""
                    found[town][name] = Decimal(value)
    return found
