"""Running numbers: 2026-0412, one series per municipality and year; rows' numbers."""

import re
from typing import Final

from django.db import connection

from organisation.models import Municipality

NEXT: Final = """
INSERT INTO inquiries_numberseries (municipality_id, year, last) VALUES (%s, %s, 1)
ON CONFLICT (municipality_id, year)
DO UPDATE SET last = inquiries_numberseries.last + 1
RETURNING last
"""
# Without waiting for the disk: the log is written in order, so the inquiry's own
# commit takes the number along; and a number that no inquiry has may come again.
NEXT_UNAWAITED: Final = f"""
WITH taken AS ({NEXT})
SELECT last, set_config('synchronous_commit', 'off', true) FROM taken
"""  # noqa: S608 -- made of the constant above

ROW: Final = re.compile(r"\d{1,18}")  # what surely fits in PostgreSQL's bigint


def row_of(typed: str) -> int:
    """Read the number of a row in an address or a form; 0, which no row has, else."""
    return int(typed) if ROW.fullmatch(typed) else 0


def next_serial(municipality: Municipality, year: int) -> int:
    """Take the next number of the series, in one statement.

    Called before the transaction that uses it, so that submissions do not queue for
    one row while each is written. A number whose transaction then fails is a gap.
    """
    within = connection.in_atomic_block  # the setting would hold for all of it
    with connection.cursor() as cursor:
        cursor.execute(NEXT if within else NEXT_UNAWAITED, [municipality.pk, year])
        serial: int = cursor.fetchone()[0]
    return serial
