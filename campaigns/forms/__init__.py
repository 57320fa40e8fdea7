"""What is typed about campaigns, and all that goes with them."""

from campaigns.forms.plan import ActivityForm, CampaignForm, DayInput, PlannedForm

__all__ = ["ActivityForm", "CampaignForm", "DayInput", "PlannedForm"]
