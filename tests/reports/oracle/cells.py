"""A month's report as single cells, named as the statements of recount.py name them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils import translation

from campaigns.models import Channel
from organisation.months import Month
from reports.figures.channels import ChannelCounts
from reports.figures.costs import cost_per
from reports.figures.waits import Spread, Waits
from reports.report import Comparison, MonthReport, Span
from tests.reports.oracle.recount import Cells, Name

NOT_COMPARED: Final = {
    "month": "it is what was asked",
    "at": "it is what was asked",
    "goal_percent": "a setting, not counted",
    "weeks": "planning's own figures, held to their definitions in tests/planning",
    "uncounted": "told by what a frozen month lacks; tests/reports/test_stored.py",
}
# Nothing is known there, which is something else than that it is 0.
MAY_LACK: Final = (
    *("waits.elapsed", "waits.working", "channels.ore"),
    *("bank.places", "bank.waiting", "compared", "own care"),
)
MICROSECOND: Final = timedelta(microseconds=1)
NEARLY: Final = Decimal("0.000002")  # seconds: a time between two waits is rounded

Cell = tuple[Name, Any]


def differing(
    report: MonthReport, counted: Cells
) -> dict[Name, tuple[Decimal | None, Decimal | None]]:
    """What report and recount say, of each cell in which they are not the same."""
    found, expected = cells_of(report), without_empty(counted)
    pairs = {
        name: (found.get(name), expected.get(name)) for name in {*found, *expected}
    }
    return {name: pair for name, pair in pairs.items() if not _is_same(*pair)}


def _is_same(found: Decimal | None, expected: Decimal | None) -> bool:
    if found is None or expected is None:
        return False
    return abs(found - expected) <= NEARLY


def cells_of(report: MonthReport) -> Cells:
    """Every cell of the fields that NOT_COMPARED does not name, without empty ones."""
    found: dict[Name, Decimal] = defaultdict(Decimal)
    for name, value in all_cells(report):
        if value is not None:
            found[name] += Decimal(value)
    return without_empty(found)


def without_empty(cells: Mapping[Name, Decimal]) -> Cells:
    return {
        name: value
        for name, value in cells.items()
        if value or name[0].startswith(MAY_LACK)
    }


def all_cells(report: MonthReport) -> Iterator[Cell]:
    yield from _months(report)
    yield from _comparisons(report)
    yield from _of_month(report)
    yield from _waits(report.waits, "own")
    yield from _waits(report.waits_year_earlier, "a year earlier")
    yield from _channels(report)
    yield from _ahead(report)
    yield from _beside(report)


def _months(report: MonthReport) -> Iterator[Cell]:
    for each in report.counts:
        yield _cell("received", month=each.month), each.received
        yield _cell("approved", month=each.month), each.approved
        yield from _counts("promises", each.promises, month=each.month)
    for month in report.imported:
        yield _cell("imported", month=month), 1
    months = [each.month for each in report.counts]
    for month, funnel in zip(months, report.funnels, strict=True):
        yield from _counts("funnel", funnel, month=month)


def _comparisons(report: MonthReport) -> Iterator[Cell]:
    yield from _compared("month", report.month_compared)
    yield from _compared("year", report.year_compared)
    yield from _compared("twelve months", report.twelve_months_compared)


def _compared(name: str, compared: Comparison) -> Iterator[Cell]:
    yield from _span(f"{name}, now", compared.now)
    if compared.year_earlier is not None:
        yield from _span(f"{name}, a year earlier", compared.year_earlier)


def _span(of: str, span: Span) -> Iterator[Cell]:
    yield _cell("compared", of), 1
    yield _cell("compared.received", of), span.received
    yield _cell("compared.approved", of), span.approved
    yield _cell("compared.due", of), span.kept.whole
    yield _cell("compared.kept", of), span.kept.part
    yield _cell("compared.percent", of), span.kept.percent


def _of_month(report: MonthReport) -> Iterator[Cell]:
    if report.began_at is not None:
        yield _cell("began at"), _seconds_of_epoch(report.began_at)
    for stage, number in report.cohort.items():
        yield _cell("cohort", stage), number
    for stage, number in report.moves.taken.items():
        yield _cell("moves", stage), number
    yield _cell("moves", "reopened"), report.moves.reopened
    yield _cell("moves", "stepped back"), report.moves.stepped_back
    yield _cell("reached"), report.reached
    for each in report.dropouts:
        whose = "ours" if each.is_ours else "theirs"
        parts = [each.stage, each.reason, whose]
        yield _cell("dropouts", "/".join(parts)), each.number


def _waits(waits: Waits, of: str) -> Iterator[Cell]:
    for each in fields(waits):
        value = getattr(waits, each.name)
        if isinstance(value, Spread):
            for name in ("median", "ninetieth"):
                span = getattr(value, name) / MICROSECOND
                figure = f"waits.{each.name}.{name}"
                yield _cell(figure, of), Decimal(span) / 1_000_000
        elif each.name == "bands":
            for place, number in enumerate(value):
                yield _cell(f"waits.bands.{place}", of), number
        elif value is not None:
            yield _cell(f"waits.{each.name}", of), value


def _channels(report: MonthReport) -> Iterator[Cell]:
    with translation.override("sv"):
        kinds = {str(kind.label): str(kind) for kind in Channel.Kind}
    for row in report.channels.rows:
        yield from _channel(kinds.get(row.name, row.name), row.counts)
    yield from _channel("all", report.channels.total)


def _channel(name: str, counts: ChannelCounts) -> Iterator[Cell]:
    yield from _counts("channels", counts, name)
    for column in ("year", "met", "approved"):
        ratio = cost_per(counts, getattr(counts, column))
        if ratio is not None:
            yield _cell(f"channels.ore for each {column}", name), ratio.ore


def _ahead(report: MonthReport) -> Iterator[Cell]:
    for each in report.outlook:
        for name in ("now", "settled", "approved"):
            yield _cell(f"outlook.{name}", each.stage), getattr(each, name)
    if report.bank is not None:
        yield from _counts("bank", report.bank)
    yield from _own_care(report)


def _own_care(report: MonthReport) -> Iterator[Cell]:
    care = report.own_care
    if care is None:
        return
    of, homes = (
        f"{care.label}, {care.source}",
        report.twelve_months_compared.now.approved,
    )
    yield _cell("own care.own", of, care.since), care.own
    yield _cell("own care.bought", of, care.since), care.bought
    yield _cell("own care.difference"), care.difference
    yield _cell("own care.year of one"), care.difference_of_year(1)
    yield _cell("own care.year of homes"), care.difference_of_year(homes)


def _beside(report: MonthReport) -> Iterator[Cell]:
    for low in report.lie_lows:
        yield _cell("lying low", f"{low.first}–{low.last or ''}"), low.working_days
    for note in report.notes:
        yield _cell("note", f"{note.day} {note.text}"), 1


def _counts(
    figure: str, counts: Any, of: str = "", month: Month | None = None
) -> Iterator[Cell]:
    """A cell to a field, whatever fields there are."""
    for each in fields(counts):
        value = getattr(counts, each.name)
        yield _cell(f"{figure}.{each.name}", of, month), value


def _cell(figure: str, of: str = "", month: Month | None = None) -> Name:
    return figure, str(of), str(month or "")


def _seconds_of_epoch(moment: datetime) -> Decimal:
    epoch = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    return Decimal((moment - epoch) // MICROSECOND) / 1_000_000
