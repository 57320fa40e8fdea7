"""Reports with chosen figures, without a database."""

from datetime import datetime
from typing import Any

from inquiries.workflow import Stage
from organisation.months import Month, months_between
from reports.figures.channels import ChannelCounts, ChannelRow, ChannelTable
from reports.figures.moves import Moves
from reports.figures.promises import PromiseCounts
from reports.figures.waits import Waits
from reports.report import MONTHS_BACK, MonthCounts, MonthReport
from tests.reports.histories import MARCH, local

LONG_AGO = local("2020-01-01 00:00")
NOTHING_DUE = PromiseCounts()


def make_counts(
    month: Month,
    received: int = 0,
    promises: PromiseCounts = NOTHING_DUE,
    approved: int = 0,
) -> MonthCounts:
    return MonthCounts(month, received, promises, approved)


def make_report(
    *counts: MonthCounts,
    month: Month = MARCH,
    at: datetime | None = None,
    began_at: datetime | None = LONG_AGO,
    **fields: Any,
) -> MonthReport:
    """A whole month's report; months that are not given are empty."""
    given = {each.month: each for each in counts}
    months = months_between(month.plus(-MONTHS_BACK), month)
    own = given.get(month, make_counts(month))
    unknown = ChannelRow("", "", ChannelCounts(own.received, own.received))
    return MonthReport(
        **{
            "month": month,
            "at": month.end if at is None else at,
            "began_at": began_at,
            "goal_percent": 95,
            "counts": tuple(given.get(each, make_counts(each)) for each in months),
            "cohort": {Stage.RECEIVED: own.received},
            "moves": Moves(dict.fromkeys(Stage, 0)),
            "reached": 0,
            "waits": Waits(open_without_contact=own.received),
            "waits_year_earlier": Waits(),
            "channels": ChannelTable((unknown,)),
            **fields,
        }
    )
