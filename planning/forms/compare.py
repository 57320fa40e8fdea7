"""Which two campaigns are compared. Both stand in the address."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from organisation.choices import offer


class CompareForm(forms.Form):
    one = forms.ChoiceField(
        label=_("First campaign"),
        error_messages={
            "required": _("First campaign: choose one."),
            "invalid_choice": _("First campaign: choose one in the list."),
        },
    )
    two = forms.ChoiceField(
        label=_("Second campaign"),
        error_messages={
            "required": _("Second campaign: choose one."),
            "invalid_choice": _("Second campaign: choose one in the list."),
        },
    )

    def __init__(self, asked: QueryDict, campaigns: Sequence[Campaign]) -> None:
        """Bound where a second campaign was chosen; the first alone is proposed."""
        data = asked if "two" in asked else None
        super().__init__(data, initial=asked.dict(), auto_id="compare_%s")
        self.campaigns = {str(each.pk): each for each in campaigns}
        named: list[tuple[str, Any]] = [("", _("Choose a campaign"))]
        named += [(pk, each.name) for pk, each in self.campaigns.items()]
        for name in self.fields:
            offer(self, name, named)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("one") and cleaned.get("one") == cleaned.get("two"):
            self.add_error("two", _("Second campaign: choose another than the first."))
        return cleaned

    @property
    def chosen(self) -> tuple[Campaign, Campaign]:
        """Both. Needs: the form is valid."""
        one, two = (self.campaigns[self.cleaned_data[name]] for name in self.fields)
        return one, two
