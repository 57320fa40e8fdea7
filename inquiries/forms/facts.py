"""What an inquiry says of itself, corrected where somebody heard it better."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Channel
from inquiries.forms.fields import LineField
from inquiries.forms.origin import (
    channel_choices,
    prompt_choices,
    prompt_of,
    prompt_value,
)
from inquiries.models import Inquiry
from inquiries.numbers import row_of
from organisation.choices import offer
from organisation.models import Assignment, Language


class FactsForm(forms.Form):
    """What the inquiry itself says, where somebody heard it better."""

    wanted_assignments = forms.MultipleChoiceField(
        label=_("Wants to be"),
        choices=Assignment.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    needs_interpreter = forms.BooleanField(
        label=_("Needs an interpreter"), required=False
    )
    told_channel = forms.ChoiceField(label=_("Heard of us by"), required=False)
    prompted = forms.ChoiceField(label=_("Got in touch now because"), required=False)
    diary_number = LineField(label=_("Diary number"), max_length=40, required=False)

    def __init__(
        self, *args: Any, inquiry: Inquiry, channels: Iterable[Channel], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        known = list(channels)
        offer(self, "told_channel", channel_choices(known))
        offer(self, "prompted", prompt_choices(known))
        own = ("wanted_assignments", "language", "needs_interpreter", "diary_number")
        self.initial = {
            **{each: getattr(inquiry, each) for each in own},
            "told_channel": str(inquiry.told_channel_id or ""),
            "prompted": prompt_value(inquiry),
            **self.initial,
        }

    def facts(self) -> dict[str, Any]:
        """Only what differs from before, as the inquiry has it."""
        changed = {each: self.cleaned_data[each] for each in self.changed_data}
        if "told_channel" in changed:
            changed["told_channel_id"] = row_of(changed.pop("told_channel")) or None
        if "prompted" in changed:
            changed |= prompt_of(changed.pop("prompted"))
        return changed
