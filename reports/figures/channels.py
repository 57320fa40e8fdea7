"""Through which channels families came: what we know beside what they tell."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

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
from planning.tally import By, Scope, Tally, tally

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

    @property
    def total(self) -> ChannelCounts:
        return sum((row.counts for row in self.rows), ChannelCounts())


@printed
def channels_of(
    municipality: Municipality, month: Month, *, at: datetime
) -> ChannelTable:
    """What we know is the link or code that the family followed. What it tells is its
    own answer to how it heard of us. Without link, or without answer, the channel is
    unknown; the rows always add up to all who got in touch. Meetings and approved homes
    are counted up to today, for the families that got in touch in those twelve months.

    Less duplicates and spam, as planning.tally counts them for the pages of campaigns.
    An unknown code is no link; an address that named a kind of channel only belongs to
    the first channel of that kind. Costs are those of days up to the moment `at`.
    """
    channels = known_channels(municipality)
    own = _tally(channels, municipality, month.first_day, month, at)
    year = _tally(channels, municipality, month.plus(-11).first_day, month, at)
    counts = {
        key: _counts(*(each.get(key, NOTHING_YET) for each in (*own, *year)))
        for key in {None, *own[0], *own[1], *year[0], *year[1]}
    }
    names = _names(channels)
    rows = [
        ChannelRow(*names[key], found)
        for key, found in counts.items()
        if key is not None and not found.is_empty
    ]
    rows.sort(key=lambda row: (-row.counts.year, -row.counts.told_year, row.name))
    return ChannelTable((*rows, ChannelRow("", "", counts[None])))


def _tally(
    channels: Channels,
    municipality: Municipality,
    first: date,
    month: Month,
    at: datetime,
) -> tuple[Tally, Tally]:
    """By link and by answer, from a day to the month's last, or the moment's."""
    last = min(month.plus(1).first_day - ONE_DAY, localtime(at, STOCKHOLM).date())
    found = tally(Scope(municipality, Period(first, last)), By.CHANNEL, By.TOLD)
    known, told = found[By.CHANNEL], found[By.TOLD]
    return _gathered(channels, known), _gathered(channels, told)


def _gathered(channels: Channels, counted: Tally) -> Tally:
    """By the municipality's channels, and what is unknown under None."""
    own: dict[str | None, Result] = dict(channels.gathered(counted).items())
    return own | {None: counted.get(None, NOTHING_YET)}


def _counts(own: Result, own_told: Result, year: Result, told: Result) -> ChannelCounts:
    return ChannelCounts(
        tracked=own.inquiries,
        told=own_told.inquiries,
        year=year.inquiries,
        told_year=told.inquiries,
        met=year.met,
        approved=year.approved,
        ore=None if year.cost is None else int(year.cost * 100),
        is_rough=year.cost is not None and bool(year.estimated or year.uncosted),
    )


def _names(channels: Channels) -> Mapping[str, tuple[str, str]]:
    """Each key's name in Swedish and in English; a kind is called what it is."""
    names = {str(each.pk): (each.name, each.name_en) for each in channels.known}
    for kind in Channel.Kind:
        with translation.override("sv"):
            swedish = str(WORDS[kind])
        with translation.override("en"):
            names[str(kind)] = swedish, str(WORDS[kind])
    return names
