"""Months are frozen once they are over, and corrected by a version of their own."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import translation

from audit.services import record
from messaging.town_by_town import for_each
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality, StaffMember
from organisation.months import Month, months_between
from reports.changes import Change, changes_between
from reports.consistent import one_moment
from reports.definitions import VERSION
from reports.figures.received import began_at
from reports.models import Snapshot
from reports.report import MonthReport, month_report
from reports.sentences import sentences
from reports.stored import as_json, report_from

# On the first, local time: by then what the last evening brought has been typed in,
# and an hour is left before the report is sent.
FREEZES_FROM: Final = time(6)


class NothingToFreeze(Exception):
    """The month is not over, or the register had not begun."""


class AlreadyCorrected(Exception):
    """Somebody made another version meanwhile, or pressed twice."""


class NothingChanged(Exception):
    """Every figure is as it was frozen: there is nothing to correct."""


def freeze_due(moment: datetime) -> int:
    """Freeze what is over and is not frozen yet; how many months. A dispatcher's step.

    After an outage all months since the last frozen one are caught up with. Where none
    is frozen yet, the latest is; the ones before it `manage.py freeze_months` freezes.
    """
    last = last_over(moment)
    done = Snapshot.objects.of_month(last).values("municipality")

    def freeze(municipality: Municipality) -> int:
        months = _missing(municipality, last)
        return sum(freeze_month(municipality, each, at=moment) for each in months)

    waiting = Municipality.objects.exclude(pk__in=done).order_by("pk")
    return for_each(waiting, freeze, what="The months")


def last_over(moment: datetime) -> Month:
    """The latest month that is to be frozen by a moment."""
    running = Month.of(moment)
    first = datetime.combine(running.first_day, FREEZES_FROM, STOCKHOLM)
    return running.plus(-1 if moment >= first else -2)


def _missing(municipality: Municipality, last: Month) -> Iterator[Month]:
    began = began_at(municipality)
    if began is None or began >= last.end:
        return
    latest = Snapshot.objects.of(municipality).without_figures().last()
    first = last if latest is None else latest.of_month.plus(1)
    yield from months_between(first, last)


def freeze_month(municipality: Municipality, month: Month, *, at: datetime) -> bool:
    """Write version 1 of a month; False where it is there already.

    The figures are counted first and written in one statement: of two that do this at
    once both count, and the unique key lets one of them write.

    Raises:
        NothingToFreeze: the month is not over, or lies before the register.
    """
    began = began_at(municipality)
    if at < month.end or began is None or began >= month.end:
        raise NothingToFreeze(str(month))
    if Snapshot.objects.of(municipality).of_month(month).exists():
        return False
    with one_moment():
        report = month_report(municipality, month, at=at)
    _row, is_mine = Snapshot.objects.get_or_create(
        municipality=municipality,
        month=month.first_day,
        version=1,
        defaults=_figures(report),
    )
    return is_mine


def correct_month(
    municipality: Municipality,
    month: Month,
    *,
    version: int,
    reason: str,
    by: StaffMember,
    at: datetime,
) -> Snapshot:
    """Count a frozen month anew and keep it as the next version, with what changed.

    Args:
        version: the one that is corrected, as whoever asks has seen it.

    Raises:
        AlreadyCorrected: there is a later one.
        NothingChanged: no figure differs.
        Snapshot.DoesNotExist: the month is not frozen.
        UnknownDefinitions: see reports.stored.
    """
    with one_moment():
        report = month_report(municipality, month, at=at)
    with transaction.atomic():
        versions = Snapshot.objects.of(municipality).of_month(month)
        old = versions.select_for_update().get(version=version)
        if versions.filter(version__gt=version).exists():
            raise AlreadyCorrected
        changes = _changes(old, report)
        if not changes:
            raise NothingChanged
        new = Snapshot.objects.create(
            municipality=municipality,
            month=month.first_day,
            version=version + 1,
            changes=changes,
            made_by=by,
            reason=reason,
            **_figures(report),
        )
        record("corrected-month", new, by=by, at=at, reason=reason)
    return new


def what_would_change(snapshot: Snapshot, *, at: datetime) -> list[Change]:
    """What a correction would bring, were it made at that moment."""
    with one_moment():
        report = month_report(snapshot.municipality, snapshot.of_month, at=at)
    return _changes(snapshot, report)


def _changes(old: Snapshot, report: MonthReport) -> list[Change]:
    return changes_between(report_from(old.figures, old.definitions), report)


def _figures(report: MonthReport) -> dict[str, Any]:
    """What a snapshot holds of a report."""
    words = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words[language] = " ".join(sentences(report))
    return {
        "at": report.at,
        "definitions": VERSION,
        "figures": as_json(report),
        "lede": words["sv"],
        "lede_en": words["en"],
    }
