"""Campaigns and their activities; ambassadors, content and consent; things to do."""

from campaigns.models.ambassador import Ambassador, AmbassadorQuerySet
from campaigns.models.consent import Consent
from campaigns.models.content import (
    PLACES,
    Appearance,
    Cause,
    Content,
    ContentUse,
    ContentUseQuerySet,
    Person,
    Place,
)
from campaigns.models.counts import CountedStep, DailyCounts
from campaigns.models.letter import Letter, LetterCopy
from campaigns.models.pause import ActivityPause
from campaigns.models.pending_import import PendingImport
from campaigns.models.plan import Activity, Campaign, Channel
from campaigns.models.reach import ReachFigure
from campaigns.models.routine import Routine
from campaigns.models.task import CampaignTask, CampaignTaskQuerySet

__all__ = [
    "PLACES",
    "Activity",
    "ActivityPause",
    "Ambassador",
    "AmbassadorQuerySet",
    "Appearance",
    "Campaign",
    "CampaignTask",
    "CampaignTaskQuerySet",
    "Cause",
    "Channel",
    "Consent",
    "Content",
    "ContentUse",
    "ContentUseQuerySet",
    "CountedStep",
    "DailyCounts",
    "Letter",
    "LetterCopy",
    "PendingImport",
    "Person",
    "Place",
    "ReachFigure",
    "Routine",
]
