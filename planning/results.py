"""What campaigns, activities and channels led to: the tables of pages and files."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import Activity, Campaign, Channel
from organisation.models import Municipality
from planning.cells import EVERYTHING, OUTCOMES, Cell, count
from planning.periods import Period
from planning.result import NOTHING_YET, Result
from planning.rows import (
    Channels,
    activity_facts,
    activity_rows,
    campaign_facts,
    campaign_rows,
    month_rows,
    unknown_row,
)
from planning.tables import Line, Table, summed, table
from planning.tally import Tally


def channels_of(municipality: Municipality) -> Channels:
    return Channels(list(Channel.objects.of(municipality)))


def by_no_link() -> str:
    return _("Unknown: no link, or an unknown code")


def campaign_table(campaigns: Sequence[Campaign], counted: Tally) -> Table:
    """The campaigns given; the total is that of all, and of who came by none."""
    rows = [*campaign_rows(campaigns, counted), unknown_row(counted, by_no_link())]
    return table(
        "campaigns",
        _("Campaigns"),
        _("Campaign"),
        rows,
        EVERYTHING,
        fact_heads=campaign_facts(),
        total=summed(counted.values()),
    )


def activity_table(activities: Sequence[Activity], counted: Tally) -> Table:
    """The activities given; the total is that of all that were counted."""
    return table(
        "activities",
        _("Activities"),
        _("Activity"),
        activity_rows(activities, counted),
        EVERYTHING,
        fact_heads=activity_facts(),
        total=summed(counted.values()),
    )


def all_activities_table(municipality: Municipality, counted: Tally) -> Table:
    """Every activity, for a file, and those who came by none."""
    activities = (
        Activity.objects.of(municipality)
        .select_related("campaign", "channel")
        .order_by("starts_on", "name", "pk")
    )
    rows = [*activity_rows(activities, counted), unknown_row(counted, by_no_link())]
    return table(
        "activities",
        _("Activities"),
        _("Activity"),
        rows,
        EVERYTHING,
        fact_heads=activity_facts(),
    )


def channel_table(channels: Channels, counted: Tally) -> Table:
    """By the link that was followed."""
    rows = channels.rows(counted)
    caption = _("By the link that was followed")
    title = _("By link")
    return table("channels", caption, _("Channel"), rows, EVERYTHING, title=title)


def told_table(channels: Channels, counted: Tally) -> Table:
    """By what the families say themselves: where they first heard of us."""
    rows = channels.rows(counted)
    caption = _("Where the families say that they heard of us")
    return table("told", caption, _("Channel"), rows, OUTCOMES, title=_("Told"))


def prompted_table(channels: Channels, counted: Tally) -> Table:
    """By what the families say made them get in touch just now."""
    rows = channels.rows(counted)
    caption = _("What the families say made them get in touch just now")
    title = _("Reason now")
    return table("prompted", caption, _("Reason"), rows, OUTCOMES, title=title)


def month_table(period: Period, counted: Tally) -> Table:
    """By the local month of receipt; the latest first."""
    rows = month_rows(period.months, counted)
    return table("months", _("Month by month"), _("Month"), rows, EVERYTHING)


def known_and_told_table(channels: Channels, known: Tally, told: Tally) -> Table:
    """What we know beside what the families tell. Never mixed; each column adds up."""
    sides = channels.gathered(known), channels.gathered(told)
    keys = sorted({*sides[0], *sides[1]}, key=lambda key: _rank(channels, key, *sides))
    lines = [
        Line(channels.name_of(key), _beside(*(_of(side, key) for side in sides)))
        for key in keys
    ]
    unknown = Line(_("Unknown"), _beside(_of(known, None), _of(told, None)))
    sums = [summed(each.values()) for each in (known, told)]
    return Table(
        "known-and-told",
        _("What the link says beside what the families say"),
        [_("Channel"), *_beside_heads()],
        [*lines, unknown],
        total=Line(_("Total"), _beside(*sums), is_total=True),
        title=_("Link and told"),
    )


def _rank(
    channels: Channels,
    key: str,
    known: Mapping[str, Result],
    told: Mapping[str, Result],
) -> tuple[int, int, str]:
    numbers = _of(known, key).inquiries, _of(told, key).inquiries
    return -numbers[0], -numbers[1], channels.name_of(key)


def _of(counted: Mapping[Any, Result], key: str | None) -> Result:
    return counted.get(key, NOTHING_YET)


def _beside_heads() -> Sequence[str]:
    return [
        _("Inquiries, link"),
        _("Inquiries, told"),
        _("Meetings, link"),
        _("Meetings, told"),
        _("Approved homes, link"),
        _("Approved homes, told"),
    ]


def _beside(known: Result, told: Result) -> Sequence[Cell]:
    pairs = (
        (known.inquiries, told.inquiries),
        (known.met, told.met),
        (known.approved, told.approved),
    )
    return [count(number) for pair in pairs for number in pair]
