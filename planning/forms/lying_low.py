"""What is typed when a municipality is to lie low."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from crispy_forms.layout import Div, Field, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.forms.fields import DayInput
from campaigns.models import Activity
from followups.wording import date_text
from organisation.choices import ChoiceLabel, offer
from organisation.forms.layout import drawn
from organisation.forms.tidied import TidiedTexts

USUAL_DAYS: Final = 5
MOST_DAYS: Final = 20
FURTHEST_DAYS: Final = 366  # a year: whoever lies low for longer decides it anew
REASON_LENGTH: Final = 200  # characters
ALL, CHOSEN, NONE = "all", "chosen", "none"


class LieLowForm(TidiedTexts, forms.Form):
    """How long a promise, until when, why, and what rests meanwhile."""

    working_days = forms.IntegerField(
        label=_("Families are called within"),
        help_text=_("Working days, 1–20. As many as you are sure to keep."),
        min_value=1,
        max_value=MOST_DAYS,
        initial=USUAL_DAYS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Families are called within: give 1–20 working days."),
            "invalid": _("Families are called within: write a whole number."),
            "min_value": _("Families are called within: give 1–20 working days."),
            "max_value": _("Families are called within: give 1–20 working days."),
        },
    )
    resumes_on = forms.DateField(
        label=_("Ends by itself on"),
        help_text=_("That day is as usual again. Left empty, you end it yourselves."),
        required=False,
        widget=DayInput,
        error_messages={"invalid": _("Ends by itself on: write it as 2026-03-17.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("For you and your colleagues. Families never see it."),
        max_length=REASON_LENGTH,
        error_messages={
            "required": _("Why: write it in a few words, for the report."),
            "max_length": _(
                "Why: write at most %(limit_value)d characters. You wrote "
                "%(show_value)d."
            ),
        },
    )
    rest = forms.ChoiceField(
        label=_("What rests meanwhile"),
        choices=[
            (ALL, _("Everything that is going on")),
            (CHOSEN, _("What I choose below")),
            (NONE, _("Nothing")),
        ],
        initial=ALL,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("What rests meanwhile: choose one."),
            "invalid_choice": _("What rests meanwhile: choose one."),
        },
    )
    activities = forms.TypedMultipleChoiceField(
        label=_("Activities"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Activities: choose among those in the list."),
            "invalid_list": _("Activities: choose among those in the list."),
        },
    )

    def __init__(
        self, *args: Any, today: date, activities: Iterable[Activity], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.offered = list(activities)
        labels = [(each.pk, _label(each, today)) for each in self.offered]
        if labels:
            offer(self, "activities", labels)
        else:
            del self.fields["activities"]
        chosen = (Field("activities", wrapper_class="narrow"),) if labels else ()
        self.helper = drawn(
            Div("working_days", "resumes_on", css_class="field-row"),
            "reason",
            "rest",
            *chosen,
            Submit("preview", _("See what families will read")),
        )

    def clean_resumes_on(self) -> date | None:
        day: date | None = self.cleaned_data["resumes_on"]
        if day is not None and not 0 < (day - self.today).days <= FURTHEST_DAYS:
            raise forms.ValidationError(
                _("Ends by itself on: choose a day after today, within a year.")
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("rest") == CHOSEN and not cleaned.get("activities"):
            field = "activities" if "activities" in self.fields else "rest"
            if field not in self.errors:
                self.add_error(field, _("Activities: choose one at least."))
        return cleaned

    def resting(self) -> list[int] | None:
        """The chosen ones, as the service takes them; None: all that go on."""
        rest = self.cleaned_data["rest"]
        if rest == ALL:
            return None
        return list(self.cleaned_data["activities"]) if rest == CHOSEN else []

    def names_of_resting(self) -> list[str]:
        chosen = self.resting()
        return [
            each.name
            for each in self.offered
            if (each.starts_on <= self.today if chosen is None else each.pk in chosen)
        ]


def _label(activity: Activity, today: date) -> ChoiceLabel:
    """Its name, and below it the channel and, where it is to come, since when."""
    if activity.starts_on <= today:
        return ChoiceLabel(activity.name, activity.channel.name)
    words = {"channel": activity.channel, "day": date_text(activity.starts_on)}
    return ChoiceLabel(activity.name, _("%(channel)s, begins %(day)s") % words)
