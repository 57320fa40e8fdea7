"""A report as it goes out: its figures, and what people have written to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from organisation.models import Municipality
from organisation.months import Month
from reports.report import MonthReport
from reports.sentences import sentences


@dataclass(frozen=True)
class Note:
    """What happened on a day and matters to the figures: “Radio campaign”."""

    day: date
    text: str

    @property
    def month(self) -> Month:
        return Month(self.day.year, self.day.month)


@dataclass(frozen=True)
class Edition:
    """One version of a month's report.

    Args:
        lede: the sentences on top, as the manager left them.
        version: None while the month runs and nothing is frozen.
        changes: what this version corrects; "" in the first.
        notes: of the thirteen months shown, by day.
    """

    municipality: Municipality
    report: MonthReport
    lede: str
    version: int | None = None
    changes: str = ""
    notes: Sequence[Note] = ()


def live(municipality: Municipality, report: MonthReport) -> Edition:
    """The report as it stands now, with the sentences that its figures make."""
    return Edition(municipality, report, " ".join(sentences(report)))
