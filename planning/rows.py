"""What the keys of a tally stand for: activities, campaigns, channels, months."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.models import Activity, Campaign, Channel
from inquiries.models import Prompt
from organisation.months import Month
from organisation.wording import days_text, month_title
from planning.result import NOTHING_YET, Result
from planning.tables import Row
from planning.tally import Tally

ACTIVITY: Final = "planning:activity"
CAMPAIGN: Final = "planning:campaign"
# What a tally's key is called where it is no channel's.
WORDS: Final = {each.value: each.label for each in (*Channel.Kind, *Prompt)}


def activity_facts() -> Sequence[str]:
    return [_("Campaign"), _("Channel"), _("Code"), _("Starts"), _("Ends")]


def activity_rows(activities: Iterable[Activity], tally: Tally) -> list[Row]:
    """In the order given. Needs: campaign and channel of each."""
    return [
        Row(
            each.name,
            tally.get(str(each.pk), NOTHING_YET),
            f"{channel_name(each.channel)} · {days_text(each.starts_on, each.ends_on)}",
            reverse(ACTIVITY, args=[each.pk]),
            (
                each.campaign.name,
                channel_name(each.channel),
                each.code,
                each.starts_on,
                each.ends_on,
            ),
        )
        for each in activities
    ]


def campaign_facts() -> Sequence[str]:
    return [_("Starts"), _("Ends")]


def campaign_rows(campaigns: Iterable[Campaign], tally: Tally) -> list[Row]:
    """In the order given."""
    return [
        Row(
            each.name,
            tally.get(str(each.pk), NOTHING_YET),
            days_text(each.starts_on, each.ends_on),
            reverse(CAMPAIGN, args=[each.pk]),
            (each.starts_on, each.ends_on),
        )
        for each in campaigns
    ]


def unknown_row(tally: Tally, name: str = "") -> Row:
    """Who came by none of them; always there, always last."""
    return Row(name or _("Unknown"), replace(tally.get(None, NOTHING_YET), visits=None))


@dataclass(frozen=True)
class Channels:
    """The municipality's channels, and what keys that are none of them are called."""

    known: Sequence[Channel]

    def name_of(self, key: str) -> str:
        return self._names.get(key) or str(WORDS[key])

    def gathered(self, tally: Tally) -> Mapping[str, Result]:
        """The tally without what is unknown.

        Who came by an address that names a kind of channel only is counted with the
        first channel of that kind; where there is none, under the kind.
        """
        found: dict[str, Result] = {}
        for key, result in tally.items():
            if key is not None:
                own = self._first.get(key, key)
                found[own] = found[own] + result if own in found else result
        return found

    def rows(self, tally: Tally) -> list[Row]:
        """Most inquiries first, unknown last."""
        rows = [
            Row(self.name_of(key), result)
            for key, result in self.gathered(tally).items()
        ]
        rows.sort(
            key=lambda row: (-row.result.inquiries, -(row.result.visits or 0), row.name)
        )
        return [*rows, unknown_row(tally)]

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {str(each.pk): channel_name(each) for each in self.known}

    @cached_property
    def _first(self) -> Mapping[str, str]:
        return {each.kind: str(each.pk) for each in reversed(self.known)}


def month_rows(months: Sequence[Month], tally: Tally) -> list[Row]:
    """The months in which anything happened, the latest first."""
    places = sorted((int(key) for key in tally if key is not None), reverse=True)
    return [Row(month_title(months[place - 1]), tally[str(place)]) for place in places]


def channel_name(channel: Channel) -> str:
    """In the language of the page, where it has a name in it."""
    if get_language() == "sv":
        return channel.name
    return channel.name_en or channel.name
