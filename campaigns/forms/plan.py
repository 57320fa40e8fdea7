"""What is typed about campaigns and activities."""

from typing import Any, cast

from crispy_forms.layout import Div, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Activity, Campaign, Channel
from organisation.forms.layout import drawn
from organisation.forms.tidied import TidiedTexts


class DayInput(forms.DateInput):
    """The browser's own calendar; typed as well."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PlannedForm(TidiedTexts, forms.ModelForm):
    """A form whose row knows its municipality: constraints that name it are asked."""

    starts_on = forms.DateField(
        label=_("Starts"),
        widget=DayInput,
        error_messages={
            "required": _("Starts: give the first day."),
            "invalid": _("Starts: write the date as 2026-03-01."),
        },
    )
    ends_on = forms.DateField(
        label=_("Ends"),
        required=False,
        widget=DayInput,
        error_messages={"invalid": _("Ends: write the date as 2026-03-31.")},
    )

    def _get_validation_exclusions(self) -> set[str]:
        left_out: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # Django has no types for it
        return left_out - {"municipality"}


class CampaignForm(PlannedForm):
    class Meta:
        model = Campaign
        fields = ["name", "aim", "starts_on", "ends_on"]
        labels = {"name": _("Name"), "aim": _("Aim")}
        help_texts = {"aim": _("What is it to lead to, and for whom?")}
        error_messages = {"name": {"required": _("Name: give the campaign a name.")}}
        widgets = {"aim": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = drawn(
            "name",
            "aim",
            Div("starts_on", "ends_on", css_class="field-row"),
            Submit("save", _("Save")),
        )


class ActivityForm(PlannedForm):
    """The code is chosen once: afterwards it may hang on walls."""

    class Meta:
        model = Activity
        fields = ["name", "channel", "code", "starts_on", "ends_on"]
        labels = {"name": _("Name"), "channel": _("Channel"), "code": _("Code")}
        help_texts = {
            "name": _("What you call it yourselves: Poster in the library."),
            "code": _("Stands last in the link. It cannot be changed later."),
        }
        error_messages = {
            "name": {"required": _("Name: give the activity a name.")},
            "channel": {
                "required": _("Channel: choose one."),
                "invalid_choice": _("Channel: choose one in the list."),
            },
            "code": {"required": _("Code: write one, or take the one suggested.")},
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        channel = cast(forms.ModelChoiceField, self.fields["channel"])
        channel.queryset = Channel.objects.of(self.instance.municipality)
        channel.empty_label = _("Choose a channel")
        code = () if self.instance.pk else ("code",)
        if not code:
            del self.fields["code"]
        self.helper = drawn(
            "name",
            "channel",
            *code,
            Div("starts_on", "ends_on", css_class="field-row"),
            Submit("save", _("Save")),
        )
