"""Through which channels families came: what we know beside what they tell."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache, cached_property
from itertools import chain
from typing import Any, Final

from django.utils import translation
from django.utils.timezone import localtime

from campaigns.models import Channel
from organisation.calendar import STOCKHOLM
from organisation.definitions import printed
from organisation.models import Municipality
from organisation.months import Month
from planning.periods import Period
from planning.result import NOTHING_YET, Result
from planning.results import channels_of as known_channels
from planning.rows import WORDS, Channels
from planning.tally import By, Scope, Tally, monthly_tally, spending
from reports.rollups import Part

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ChannelCounts:
    """Inquiries of one channel, in the month and in the twelve months ending with it.

    `tracked`, `year`, `met` and `approved` go by the link or code that was followed;
    `told` and `told_year` by what the family says. `ore` is what the channel's
    activities cost in the twelve months, None where nothing is known; `is_rough` says
    that some of it is planned only, or missing.
    """

    tracked: int = 0
    told: int = 0
    year: int = 0
    told_year: int = 0
    met: int = 0
    approved: int = 0
    ore: int | None = None
    is_rough: bool = False

    def __add__(self, other: "ChannelCounts") -> "ChannelCounts":
        sums: dict[str, Any] = {
            each.name: getattr(self, each.name) + getattr(other, each.name)
            for each in fields(self)
            if each.name not in ("ore", "is_rough")
        }
        known = [each for each in (self.ore, other.ore) if each is not None]
        return ChannelCounts(
            **sums,
            ore=sum(known) if known else None,
            is_rough=self.is_rough or other.is_rough,
        )

    @property
    def is_empty(self) -> bool:
        """Whether the channel brought nobody, and cost nothing that is known."""
        return not (self.year or self.told_year) and self.ore is None


@dataclass(frozen=True)
class ChannelRow:
    """Names in Swedish and English; both empty for what is unknown."""

    name: str
    name_en: str
    counts: ChannelCounts


@dataclass(frozen=True)
class ChannelTable:
    """Channels that brought somebody or cost something; the unknown last."""

    rows: tuple[ChannelRow, ...]

    @cached_property
    def total(self) -> ChannelCounts:
        return sum((row.counts for row in self.rows), ChannelCounts())


@dataclass(frozen=True)
class Came:
    """Inquiries of one month that came by one channel, and what became of them.

    `key` is a channel's, or a kind's where an address only said that; see
    planning.tally. None is what is unknown.
    """

    key: str | None
    inquiries: int = 0
    met: int = 0
    approved: int = 0


@dataclass(frozen=True)
class ChannelMonth:
    """By the link that was followed, and by what the families say."""

    known: tuple[Came, ...] = ()
    told: tuple[Came, ...] = ()


def count_channels(
    municipality: Municipality, months: Sequence[Month], _at: datetime
) -> dict[Month, ChannelMonth]:
    """By the month of receipt, as planning.tally counts."""
    last = months[-1].plus(1).first_day - ONE_DAY
    found = monthly_tally(Scope(municipality, Period(months[0].first_day, last)))
    return {
        month: ChannelMonth(
            _came(found.get((By.CHANNEL, month), {})),
            _came(found.get((By.TOLD, month), {})),
        )
        for month in months
    }


CHANNELS: Final = Part("channels", ChannelMonth, count_channels)


def _came(counted: Tally) -> tuple[Came, ...]:
    return tuple(
        Came(key, each.inquiries, each.met, each.approved)
        for key, each in counted.items()
    )


@printed
def channels_of(
    municipality: Municipality, months: Mapping[Month, ChannelMonth], *, at: datetime
) -> ChannelTable:
    """What we know is the link or code that the family followed. What it tells is its
    own answer to how it heard of us. Without link, or without answer, the channel is
    unknown; the rows always add up to all who got in touch. Meetings and approved homes
    are counted up to today, for the families that got in touch in those twelve months.

    Less duplicates and spam, as planning.tally counts them for the pages of campaigns.
    An unknown code is no link; an address that named a kind of channel only belongs to
    the first channel of that kind. Costs are those of days up to the moment `at`.

    Args:
        months: twelve, in order; the last is the report's own.
    """
    channels = known_channels(municipality)
    own = months[max(months)]
    spent = spending(Scope(municipality, _until(months, at)), By.CHANNEL)
    sides = [
        _gathered(channels, _summed(each))
        for each in (
            [own.known],
            [own.told],
            [month.known for month in months.values()],
            [month.told for month in months.values()],
        )
    ]
    costs = _gathered(channels, spent)
    counts = {
        key: _counts(*(side.get(key, NOTHING_YET) for side in (*sides, costs)))
        for key in {None, *costs, *chain.from_iterable(sides)}
    }
    names = _names(channels)
    rows = [
        ChannelRow(*names[key], found)
        for key, found in counts.items()
        if key is not None and not found.is_empty
    ]
    rows.sort(key=lambda row: (-row.counts.year, -row.counts.told_year, row.name))
    return ChannelTable((*rows, ChannelRow("", "", counts[None])))


def _until(months: Mapping[Month, ChannelMonth], at: datetime) -> Period:
    """From the first month's first day to the last one's last, or the moment's."""
    last = max(months).plus(1).first_day - ONE_DAY
    today = localtime(at, STOCKHOLM).date()
    return Period(min(months).first_day, min(last, today))


def _summed(months: Iterable[tuple[Came, ...]]) -> Tally:
    sums: dict[str | None, list[int]] = defaultdict(lambda: [0, 0, 0])
    for each in chain.from_iterable(months):
        own = sums[each.key]
        own[0] += each.inquiries
        own[1] += each.met
        own[2] += each.approved
    return {
        key: Result(inquiries=inquiries, met=met, approved=approved)
        for key, (inquiries, met, approved) in sums.items()
    }


def _gathered(channels: Channels, counted: Tally) -> Tally:
    """By the municipality's channels, and what is unknown under None."""
    own: dict[str | None, Result] = dict(channels.gathered(counted).items())
    return own | {None: counted.get(None, NOTHING_YET)}


def _counts(
    own: Result, own_told: Result, year: Result, told: Result, cost: Result
) -> ChannelCounts:
    return ChannelCounts(
        tracked=own.inquiries,
        told=own_told.inquiries,
        year=year.inquiries,
        told_year=told.inquiries,
        met=year.met,
        approved=year.approved,
        ore=None if cost.cost is None else int(cost.cost * 100),
        is_rough=cost.cost is not None and bool(cost.estimated or cost.uncosted),
    )


def _names(channels: Channels) -> Mapping[str, tuple[str, str]]:
    """Each key's name in Swedish and in English; a kind is called what it is."""
    return _names_of_kinds() | {
        str(each.pk): (each.name, each.name_en) for each in channels.known
    }


@cache
def _names_of_kinds() -> dict[str, tuple[str, str]]:
    swedish, english = (_kinds_in(language) for language in ("sv", "en"))
    return {kind: (swedish[kind], english[kind]) for kind in swedish}


def _kinds_in(language: str) -> dict[str, str]:
    with translation.override(language):
        return {str(kind): str(WORDS[kind]) for kind in Channel.Kind}
