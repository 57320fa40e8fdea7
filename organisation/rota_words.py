"""What a version of the rota changed, in sentences."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organisation.models import OpeningWindow, RotaVersion, StaffMember

Hours = tuple[int, str, str, str]  # weekday, opens, closes, kind
Rows = Mapping[str, Any]
LONG_RUN: Final = 3  # weekdays in a row that are told as the first and the last
IN_ORDER: Final = list(OpeningWindow.Kind)


def names_in(versions: Iterable[RotaVersion]) -> dict[int, str]:
    """The names of all whom these versions speak of, also of those who have left."""
    numbers: set[int] = set()
    for each in versions:
        for rows in (each.before, each.after):
            numbers |= {staff for _window, staff in rows.get("shifts", ())}
            numbers |= {row[2] for row in rows.get("changes", ())}
            numbers |= {one for row in rows.get("absences", ()) for one in row[:2]}
    people = StaffMember.objects.filter(pk__in=numbers - {None})
    return dict(people.values_list("pk", "display_name"))


def changes_in_words(version: RotaVersion, names: Mapping[int, str]) -> list[str]:
    """Sentences without a full stop."""
    before, after = version.before, version.after
    return [
        *_beginning(before, after),
        *_opening_hours(before, after),
        *_shifts(before, after, names),
        *_dates(before, after, names),
        *_absences(before, after, names),
    ]


def days_text(first: date, last: date) -> str:
    """ons 11 mars; 11–13 mars; 30 mars–2 april; with the year where they differ."""
    if first == last:
        return date_format(first, "D j F")
    if first.year != last.year:
        return f"{date_format(first, 'j F Y')}–{date_format(last, 'j F Y')}"
    if first.month != last.month:
        return f"{date_format(first, 'j F')}–{date_format(last, 'j F')}"
    return f"{first.day}–{date_format(last, 'j F')}"


def hours_text(windows: Iterable[Hours]) -> str:
    """mån–fre 08.00–12.00; mån och ons kväll 17.00–20.00. Office hours come first."""
    weekdays: dict[tuple[int, str, str], list[int]] = {}
    for weekday, opens, closes, kind in sorted(windows):
        key = (IN_ORDER.index(OpeningWindow.Kind(kind)), opens, closes)
        weekdays.setdefault(key, []).append(weekday)
    return "; ".join(
        " ".join((_weekdays_text(days, IN_ORDER[order]), f"{opens}–{closes}"))
        for (order, opens, closes), days in sorted(weekdays.items())
    )


def _weekdays_text(days: list[int], kind: str) -> str:
    """mån–fre; mån, ons och fre; ons kväll."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = [part for run in runs for part in _run(run)]
    text = ", ".join(parts)
    if len(parts) > 1:
        words = {"some": ", ".join(parts[:-1]), "last": parts[-1]}
        text = _("%(some)s and %(last)s") % words
    if kind == OpeningWindow.Kind.EVENING:
        return _("%(weekdays)s evening") % {"weekdays": text}
    return text


def _run(days: list[int]) -> list[str]:
    names = [str(WEEKDAYS_ABBR[day]) for day in days]
    return [f"{names[0]}–{names[-1]}"] if len(days) >= LONG_RUN else names


def _beginning(before: Rows, after: Rows) -> Iterator[str]:
    if after.get("works_by_rota") and before.get("works_by_rota") is False:
        yield _("The rota says who works from now on")


def _opening_hours(before: Rows, after: Rows) -> Iterator[str]:
    known, windows = before.get("windows", {}), after.get("windows", {})
    if "windows" in before and (new := windows.keys() - known.keys()):
        yield _("Open %(hours)s, too") % {
            "hours": hours_text(_hours(windows, int(each)) for each in new)
        }
    if gone := known.keys() - windows.keys():
        yield _("No longer open %(hours)s") % {
            "hours": hours_text(_hours(known, int(each)) for each in gone)
        }
    old, new = _set_of(before, "special_days"), _set_of(after, "special_days")
    for day, name, closes in sorted(new - old, key=lambda row: row[:2]):
        words = {"day": _span(day, day), "name": name, "closes": closes}
        if closes is None:
            yield _("Closed %(day)s: %(name)s") % words
        else:
            yield _("Closes at %(closes)s %(day)s: %(name)s") % words
    for day in sorted({row[0] for row in old} - {row[0] for row in new}):
        yield _("Open as usual %(day)s") % {"day": _span(day, day)}


def _shifts(before: Rows, after: Rows, names: Mapping[int, str]) -> Iterator[str]:
    windows = {**before.get("windows", {}), **after.get("windows", {})}
    old, new = _set_of(before, "shifts"), _set_of(after, "shifts")
    for pattern, pairs in (
        (_("%(name)s is added: %(hours)s"), new - old),
        (_("%(name)s is taken off: %(hours)s"), old - new),
    ):
        by_person: dict[int, list[Hours]] = {}
        for window, staff in pairs:
            by_person.setdefault(staff, []).append(_hours(windows, window))
        for staff in sorted(by_person, key=lambda each: _name(names, each)):
            words = {
                "name": _name(names, staff),
                "hours": hours_text(each for each in by_person[staff] if each[1])
                or _("hours that are no longer there"),
            }
            yield pattern % words


def _dates(before: Rows, after: Rows, names: Mapping[int, str]) -> Iterator[str]:
    windows = {**before.get("windows", {}), **after.get("windows", {})}
    old, new = _set_of(before, "changes"), _set_of(after, "changes")
    works, does_not = _("%(name)s works %(when)s"), _("%(name)s does not work %(when)s")
    for day, window, staff, is_on in sorted(new - old):
        words = {"name": _name(names, staff), "when": _when(windows, day, window)}
        yield (works if is_on else does_not) % words
    changed = {row[:3] for row in new}
    for day, window, staff, _is_on in sorted(old - new):
        if (day, window, staff) not in changed:
            yield _("%(name)s is as in other weeks %(when)s") % {
                "name": _name(names, staff),
                "when": _when(windows, day, window),
            }


def _absences(before: Rows, after: Rows, names: Mapping[int, str]) -> Iterator[str]:
    old, new = _set_of(before, "absences"), _set_of(after, "absences")
    gone = sorted(old - new, key=lambda row: row[2:])
    for row in sorted(new - old, key=lambda row: row[2:]):
        was = next((each for each in gone if each[0] == row[0]), None)
        if was is not None:
            gone.remove(was)
        yield _absence(row, was, names)
    for staff, _substitute, first, last in gone:
        yield _("%(name)s is no longer away %(days)s") % {
            "name": _name(names, staff),
            "days": _span(first, last),
        }


def _absence(
    row: tuple[Any, ...], was: tuple[Any, ...] | None, names: Mapping[int, str]
) -> str:
    """One that is new, or that was another; both as rows of a version."""
    staff, substitute, *days = row
    words = {
        "name": _name(names, staff),
        "days": _span(*days),
        "substitute": _name(names, substitute),
        "before": "" if was is None else _span(*was[2:]),
    }
    if was is None or list(was[2:]) == days:
        pattern = (
            _("%(name)s is away %(days)s, without a substitute")
            if substitute is None
            else _("%(name)s is away %(days)s, %(substitute)s stands in")
        )
    elif substitute is None:
        pattern = _("%(name)s is away %(days)s (was %(before)s), without a substitute")
    else:
        pattern = _(
            "%(name)s is away %(days)s (was %(before)s), %(substitute)s stands in"
        )
    return pattern % words


def _set_of(rows: Rows, name: str) -> set[tuple[Any, ...]]:
    return {tuple(each) for each in rows.get(name, ())}


def _name(names: Mapping[int, str], staff: int | None) -> str:
    return names.get(staff or 0, _("somebody"))


def _hours(windows: Mapping[str, Any], window: int) -> Hours:
    weekday, opens, closes, kind = windows.get(f"{window}", (0, "", "", ""))
    return weekday, opens, closes, kind


def _when(windows: Mapping[str, Any], day: str, window: int) -> str:
    _weekday, opens, closes, _kind_of = _hours(windows, window)
    text = date_format(date.fromisoformat(day), "D j F")
    return f"{text} {opens}–{closes}" if opens else text


def _span(first: str, last: str) -> str:
    return days_text(date.fromisoformat(first), date.fromisoformat(last))
