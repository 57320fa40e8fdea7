"""The report to forward: a tagged PDF of two pages and an appendix."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organisation.documents import pdf, sender
from organisation.wording import day_text, month_title
from reports import charts
from reports.definitions import definitions
from reports.edition import Edition
from reports.figures.annotations import Note
from reports.page import figures_of, page_of
from reports.printed_charts import kept_in_print
from reports.report import MonthReport
from reports.tables import Table
from reports.wording import moment_text

TEMPLATE: Final = "report"
MOST_ROWS: Final = 6  # of channels on the two pages; more stand in the appendix

Figure = dict[str, Any]


def report_pdf(edition: Edition) -> bytes:
    """A4, PDF/UA-1, in the active language. The same edition gives the same bytes.

    Raises:
        typst.TypstError: the template is at fault.
    """
    title = f"{month_title(edition.report.month)} – {edition.municipality.name}"
    return pdf(
        TEMPLATE,
        _document(edition),
        title=title,
        language=get_language() or "sv",
        at=edition.report.at,
    )


def _document(edition: Edition) -> dict[str, Any]:
    """All that templates/documents/report.typ needs."""
    report, municipality = edition.report, edition.municipality
    page = page_of(report) | figures_of(report)
    name = month_title(report.month)
    return {
        "sender": sender(municipality),
        "mark_alt": _("The mark of %(name)s") % {"name": municipality.name},
        "running": f"{municipality.name} · {name}",
        "about": about(edition),
        "title": name,
        "running_notice": _running_notice(edition),
        "lede": edition.lede,
        "numbers": [vars(number) for number in page["numbers"]],
        "rows": _rows(edition, page),
        "appendix_title": _("Appendix: the tables behind the figures"),
        "appendix": _appendix(page),
        "definitions_title": _("How we count"),
        "definitions": [
            [each.term, each.text]
            for each in definitions(own_care=report.own_care is not None)
        ],
        "footer": " · ".join(_identity(edition)),
        "page": _("Page"),
    }


def about(edition: Edition) -> list[str]:
    """To whom it is, where it is kept, and until when its figures go."""
    municipality = edition.municipality
    lines = [municipality.committee] if municipality.committee else []
    return [*lines, " · ".join(_identity(edition)), *_changes(edition)]


def _identity(edition: Edition) -> list[str]:
    """Diary number, version, cut-off: what tells this paper from another."""
    number = edition.municipality.diary_number
    words = [_("diary number %(number)s") % {"number": number}] if number else []
    if edition.version is not None:
        words.append(_("version %(number)s") % {"number": edition.version})
    until = moment_text(edition.report.at)
    words.append(_("figures until %(until)s") % {"until": until})
    return [capfirst(words[0]), *words[1:]]


def _changes(edition: Edition) -> list[str]:
    if not edition.changes:
        return []
    return [_("Corrected: %(what)s") % {"what": edition.changes}]


def _running_notice(edition: Edition) -> str:
    if not edition.report.is_running:
        return ""
    return _(
        "The month is running: these are the figures until %(until)s. They are not "
        "compared with whole months."
    ) % {"until": moment_text(edition.report.at)}


def _rows(edition: Edition, page: dict[str, Any]) -> list[list[Figure]]:
    """The two pages, in the order of the story; narrow figures in pairs."""
    chart = page["chart"]
    kept = _figure(
        chart.title,
        page["kept"],
        chart=kept_in_print(chart, edition.report, edition.notes),
        notes=[*_low_notes(page), "\u2003".join(_footnotes(edition.notes))],
    )
    comparison = _figure(
        _("Compared with last year"),
        page["comparison"],
        notes=_comparison_notes(edition.report, page),
    )
    waits = _figure(
        page["wait_title"],
        page["waits"],
        page["bands"],
        notes=[" ".join(page["wait_notes"])],
    )
    rows = [[kept], [comparison], [waits, _beside_waits(page)]]
    rows += [[each] for each in _figures_with_tables(page)]
    return rows


def _comparison_notes(report: MonthReport, page: dict[str, Any]) -> list[str]:
    """The same as beside the table on the page."""
    notes = {
        _("“–” means that the register was not in use when that time began."): page[
            "has_unregistered"
        ],
        _(
            "Last year’s figures come in part from an older list, from before the "
            "register was in use here."
        ): report.imported,
        _("The running month is not over; last year’s is whole."): report.is_running,
    }
    return [note for note, holds in notes.items() if holds]


def _beside_waits(page: dict[str, Any]) -> Figure:
    """Channels without their bars, and what the appendix has the tables of in words."""
    channels = replace(page["channels"], has_bars=False)
    others = []
    if page["dropouts"]:
        others.append(_figure(page["dropout_title"], notes=page["dropout_notes"]))
    if page["forecast"] or page["no_forecast"]:
        forecast = page["forecast_title"] or _("No forecast")
        others.append(_figure(forecast, notes=[page["no_forecast"]]))
    for name in ("weeks", "bank"):
        if page[name]:
            others.append(_figure(page[f"{name}_title"]))
    return {**_short(page["channel_title"], channels), "others": others}


def _figures_with_tables(page: dict[str, Any]) -> list[Figure]:
    figures = []
    if page["funnel"]:
        figures.append(_figure(page["funnel_title"], page["funnel"]))
    if page["costs"]:
        figures.append(_short(page["cost_title"], page["costs"], _cost_notes(page)))
    return figures


def _short(title: str, table: Table, notes: Sequence[str] = ()) -> Figure:
    """A finding with its table, where that leaves room for the others on two pages."""
    if len(table.rows) <= MOST_ROWS:
        return _figure(title, table, notes=notes)
    return _figure(title, notes=[_("The table is in the appendix.")])


def _cost_notes(page: dict[str, Any]) -> list[str]:
    return [" ".join(page["cost_notes"])]


def _appendix(page: dict[str, Any]) -> list[Figure]:
    """Tables behind the charts and findings, and what has none on the two pages."""
    figures = [
        _figure(page["chart"].table.caption, page["chart"].table),
        _figure(
            _("Where the month’s families are now"),
            page["cohort"],
            notes=[page["not_counted"]],
        ),
        _figure(_("What happened in the month"), page["period"]),
        _figure(page["channels"].caption, page["channels"]),
        _figure(
            _("What the channels led to in twelve months"),
            page["channels_of_year"],
            notes=[" ".join(page["channel_notes"])],
        ),
        *(_figure(table.caption, table) for table in page["dropouts"]),
    ]
    if page["costs"] and len(page["costs"].rows) > MOST_ROWS:
        costs = page["costs"]
        figures.append(_figure(costs.caption, costs, notes=_cost_notes(page)))
    for name in ("weeks", "forecast", "bank"):
        if page[name]:
            figures.append(_figure(page[name].caption, page[name]))
    if page["care"]:
        prices, year = page["care"]
        figures.append(_figure(page["care_title"], prices))
        figures.append(_figure(year.caption, year, notes=page["care_notes"]))
    return figures


def _figure(
    title: str,
    *tables: Table | None,
    chart: dict[str, Any] | None = None,
    notes: Sequence[str] = (),
) -> Figure:
    """Tables that have nothing to show are None, and left out."""
    return {
        "title": title,
        "chart": chart,
        "tables": [_table(table) for table in tables if table is not None],
        "notes": [note for note in notes if note],
        "others": [],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "heads": table.heads,
        "has_bars": table.has_bars,
        "rows": [vars(row) for row in table.rows],
    }


def _low_notes(page: dict[str, Any]) -> list[str]:
    chart = page["chart"]
    if not chart.low_notes:
        return []
    return [f"{charts.MARK} {' '.join(chart.low_notes)}"]


def _footnotes(notes: Sequence[Note]) -> list[str]:
    """The numbers that stand above the months of the chart."""
    return [
        f"{number}. {day_text(note.day)}: {note.text}"
        for number, note in enumerate(notes, start=1)
    ]
