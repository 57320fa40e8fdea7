"""What the page of many months shows: the figures in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from organisation.definitions import definition_of
from organisation.months import MONTHS_OF_YEAR, Month
from organisation.wording import (
    NOTHING,
    month_text,
    month_title,
    number_text,
    span_text,
)
from reports.definitions import FIGURES, Definition
from reports.figures.moves import approved_by_month
from reports.figures.promises import promises_by_month, reached_in_time
from reports.figures.received import received
from reports.figures.waits import waits_in
from reports.months import Figures, MonthByMonth, MonthRow, Source, added_up
from reports.months_chart import months_chart
from reports.report import SMALLEST_BASE
from reports.sentences import families_compared, got_in_touch
from reports.wording import elapsed_text, moment_text, percent_text

SHOWN: Final = (
    *(received, promises_by_month, reached_in_time, waits_in, approved_by_month),
)


@dataclass(frozen=True)
class Line:
    """A row of the table. `month` is where its label leads, None where nowhere.

    `mark` says how the month differs from the others. `reason` stands in the place of
    the cells where there are none.
    """

    label: str
    cells: Sequence[str] = ()
    month: Month | None = None
    mark: str = ""
    reason: str = ""
    is_total: bool = False


def months_page(history: MonthByMonth, last: Month, *, is_all: bool) -> dict[str, Any]:
    """What stands around the figures."""
    return {
        "last": last,
        "span": span_text(history.rows[0].month, last),
        "is_all": is_all,
        "is_empty": not history.told,
        "began": month_text(history.first) if history.first else "",
        "to_month": month_title(last),
        "since": _since(history, last),
    }


def figures_of(history: MonthByMonth, *, is_all: bool) -> dict[str, Any]:
    """All figures as the template needs them; there is one month at least.

    Of the moment only the minute is in them, and only where the last month is running.
    """
    return {
        "finding": finding(history, is_all=is_all),
        "chart": months_chart(history),
        "heads": heads(),
        "groups": [*groups(history, is_all=is_all)],
        "notes": notes(history),
        "has_imported": Source.IMPORTED in _sources(history),
        "definitions": _definitions(),
    }


def finding(history: MonthByMonth, *, is_all: bool) -> str:
    """How many got in touch, beside the time before where that can be compared."""
    number, told = added_up(history.rows).received, history.told
    first, last = told[0].month, told[-1].month
    if not is_all and len(told) == MONTHS_OF_YEAR:
        text = _("%(families)s in twelve months")
    elif first == last:
        text = _("%(families)s in %(last)s")
    else:
        text = _("%(families)s from %(first)s to %(last)s")
    words = {
        "families": capfirst(got_in_touch(number, is_running=False)),
        "first": month_text(first),
        "last": month_text(last),
    }
    clauses = [text % words]
    if history.is_running:
        clauses.append(_("the running month included"))
    if (before := history.received_before) is not None:
        when = _("in the twelve before")
        clauses.append(families_compared(number, before, when=when))
    return ", ".join(clauses)


def heads() -> Sequence[str]:
    """The first is that of the months."""
    return (
        _("Month"),
        _("Got in touch"),
        _("Promises due"),
        _("Attempted in time"),
        _("Reached in time"),
        pgettext("column", "Spoken with"),
        _("Half within"),
        _("Nine in ten within"),
        _("Homes approved"),
    )


def groups(history: MonthByMonth, *, is_all: bool) -> Iterator[Sequence[Line]]:
    """Sums first, then the months, the latest first; by year where all are shown."""
    rows = list(reversed(history.rows))
    years = [list(group) for _year, group in groupby(rows, lambda row: row.month.year)]
    if is_all and len(years) > 1:
        yield _sum_line(rows)
        for year in years:
            yield [*_sum_line(year), *_lines(year, history)]
    else:
        yield [*_sum_line(rows), *_lines(rows, history)]


def _sum_line(rows: Sequence[MonthRow]) -> list[Line]:
    """The sums of some months, the latest first; none of a single one."""
    told = [row.month for row in rows if row.figures is not None]
    if len(told) < 2:
        return []
    return [Line(_span(told[-1], told[0]), _cells(added_up(rows)), is_total=True)]


def _span(first: Month, last: Month) -> str:
    if (first, last) == (last.january, last.january.plus(11)):
        return _("All of %(year)s") % {"year": last.year}
    return capfirst(span_text(first, last))


def _lines(rows: Sequence[MonthRow], history: MonthByMonth) -> Iterator[Line]:
    """Months that were not registered are told of together."""
    for is_missing, group in groupby(rows, lambda row: row.figures is None):
        months = list(group)
        if is_missing:
            last, first = months[0].month, months[-1].month
            label = capfirst(span_text(first, last))
            yield Line(label, reason=_reason(last, history.first))
        else:
            yield from (_line(row, row.figures) for row in months if row.figures)


def _line(row: MonthRow, figures: Figures) -> Line:
    return Line(
        month_title(row.month),
        _cells(figures),
        row.month if row.has_page else None,
        _mark(row.source),
    )


def _mark(source: Source) -> str:
    match source:
        case Source.RUNNING:
            return pgettext("month", "running")
        case Source.PRELIMINARY:
            return pgettext("month", "preliminary")
        case Source.IMPORTED:
            return pgettext("month", "older list")
        case _:
            return ""


def _reason(month: Month, first: Month | None) -> str:
    """Why a month has no figures."""
    if first is None or first < month:
        return _("Neither in the register nor in the older list.")
    return _("The register begins in %(began)s.") % {"began": month_text(first)}


def _cells(figures: Figures) -> list[str]:
    reached, elapsed = figures.reached_share, figures.elapsed
    return [
        number_text(figures.received),
        number_text(figures.due) if figures.has_promises else NOTHING,
        percent_text(figures.kept_share),
        NOTHING if reached is None else percent_text(reached),
        NOTHING if figures.spoken is None else number_text(figures.spoken),
        NOTHING if elapsed is None else elapsed_text(elapsed.median),
        NOTHING if elapsed is None else elapsed_text(elapsed.ninetieth),
        number_text(figures.approved),
    ]


def notes(history: MonthByMonth) -> list[str]:
    """What holds for the months that are shown, and for their sums."""
    sources = _sources(history)
    sentences = []
    if Source.FROZEN in sources:
        sentences.append(
            _("A month that is over stands as it was frozen, or corrected since.")
        )
    if Source.RUNNING in sources:
        sentences.append(
            _("The running month is counted until %(moment)s.")
            % {"moment": moment_text(history.at)}
        )
    if Source.PRELIMINARY in sources:
        sentences.append(
            _("A preliminary month is not frozen yet: its figures may still change.")
        )
    if Source.IMPORTED in sources:
        sentences.append(
            _("The older list does not tell who was reached, nor how long they waited.")
        )
    return [
        *sentences,
        _("Half within and nine in ten within are by the clock, and have no sums."),
        _("A share of fewer than %(base)s is told as a number.")
        % {"base": SMALLEST_BASE},
    ]


def _sources(history: MonthByMonth) -> set[Source]:
    return {row.source for row in history.rows}


def _since(history: MonthByMonth, last: Month) -> str:
    """The month in which all of them begin; "" where twelve are all."""
    if history.first is None or last.plus(1 - MONTHS_OF_YEAR) <= history.first:
        return ""
    return month_text(history.first)


def _definitions() -> list[Definition]:
    return [
        Definition(str(term), definition_of(figure))
        for term, figure in FIGURES
        if figure in SHOWN
    ]
