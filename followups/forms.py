"""What is typed about promises and reminders."""

from decimal import Decimal
from typing import Any, Final, cast

from crispy_forms.layout import Div, Submit
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from followups.models import PromisePolicy, ReminderRule, Wish
from followups.promise import WINDOWS
from followups.rules import RuleMoment
from organisation.forms.layout import drawn
from organisation.forms.settings import ClockField

HOUR: Final = 60  # minutes
PERCENT, BEFORE, AFTER, OFFICE = "percent", "before", "after", "office"
LONGEST: Final = 14 * 24 * HOUR  # minutes between a reminder and the due moment


class PolicyForm(forms.ModelForm):
    """Calls and letters in office time, or calls in a window: two sets of fields."""

    hours = forms.DecimalField(
        localize=True,
        label=_("Within so many hours of office time"),
        required=False,
        min_value=Decimal("0.5"),
        max_value=Decimal(400),
        max_digits=5,
        decimal_places=2,
        help_text=_("Leave it empty to let only the time below count."),
    )
    latest_time = ClockField(label=_("At the latest, time of day"))

    class Meta:
        model = PromisePolicy
        fields = ["is_offered", "latest_working_days", "latest_time", "lead_minutes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_offered"].label = _("Families may choose this")
        if self.instance.wish == Wish.TIME:
            wanted = ["is_offered"]
        elif self.instance.wish in WINDOWS:
            wanted = ["is_offered", "lead_minutes"]
        else:
            wanted = ["is_offered", "hours", "latest_working_days", "latest_time"]
            self._prepare_office_fields()
        for name in set(self.fields) - set(wanted):
            del self.fields[name]
        self.helper = drawn(*wanted, Submit("save", _("Save")))

    def changes(self) -> dict[str, Any]:
        """The policy's values by field name; hours become minutes."""
        values = dict(self.cleaned_data)
        if "hours" in values:
            hours: Decimal | None = values.pop("hours")
            values["within_minutes"] = None if hours is None else int(hours * HOUR)
        return values

    def _prepare_office_fields(self) -> None:
        days = cast("forms.IntegerField", self.fields["latest_working_days"])
        days.min_value, days.max_value = 1, 60
        days.validators += forms.IntegerField(min_value=1, max_value=60).validators
        if self.instance.within_minutes is not None:
            hours = Decimal(self.instance.within_minutes) / HOUR
            self.initial["hours"] = hours.quantize(Decimal("0.01")).normalize()


class ReminderForm(forms.Form):
    """A number, and what it counts: per cent of the time until due, or minutes."""

    number = forms.IntegerField(
        label=_("How many"),
        min_value=0,
        max_value=LONGEST,
        initial=50,
        error_messages={
            "required": _("Write a whole number."),
            "invalid": _("Write a whole number."),
        },
    )
    counts = forms.ChoiceField(
        label=_("What is counted"),
        choices=[
            (PERCENT, _("per cent of the time until it is due")),
            (BEFORE, _("minutes before it is due")),
            (AFTER, _("minutes after it was due")),
            (OFFICE, _("minutes of office time after it was due")),
        ],
    )
    recipient = forms.ChoiceField(
        label=_("Who is reminded"),
        choices=[
            (value, capfirst(name)) for value, name in ReminderRule.Recipient.choices
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = drawn(
            Div("number", "counts", css_class="field-row"),
            "recipient",
            Submit("add", _("Add the reminder")),
        )

    def clean(self) -> dict[str, Any]:
        """A share is never nothing or all of the time."""
        values = super().clean() or {}
        number = values.get("number")
        is_share = values.get("counts") == PERCENT
        if is_share and number is not None and not 1 <= number <= 99:
            self.add_error("number", _("Choose between 1 and 99 per cent."))
        return values

    def moment(self) -> RuleMoment:
        number: int = self.cleaned_data["number"]
        counts = self.cleaned_data["counts"]
        if counts == PERCENT:
            return RuleMoment(percent=number)
        return RuleMoment(
            offset_minutes=-number if counts == BEFORE else number,
            in_office_time=counts == OFFICE and number > 0,
        )
