"""What is typed about campaigns, and all that goes with them."""

from campaigns.forms.fields import DayInput
from campaigns.forms.plan import ActivityForm, CampaignForm, PlannedForm

__all__ = ["ActivityForm", "CampaignForm", "DayInput", "PlannedForm"]
