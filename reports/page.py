"""What the report's page shows: the figures in words."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisation.months import Month
from organisation.wording import month_text, month_title, number_word
from reports import care_tables, channel_tables, dropout_tables, outlook_tables, tables
from reports.big_numbers import big_numbers
from reports.charts import kept_chart
from reports.report import MonthReport, Share
from reports.wording import elapsed_text, moment_text, part_text


def page_of(report: MonthReport) -> dict[str, Any]:
    """What stands around the figures."""
    return {
        "title": month_title(report.month),
        "report": report,
        "is_empty": is_empty(report),
        "until": moment_text(report.at),
        "began": month_text(Month.of(report.began_at)) if report.began_at else "",
    }


def figures_of(report: MonthReport) -> dict[str, Any]:
    """All figures as the template needs them; it computes nothing itself.

    Of the report's moment only this is in them: whether the month was running then.
    """
    return {
        "report": report,
        "numbers": big_numbers(report),
        "chart": kept_chart(report),
        "kept": tables.kept_table(report),
        "wait_title": _wait_title(report),
        "waits": tables.wait_table(report),
        "bands": tables.band_table(report) if sum(report.waits.bands) else None,
        "wait_notes": _wait_notes(report),
        "cohort": tables.cohort_table(report),
        "not_counted": tables.not_counted_text(report),
        "period": tables.period_table(report),
        "funnel_title": outlook_tables.funnel_title(report),
        "funnel": outlook_tables.funnel_table(report),
        "channel_title": channel_tables.channel_title(report),
        "channels": channel_tables.channel_table(report),
        "channels_of_year": channel_tables.channel_year_table(report),
        "channel_notes": channel_tables.channel_notes(report),
        "cost_title": channel_tables.cost_title(report),
        "costs": channel_tables.cost_table(report),
        "cost_notes": channel_tables.cost_notes(report),
        "weeks_title": outlook_tables.weeks_title(report),
        "weeks": outlook_tables.weeks_table(report),
        "dropout_title": dropout_tables.dropout_title(report),
        "dropout_notes": dropout_tables.dropout_notes(report),
        "dropouts": dropout_tables.dropout_tables(report),
        "forecast_title": outlook_tables.forecast_title(report),
        "forecast": outlook_tables.forecast_table(report),
        "bank_title": outlook_tables.bank_title(report),
        "bank": outlook_tables.bank_table(report),
        "care_title": care_tables.care_title(report),
        "care": care_tables.care_tables(report),
        "care_notes": care_tables.care_notes(report),
        "no_forecast": outlook_tables.forecast_missing(report),
        "comparison": tables.comparison_table(report),
        "has_unregistered": any(
            each.year_earlier is None for each in report.comparisons
        ),
    }


def is_empty(report: MonthReport) -> bool:
    """Whether the month lies wholly before the first inquiry, or there is none."""
    return report.began_at is None or report.month.end <= report.began_at


def _wait_title(report: MonthReport) -> str:
    elapsed = report.waits.elapsed
    if elapsed is None:
        return _("Time to the first conversation")
    return _("Half of the first conversations came within %(time)s") % {
        "time": elapsed_text(elapsed.median)
    }


def _wait_notes(report: MonthReport) -> list[str]:
    """Whom the times are of, and who is not in them."""
    waits = report.waits
    spoken = Share(waits.contacted, report.own.received)
    notes = [_("We have spoken with %(share)s.") % {"share": part_text(spoken)}]
    if waits.wrote:
        text = ngettext(
            "To one we have written, as the family asked.",
            "To %(number)s we have written, as they asked.",
            waits.wrote,
        )
        notes.append(text % {"number": number_word(waits.wrote)})
    if waits.open_without_contact:
        text = ngettext(
            "One is waiting for a first conversation.",
            "%(number)s are waiting for a first conversation.",
            waits.open_without_contact,
        )
        notes.append(text % {"number": number_word(waits.open_without_contact)})
    if waits.closed_without_contact:
        text = ngettext(
            "One is closed or rests without a conversation.",
            "%(number)s are closed or rest without a conversation.",
            waits.closed_without_contact,
        )
        notes.append(text % {"number": number_word(waits.closed_without_contact)})
    return [capfirst(note) for note in notes]
