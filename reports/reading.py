"""Which figures of a month are shown: the frozen ones, or those of this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from organisation.models import Municipality
from organisation.months import Month
from reports.models import Snapshot
from reports.report import MonthReport, month_report
from reports.stored import report_from


@dataclass(frozen=True)
class Reading:
    """A month's report and where it comes from.

    `snapshot` is None where the figures are those of this moment: the month is running,
    or it is over and not frozen yet. Page, files and mails are all made from `report`.
    """

    municipality: Municipality
    report: MonthReport
    snapshot: Snapshot | None

    @property
    def month(self) -> Month:
        return self.report.month

    @property
    def version(self) -> int:
        """That of the snapshot; 0 where there is none."""
        return 0 if self.snapshot is None else self.snapshot.version

    @property
    def is_preliminary(self) -> bool:
        """Whether the month is over and its figures may still change."""
        return self.snapshot is None and not self.report.is_running

    @cached_property
    def versions(self) -> Sequence[Snapshot]:
        """All of the month, the latest first."""
        if self.snapshot is None:
            return []
        rows = Snapshot.objects.of(self.municipality).of_month(self.month)
        return list(rows.without_figures().select_related("made_by").order_by("-pk"))

    @property
    def is_latest(self) -> bool:
        return not self.versions or self.versions[0].version == self.version


def read_month(
    municipality: Municipality,
    month: Month,
    *,
    at: datetime,
    version: int | None = None,
) -> Reading:
    """Give a month that has begun by the moment `at`.

    Args:
        version: which one; None for the latest, or for the figures of the moment where
            the month is not frozen.

    Raises:
        Snapshot.DoesNotExist: there is no such version.
        UnknownDefinitions: see reports.stored.
    """
    rows = Snapshot.objects.of(municipality).of_month(month)
    snapshot = rows.last() if version is None else rows.get(version=version)
    if snapshot is None:
        return Reading(municipality, month_report(municipality, month, at=at), None)
    report = report_from(snapshot.figures, snapshot.definitions)
    return Reading(municipality, report, snapshot)
