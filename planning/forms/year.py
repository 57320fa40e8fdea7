"""What is typed about the year."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.forms.fields import DayInput, SuggestingInput
from campaigns.forms.owned import OwnedForm
from campaigns.functions import functions_used
from organisation.choices import offer
from planning.models import YearEntry
from planning.recurrence import Rule


class YearEntryForm(OwnedForm):
    """A day or a span that the year is planned around."""

    parts = (
        "name",
        "kind",
        Div("starts_on", "ends_on", css_class="field-row"),
        "owner_function",
        "is_yearly",
    )

    class Meta:
        model = YearEntry
        fields = [
            *("name", "kind", "starts_on", "ends_on", "owner_function", "is_yearly")
        ]
        labels = {
            "name": _("Name"),
            "kind": _("Kind"),
            "starts_on": _("Starts"),
            "ends_on": _("Ends"),
            "owner_function": _("Function in charge"),
            "is_yearly": _("Comes back every year"),
        }
        help_texts = {
            "name": _("What you call it yourselves: The committee meets."),
            "ends_on": _("Empty: one day."),
            "owner_function": _(
                "A function, not a person: Communicator. The plan outlives us."
            ),
        }
        error_messages = {
            "name": {
                "required": _("Name: say what it is."),
                "max_length": _(
                    "Name: write at most %(limit_value)d characters. You wrote "
                    "%(show_value)d."
                ),
            },
            "kind": {
                "required": _("Kind: choose one."),
                "invalid_choice": _("Kind: choose one in the list."),
            },
            "starts_on": {
                "required": _("Starts: give the first day."),
                "invalid": _("Starts: write the date as 2026-03-01."),
            },
            "ends_on": {"invalid": _("Ends: write the date as 2026-03-31.")},
            "owner_function": {
                "max_length": _(
                    "Function in charge: write at most %(limit_value)d characters. You "
                    "wrote %(show_value)d."
                )
            },
        }
        widgets = {"starts_on": DayInput, "ends_on": DayInput}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        used = functions_used(self.instance.municipality)
        self.fields["owner_function"].widget = SuggestingInput(used)


class CopyForm(forms.Form):
    """Which rows are copied, and by which rule their days move."""

    rule = forms.ChoiceField(choices=Rule, widget=forms.HiddenInput)
    chosen = forms.MultipleChoiceField(
        label=_("What comes back"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("What comes back: choose one row or more."),
            "invalid_choice": _("What comes back: choose among the rows of the list."),
        },
    )

    def __init__(self, *args: Any, keys: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "chosen", [(key, key) for key in keys])

    @property
    def activities(self) -> list[int]:
        return self._numbers("activity")

    @property
    def entries(self) -> list[int]:
        return self._numbers("entry")

    def _numbers(self, kind: str) -> list[int]:
        pairs = (key.split("-") for key in self.cleaned_data["chosen"])
        return [int(number) for sort, number in pairs if sort == kind]
