"""The plan of coming weeks in words, and as bars in a table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Activity, Campaign
from organisation.calendar import STOCKHOLM
from organisation.weeks import Week
from organisation.wording import number_word
from planning.capacity import CapacityPlan, Load, State, WeekPlan
from planning.lying_low_words import days_text
from planning.spread import Range

MOST_TOLD: Final = 3  # weeks in words; the table has them all
STATES: Final = {
    State.OVER: "late",
    State.TIGHT: "soon",
    State.ROOM: "done",
    State.UNKNOWN: "closed",
}


@dataclass(frozen=True)
class Bar:
    """A week's load in the drawing, from 0 to 100; `mark` is what can be kept."""

    sure: int
    possible: int
    mark: int


@dataclass(frozen=True)
class Row:
    """One week of calls or of visits, ready to print."""

    week: str
    days: str
    promised: str
    planned: str
    expected: str
    needed: str
    kept: str
    state: str
    status: str
    bar: Bar


@dataclass(frozen=True)
class Warning:
    """An over-full week: what is wrong with it, and what begins in it."""

    plan: WeekPlan
    text: str

    @property
    def starting(self) -> tuple[object, ...]:
        return self.plan.starting


def finding(plan: CapacityPlan) -> str:
    """The sentence on top of the page: the whole plan in a line."""
    number = len(plan.weeks)
    if not plan.has_rota:
        return _("Nobody is on the rota, so no week can be reckoned.")
    if not plan.overfull and not plan.has_history:
        return _("What is promised can be kept. There is too little history for more.")
    if not plan.overfull:
        return ngettext(
            "The coming week has room for what is to be expected.",
            "The coming %(number)s weeks have room for what is to be expected.",
            number,
        ) % {"number": number_word(number)}
    return ngettext(
        "One week is over-full.",
        "%(number)s weeks are over-full.",
        len(plan.overfull),
    ) % {"number": capfirst(number_word(len(plan.overfull)))}


def warnings(plan: CapacityPlan) -> list[Warning]:
    """The over-full weeks, the first of them first, at most MOST_TOLD."""
    return [Warning(each, warning_text(each)) for each in plan.overfull[:MOST_TOLD]]


def warnings_in(plan: CapacityPlan, planned: Activity | Campaign) -> list[Warning]:
    """Those of the weeks in which a campaign or an activity runs.

    One that is over pushes nobody.
    """
    last = planned.ends_on
    if last is not None and last < localtime(plan.at, STOCKHOLM).date():
        return []
    near = [
        each
        for each in plan.overfull
        if planned.starts_on <= each.week.sunday
        and (last is None or each.week.monday <= last)
    ]
    return [Warning(each, warning_text(each)) for each in near[:MOST_TOLD]]


def warning_text(plan: WeekPlan) -> str:
    """Vecka 17: 18–26 samtal väntas, 14 hinns med. Flytta det som börjar då …"""
    found = [*_too_much(plan)]
    words = {"number": plan.week.number, "loads": " ".join(found)}
    return _("Week %(number)s: %(loads)s") % words + f" {_advice(plan)}"


def _too_much(plan: WeekPlan) -> Iterator[str]:
    for load, text in (
        (plan.calls, _("%(needed)s calls are to be made, %(kept)s can be.")),
        (plan.visits, _("%(needed)s visits are to be made, %(kept)s can be.")),
    ):
        if load.state is State.OVER:
            yield text % {"needed": range_text(load.needed), "kept": load.can_be_kept}


def _advice(plan: WeekPlan) -> str:
    if len(plan.starting) == 1:
        return _("Move “%(name)s” or lie low.") % {"name": plan.starting[0].name}
    if plan.starting:
        return _("Move some of what begins then, or lie low.")
    return _("Lie low, or let more people be on duty.")


def unreckoned(plan: CapacityPlan) -> list[str]:
    """Channels of which something runs, and whose history says too little."""
    names = (name for each in plan.weeks for name in each.without_history)
    return list(dict.fromkeys(names))


def range_text(found: Range) -> str:
    """18–26; 18 where both are the same."""
    if found.low == found.high:
        return str(found.low)
    return f"{found.low}–{found.high}"


def week_text(week: Week) -> str:
    return _("Week %(number)s") % {"number": week.number}


def rows_of(plan: CapacityPlan, loads: Iterable[Load]) -> list[Row]:
    """A table's rows: one load to a week, of calls or of visits."""
    pairs = list(zip(plan.weeks, loads, strict=True))
    most = max((max(e.needed.high, e.can_be_kept) for _week, e in pairs), default=0)
    return [_row(each, load, max(most, 1)) for each, load in pairs]


def _row(plan: WeekPlan, load: Load, most: int) -> Row:
    return Row(
        week=week_text(plan.week),
        days=days_text(plan.week.monday, plan.week.sunday),
        promised=str(load.promised),
        planned=str(load.planned),
        expected=range_text(load.expected)
        if load.expected
        else _("too little history"),
        needed=range_text(load.needed),
        kept=str(load.can_be_kept) if load.is_known else _("no rota"),
        state=STATES[load.state],
        status=status_text(load.state),
        bar=Bar(
            100 * load.needed.low // most,
            100 * load.needed.high // most,
            99 * load.can_be_kept // most,
        ),
    )


def _expected_text(load: Load) -> str:
    if load.expected is None:
        return _("too little history")
    return range_text(load.expected)


def status_text(state: State) -> str:
    words = {
        State.OVER: _("Over-full"),
        State.TIGHT: _("May be tight"),
        State.ROOM: _("Has room"),
        State.UNKNOWN: _("Not known"),
    }
    return words[state]
