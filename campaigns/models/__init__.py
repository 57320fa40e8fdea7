"""Campaigns, their activities, and the channels in which these are seen."""

from campaigns.models.counts import DailyCounts
from campaigns.models.pause import ActivityPause
from campaigns.models.plan import Activity, Campaign, Channel
from campaigns.models.reach import ReachFigure

__all__ = [
    "Activity",
    "ActivityPause",
    "Campaign",
    "Channel",
    "DailyCounts",
    "ReachFigure",
]
