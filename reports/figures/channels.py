"""Through which channels families came: what we know beside what they tell."""

from collections import defaultdict
from dataclasses import dataclass, fields

from django.db.models import Count, Q, QuerySet

from campaigns.models import Channel
from inquiries.models import Inquiry
from inquiries.standing import MET, NOT_COUNTED, standing_moves
from inquiries.workflow import Stage
from organisation.definitions import printed
from organisation.models import Municipality
from organisation.months import Month


@dataclass(frozen=True)
class ChannelCounts:
    """Inquiries of one channel, in the month and in the twelve months ending with it.

    `tracked`, `year`, `met` and `approved` go by the link or code that was followed;
    `told` and `told_year` by what the family says.
    """

    tracked: int = 0
    told: int = 0
    year: int = 0
    told_year: int = 0
    met: int = 0
    approved: int = 0

    def __add__(self, other: "ChannelCounts") -> "ChannelCounts":
        sums = (getattr(self, f.name) + getattr(other, f.name) for f in fields(self))
        return ChannelCounts(*sums)


@dataclass(frozen=True)
class ChannelRow:
    """Names in Swedish and English; both empty for what is unknown."""

    name: str
    name_en: str
    counts: ChannelCounts


@dataclass(frozen=True)
class ChannelTable:
    """The channels that brought somebody, the unknown last; `total` is their sum."""

    rows: tuple[ChannelRow, ...]

    @property
    def total(self) -> ChannelCounts:
        return sum((row.counts for row in self.rows), ChannelCounts())


@printed
def channels_of(municipality: Municipality, month: Month) -> ChannelTable:
    """What we know is the link or code that the family followed. What it tells is its
    own answer to how it heard of us. Without link, or without answer, the channel is
    unknown; the rows always add up to all who got in touch. Meetings and approved homes
    are counted up to today, for the families that got in touch in those twelve months.

    Less duplicates and spam. An unknown code is no link.
    """
    counts: defaultdict[int | None, ChannelCounts] = defaultdict(ChannelCounts)
    for tracked, told, in_month, in_year, met, approved in _rows(municipality, month):
        counts[tracked] += ChannelCounts(
            tracked=in_month, year=in_year, met=met, approved=approved
        )
        counts[told] += ChannelCounts(told=in_month, told_year=in_year)
    known = Channel.objects.of(municipality).in_bulk(
        [channel for channel in counts if channel is not None]
    )
    rows = [
        ChannelRow(channel.name, channel.name_en, counts[pk])
        for pk, channel in known.items()
    ]
    rows.sort(key=lambda row: (-row.counts.year, -row.counts.told_year, row.name))
    return ChannelTable((*rows, ChannelRow("", "", counts[None])))


def _rows(
    municipality: Municipality, month: Month
) -> QuerySet[Inquiry, tuple[int | None, int | None, int, int, int, int]]:
    first = month.plus(-11)
    moves = standing_moves(municipality).filter(at__gte=first.start)
    met = moves.filter(to_stage__in=MET).values("inquiry")
    approved = moves.filter(to_stage=Stage.APPROVED).values("inquiry")
    return (
        Inquiry.objects.of(municipality)
        .received_between(first.start, month.end)
        .exclude(stage__in=NOT_COUNTED)
        .values("activity__channel", "told_channel")
        .annotate(
            in_month=Count("pk", filter=Q(received_at__gte=month.start)),
            in_year=Count("*"),
            met=Count("pk", filter=Q(pk__in=met)),
            approved=Count("pk", filter=Q(pk__in=approved)),
        )
        .values_list(
            "activity__channel",
            "told_channel",
            "in_month",
            "in_year",
            "met",
            "approved",
        )
    )
