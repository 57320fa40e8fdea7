"""The tables that pages and files of results have."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.models import Activity, Campaign, ReachFigure
from organisation.models import Municipality
from planning.periods import Period
from planning.reach import reach_of, reach_of_spans, reach_table
from planning.result import Result
from planning.results import (
    activity_table,
    all_activities_table,
    campaign_table,
    channel_table,
    channels_of,
    known_and_told_table,
    month_table,
    prompted_table,
    told_table,
)
from planning.steps import steps_table
from planning.tables import Table, summed
from planning.tally import By, Scope, tally


@dataclass(frozen=True)
class Counted:
    """Tables, the most important first, and the sum of all that they are of."""

    total: Result
    tables: Sequence[Table]


def of_campaigns(
    municipality: Municipality, period: Period, campaigns: Sequence[Campaign]
) -> Table:
    """Those campaigns, and who came by none; the total is that of all."""
    counted = tally(Scope(municipality, period), By.CAMPAIGN)
    return campaign_table(campaigns, counted[By.CAMPAIGN])


def of_channels(municipality: Municipality, period: Period) -> Sequence[Table]:
    """What the link says, what the families tell, how far they came, the months."""
    keys = (By.CHANNEL, By.TOLD, By.PROMPTED, By.MONTH)
    counted = tally(Scope(municipality, period), *keys)
    channels = channels_of(municipality)
    return [
        channel_table(channels, counted[By.CHANNEL]),
        known_and_told_table(channels, counted[By.CHANNEL], counted[By.TOLD]),
        prompted_table(channels, counted[By.PROMPTED]),
        steps_table(municipality, period),
        month_table(period, counted[By.MONTH]),
    ]


def of_everything(municipality: Municipality, period: Period) -> Sequence[Table]:
    """All of it, for a file."""
    counted = tally(Scope(municipality, period), By.CAMPAIGN, By.ACTIVITY)
    campaigns = list(Campaign.objects.of(municipality))
    return [
        campaign_table(campaigns, counted[By.CAMPAIGN]),
        all_activities_table(municipality, counted[By.ACTIVITY]),
        *of_channels(municipality, period),
    ]


def of_campaign(
    campaign: Campaign, period: Period, activities: Sequence[Activity]
) -> Counted:
    """Those of its activities; the total is that of all of them."""
    scope = Scope(campaign.municipality, period, campaigns=[campaign.pk])
    counted = tally(scope, By.ACTIVITY, By.TOLD, By.MONTH)
    channels = channels_of(campaign.municipality)
    figures = ReachFigure.objects.filter(activity__campaign=campaign)
    return Counted(
        summed(counted[By.ACTIVITY].values()),
        [
            activity_table(activities, counted[By.ACTIVITY]),
            told_table(channels, counted[By.TOLD]),
            month_table(period, counted[By.MONTH]),
            reach_table(reach_of(figures, period)),
        ],
    )


def of_activity(activity: Activity, period: Period) -> Counted:
    """Month by month, what its families tell, and what the channel says."""
    scope = Scope(activity.municipality, period, activities=[activity.pk])
    counted = tally(scope, By.MONTH, By.TOLD)
    channels = channels_of(activity.municipality)
    return Counted(
        summed(counted[By.MONTH].values()),
        [
            month_table(period, counted[By.MONTH]),
            told_table(channels, counted[By.TOLD]),
            reach_of_spans(reach_of(activity.reach.all(), period)),
        ],
    )
