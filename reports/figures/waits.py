"""How long families waited until two people spoke; and who was only written to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Max

from followups.models import Wish
from inquiries.models import Event
from inquiries.standing import NOT_COUNTED
from inquiries.workflow import OPEN_STAGES
from organisation.calendar import STOCKHOLM, WorkingCalendar
from organisation.definitions import printed
from organisation.models import Municipality
from organisation.months import Month
from organisation.settings_cache import office_calendar
from reports.rollups import Part

ONE_DAY = timedelta(days=1)
BANDS: Final = (timedelta(hours=4), ONE_DAY, 3 * ONE_DAY, 7 * ONE_DAY)
"""Up to and including the first; above one, up to the next; and above the last."""


@dataclass(frozen=True)
class Spread:
    """The middle wait, and the one that nine families in ten stayed within."""

    median: timedelta
    ninetieth: timedelta


@dataclass(frozen=True)
class Waits:
    """Waits of one month's inquiries; no spread where nobody has been spoken with.

    `wrote` are those who asked to be written to, have had our letter, and have not
    spoken with us: they are in no spread and lack no contact. `working` is None also
    where the municipality has no office hours. `bands` are those spoken with, by
    elapsed time as BANDS has it; empty where there are none.
    """

    contacted: int = 0
    wrote: int = 0
    open_without_contact: int = 0
    closed_without_contact: int = 0
    elapsed: Spread | None = None
    working: Spread | None = None
    bands: tuple[int, ...] = ()


@printed
def waits_in(waits: Mapping[Month, Waits], month: Month) -> Waits:
    """From the moment the inquiry came until two people spoke, for the inquiries of the
    month. A receipt, an unanswered call or a letter is no conversation. Of the families
    that we have spoken with, half waited no longer than the first figure, nine in ten
    no longer than the second. Those that asked us to write and have had our letter are
    counted apart, and so are those that we have not spoken with. Office hours are those
    that are set now. Within 4 hours, 24 hours, 3 days and 7 days is by the clock; a
    wait of just that length is within it.

    Less duplicates and spam. Working time is the office hours in between. Median and
    90th percentile lie between two waits where no wait stands in the middle
    (percentile_cont).
    Source: docs/decisions/0012-a-letter-is-no-conversation.md.
    """
    return waits[month]


def count_waits(
    municipality: Municipality, months: Sequence[Month], at: datetime
) -> dict[Month, Waits]:
    """By the month of receipt; whatever the clock says, also the last conversation."""
    calendar = office_calendar(municipality)
    until = max(at, _last_conversation(municipality) or at)
    with connection.cursor() as cursor:
        cursor.execute(WAITS, _parameters(municipality, months, calendar, until))
        rows = {months[place - 1]: numbers for place, *numbers in cursor.fetchall()}
    return {each: _waits(*rows[each]) if each in rows else Waits() for each in months}


def _last_conversation(municipality: Municipality) -> datetime | None:
    spoken = Event.objects.filter(municipality=municipality, kind=Event.Kind.CONTACTED)
    last: datetime | None = spoken.aggregate(last=Max("at"))["last"]
    return last


WAITED: Final = Part("waits", Waits, count_waits, by_office_hours=True)


# Working time by prefix sums: `opens`, `closes` are the office's open stretches and
# `before` is all open time before each. The open time up to a moment is then one
# binary search, and a wait is a difference of two of them. Exact to the microsecond:
# added without the brackets, hours would become days, which PostgreSQL rounds otherwise
# where a percentile lies between two waits.
WAITS = """
WITH wait AS (
    SELECT width_bucket(inquiry.received_at, %(starts)s) AS place, inquiry.stage,
        inquiry.received_at AS began, contact.ended,
        contact.ended IS NULL AND inquiry.wish = %(write)s AND EXISTS (
            SELECT FROM inquiries_event AS event
            WHERE event.inquiry_id = inquiry.id AND event.kind = %(wrote)s
                AND NOT EXISTS (
                    SELECT FROM inquiries_event AS undo
                    WHERE undo.reverses_id = event.id
                )
        ) AS is_written_to
    FROM inquiries_inquiry AS inquiry
    LEFT JOIN LATERAL (
        SELECT greatest(event.at, inquiry.received_at) AS ended
        FROM inquiries_event AS event
        WHERE event.inquiry_id = inquiry.id
            AND event.kind = %(contacted)s
            AND NOT EXISTS (
                SELECT FROM inquiries_event AS undo WHERE undo.reverses_id = event.id
            )
        ORDER BY event.at LIMIT 1
    ) AS contact ON true
    WHERE inquiry.municipality_id = %(municipality)s
        AND inquiry.received_at >= %(start)s AND inquiry.received_at < %(end)s
        AND inquiry.stage <> ALL(%(not_counted)s)
), office AS (
    SELECT %(opens)s::timestamptz[] AS opens, %(closes)s::timestamptz[] AS closes,
        %(before)s::interval[] AS before
), measured AS (
    SELECT place, stage, is_written_to, ended - began AS elapsed,
        coalesce(before[finish] + (least(ended, closes[finish]) - opens[finish]), '0')
        - coalesce(before[start] + (least(began, closes[start]) - opens[start]), '0')
        AS working
    FROM wait CROSS JOIN office CROSS JOIN LATERAL (
        SELECT width_bucket(began, opens) AS start, width_bucket(ended, opens) AS finish
    ) AS stretch
)
SELECT place, count(elapsed), count(*) FILTER (WHERE is_written_to),
    count(*) FILTER (
        WHERE elapsed IS NULL AND NOT is_written_to AND stage = ANY(%(open)s)),
    count(*) FILTER (
        WHERE elapsed IS NULL AND NOT is_written_to AND stage <> ALL(%(open)s)),
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY elapsed),
    CASE WHEN %(has_hours)s THEN percentile_cont(ARRAY[0.5, 0.9])
        WITHIN GROUP (ORDER BY working) FILTER (WHERE elapsed IS NOT NULL) END,
    count(*) FILTER (WHERE elapsed <= (%(bands)s)[1]),
    count(*) FILTER (WHERE elapsed > (%(bands)s)[1] AND elapsed <= (%(bands)s)[2]),
    count(*) FILTER (WHERE elapsed > (%(bands)s)[2] AND elapsed <= (%(bands)s)[3]),
    count(*) FILTER (WHERE elapsed > (%(bands)s)[3] AND elapsed <= (%(bands)s)[4]),
    count(*) FILTER (WHERE elapsed > (%(bands)s)[4])
FROM measured GROUP BY place
"""


def _parameters(
    municipality: Municipality,
    months: Sequence[Month],
    calendar: WorkingCalendar | None,
    until: datetime,
) -> Mapping[str, Any]:
    return {
        "municipality": municipality.pk,
        "starts": [month.start for month in months],
        "start": months[0].start,
        "end": months[-1].end,
        "not_counted": list(NOT_COUNTED),
        "open": list(OPEN_STAGES),
        "contacted": Event.Kind.CONTACTED,
        "wrote": Event.Kind.WROTE,
        "write": Wish.WRITE,
        "has_hours": calendar is not None,
        "bands": list(BANDS),
        **_stretches(calendar, months[0].start, until),
    }


def _stretches(
    calendar: WorkingCalendar | None, start: datetime, end: datetime
) -> dict[str, str]:
    """The office's open stretches, and the open time before each, as SQL arrays."""
    opens, closes, before = [], [], []
    total = timedelta()
    for opening, closing in _intervals(calendar, start, end):
        opens.append(opening.isoformat())
        closes.append(closing.isoformat())
        before.append(f"{total.total_seconds():.0f} s")
        total += closing - opening
    return {"opens": _array(opens), "closes": _array(closes), "before": _array(before)}


def _intervals(
    calendar: WorkingCalendar | None, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    if calendar is None:
        return
    day, last = _local_day(start), _local_day(end)
    while day <= last:
        yield from calendar.intervals_on(day)
        day += ONE_DAY


def _local_day(moment: datetime) -> date:
    return moment.astimezone(STOCKHOLM).date()


def _array(items: list[str]) -> str:
    return "{" + ",".join(items) + "}"


def _waits(
    contacted: int,
    wrote: int,
    open_without: int,
    closed_without: int,
    elapsed: list[timedelta] | None,
    working: list[timedelta] | None,
    *bands: int,
) -> Waits:
    return Waits(
        contacted,
        wrote,
        open_without,
        closed_without,
        _spread(elapsed),
        _spread(working),
        bands if contacted else (),
    )


def _spread(percentiles: list[timedelta] | None) -> Spread | None:
    return None if percentiles is None else Spread(*percentiles)
