"""The call card's form: an outcome, and what is to follow from it."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from followups.ladder import Rest
from followups.steps import NextStep
from inquiries.forms.fields import TextField
from inquiries.forms.steps import StepFields
from inquiries.models import CallAttempt

WRITTEN: Final = "written"
LONGEST_NOTE: Final = 4000  # characters
OUTCOMES: Final = (*CallAttempt.Outcome.values, WRITTEN)


class CallForm(StepFields):
    """One press of a button logs the call and the step that the button proposes.

    The fields are empty until somebody wants another step; then they win.
    """

    note = TextField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    outcome = forms.ChoiceField(choices=[(each, each) for each in OUTCOMES])

    def __init__(
        self,
        *args: Any,
        proposals: Mapping[str, NextStep | Rest],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, unchosen=_("As on the button"), **kwargs)
        self.proposals = proposals

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.chosen = None
        outcome = cleaned.get("outcome")
        if outcome and self.is_step_typed:
            self.chosen = self.next_step(self.proposals[outcome])
            self.check_step(self.chosen)
        return cleaned
