"""What would happen to each row of a file, before anything happens."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from campaigns.imports.columns import FIGURES
from campaigns.imports.matching import Activities, NoOneActivity
from campaigns.imports.rows import ReadRow
from campaigns.models import Activity, ReachFigure
from organisation.models import Municipality

VALUES: Final = tuple(str(each) for each in FIGURES)


class Status(models.TextChoices):
    """What becomes of a row."""

    NEW = "new", pgettext_lazy("row", "new")
    CHANGED = "changed", pgettext_lazy("row", "changed")
    SAME = "same", pgettext_lazy("row", "same as before")
    REPLACES = "replaces", pgettext_lazy("row", "replaces others")
    LEFT_OUT = "left_out", pgettext_lazy("row", "left out")
    UNKNOWN = "unknown", gettext_lazy("no such activity")
    WRONG = "wrong", gettext_lazy("to be corrected")


COUNTED: Final = {
    Status.NEW: ngettext_lazy("new row", "new rows"),
    Status.CHANGED: ngettext_lazy("changed row", "changed rows"),
    Status.SAME: ngettext_lazy("row as before", "rows as before"),
    Status.REPLACES: ngettext_lazy("row replaces others", "rows replace others"),
    Status.LEFT_OUT: ngettext_lazy("row is left out", "rows are left out"),
    Status.UNKNOWN: ngettext_lazy("row of no activity", "rows of no activity"),
    Status.WRONG: ngettext_lazy("row to correct", "rows to correct"),
}
WRITTEN: Final = (Status.NEW, Status.CHANGED, Status.REPLACES)


@dataclass
class Line:
    """One row: what it says, what would happen, and what it would change."""

    row: ReadRow
    status: Status = Status.NEW
    activity: Activity | None = None
    before: ReachFigure | None = None
    replaces: list[ReachFigure] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # why

    def figure(self, municipality: Municipality) -> ReachFigure:
        """The row of figures as it would stand; not saved."""
        first, last = _days(self)
        figure = self.before or ReachFigure(
            municipality=municipality,
            activity=self._activity,
            starts_on=first,
            ends_on=last,
        )
        for name in VALUES:
            setattr(figure, name, getattr(self.row, name))
        return figure

    @property
    def _activity(self) -> Activity:
        if self.activity is None:
            raise ValueError("A row of no activity has no figures")
        return self.activity

    def refuse(self, words: str) -> None:
        self.status = Status.WRONG
        self.words.append(words)


@dataclass(frozen=True)
class Cost:
    """What an activity would have cost, by what the ad manager says was spent."""

    activity: Activity
    before: Decimal | None
    after: Decimal


class Preview:
    """All rows of a file, judged against what stands in the database now."""

    def __init__(
        self,
        municipality: Municipality,
        rows: Sequence[ReadRow],
        chosen: Activity | None,
    ) -> None:
        self.municipality = municipality
        activities = Activities.of(municipality)
        self.lines = [_line(row, activities, chosen) for row in rows]
        self._standing = _standing(self.lines)
        for line in self.lines:
            self._compare(line)
        self._refuse_what_overlaps()

    def _compare(self, line: Line) -> None:
        """Whether the span is new, the same, changed, or in the way of others."""
        if line.activity is None or line.status is not Status.NEW:
            return
        standing = self._standing[line.activity.pk]
        first, last = _days(line)
        for each in standing:
            if (each.starts_on, each.ends_on) == (first, last):
                line.before = each
            elif each.starts_on <= last and first <= each.ends_on:
                line.replaces.append(each)
        if line.replaces:
            line.status = Status.REPLACES
        elif line.before is not None:
            same = all(
                getattr(line.before, name) == getattr(line.row, name) for name in VALUES
            )
            line.status = Status.SAME if same else Status.CHANGED

    def _refuse_what_overlaps(self) -> None:
        """Two rows of one activity never share a day: it would count twice."""
        by_activity: dict[int, list[Line]] = defaultdict(list)
        for line in self.lines:
            if line.activity is not None and line.status in (*WRITTEN, Status.SAME):
                by_activity[line.activity.pk].append(line)
        for lines in by_activity.values():
            lines.sort(key=lambda each: (*_days(each), each.row.number))
            furthest: Line | None = None
            for line in lines:
                if furthest is not None and _days(line)[0] <= _days(furthest)[1]:
                    _refuse_one(line, furthest)
                if furthest is None or _days(line)[1] > _days(furthest)[1]:
                    furthest = line

    def count(self, status: Status) -> int:
        return sum(line.status is status for line in self.lines)

    @property
    def counts(self) -> list[tuple[int, str]]:
        """How many rows of each fate, and what they are; those with none left out."""
        found = [(self.count(status), words) for status, words in COUNTED.items()]
        return [(count, str(words % count)) for count, words in found if count]

    @property
    def written(self) -> list[Line]:
        return [line for line in self.lines if line.status in WRITTEN]

    @property
    def costs(self) -> list[Cost]:
        """What taking over the cost would change, by the activity's name."""
        kept: dict[int, list[ReachFigure]] = {
            pk: list(figures) for pk, figures in self._standing.items()
        }
        activities: dict[int, Activity] = {}
        added: dict[int, list[Decimal]] = defaultdict(list)
        for line in self.lines:
            if line.activity is None or line.status not in (*WRITTEN, Status.SAME):
                continue
            activities[line.activity.pk] = line.activity
            gone = {*line.replaces, line.before}
            kept[line.activity.pk] = [
                each for each in kept[line.activity.pk] if each not in gone
            ]
            if line.row.spent is not None:
                added[line.activity.pk].append(line.row.spent)
        found = []
        for pk, activity in activities.items():
            spent = [each.spent for each in kept[pk] if each.spent is not None]
            after = sum([*spent, *added[pk]], Decimal(0))
            if (spent or added[pk]) and after != activity.cost_actual:
                found.append(Cost(activity, activity.cost_actual, after))
        return sorted(found, key=lambda each: each.activity.name)

    def digest(self) -> str:
        """What was shown: it differs as soon as anything would happen differently."""
        shown = [
            (
                line.row.number,
                line.status.value,
                line.activity and line.activity.pk,
                line.activity and line.activity.cost_actual,
                [(each.pk, *_values(each)) for each in line.replaces],
                line.before and _values(line.before),
            )
            for line in self.lines
        ]
        return hashlib.sha256(repr(shown).encode()).hexdigest()


def _line(row: ReadRow, activities: Activities, chosen: Activity | None) -> Line:
    line = Line(row, words=list(row.errors))
    if row.is_total:
        line.status = Status.LEFT_OUT
        line.words.append(_("the file’s own total"))
        return line
    try:
        line.activity = activities.meant(row, chosen)
    except NoOneActivity as several:
        line.refuse(str(several))
    if row.errors:
        line.status = Status.WRONG
    elif line.status is not Status.WRONG:
        _judge_what_it_says(line)
    return line


def _judge_what_it_says(line: Line) -> None:
    row = line.row
    if row.says_nothing:
        line.status = Status.LEFT_OUT
        line.words.append(_("no figures"))
    elif line.activity is None and row.names:
        line.status = Status.UNKNOWN
        names = " · ".join(row.names)
        line.words.append(_("no activity is called %(names)s") % {"names": names})
    elif line.activity is None:
        line.refuse(_("no activity is named"))


def _standing(lines: Iterable[Line]) -> Mapping[int, list[ReachFigure]]:
    """The figures that the activities have already, in one query."""
    named = {line.activity.pk for line in lines if line.activity is not None}
    found: dict[int, list[ReachFigure]] = {pk: [] for pk in named}
    for each in ReachFigure.objects.filter(activity__in=named).order_by("pk"):
        found[each.activity_id].append(each)
    return found


def _days(line: Line) -> tuple[date, date]:
    first, last = line.row.starts_on, line.row.ends_on
    if first is None or last is None:
        raise ValueError("A row without days is not compared")
    return first, last


def _refuse_one(line: Line, other: Line) -> None:
    later, earlier = sorted((line, other), key=lambda each: -each.row.number)
    later.refuse(_("the days are in row %(row)s already") % {"row": earlier.row.number})


def _values(figure: ReachFigure) -> tuple[object, ...]:
    return tuple(getattr(figure, name) for name in VALUES)
