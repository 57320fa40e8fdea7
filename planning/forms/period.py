"""For which days results are shown. Everything stands in the address."""

from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models.days import FIRST_DAY, LAST_DAY
from inquiries.forms.steps import DayField
from planning.periods import ALWAYS, Named, Period, named


class Chip(NamedTuple):
    label: str
    url: str
    is_current: bool


class PeriodForm(forms.Form):
    """A period with a name, or days of one's own; these go before the name."""

    period = forms.ChoiceField(
        label=_("Period"), required=False, choices=Named, widget=forms.HiddenInput
    )
    since = DayField(
        label=_("From"),
        required=False,
        error_messages={
            "invalid": _("From: write the day as 2026-03-12."),
            "far_off": _("From: choose a day between 2000 and 2099."),
        },
    )
    until = DayField(
        label=_("Until and including"),
        required=False,
        error_messages={
            "invalid": _("Until and including: write the day as 2026-03-12."),
            "far_off": _("Until and including: choose a day between 2000 and 2099."),
        },
    )

    def __init__(
        self, *args: Any, today: date, own: Period = ALWAYS, **kw: Any
    ) -> None:
        super().__init__(*args, **{"auto_id": "period_%s", **kw})
        self.today, self.own = today, own

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error(
                "until",
                _("Until and including: choose a day that is not before the first."),
            )
        return cleaned

    @property
    def chosen(self) -> Period:
        """The period; ALWAYS where what was typed makes no sense."""
        if not self.is_valid():
            return ALWAYS
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        if since or until:
            return Period(since or FIRST_DAY, until or LAST_DAY)
        return named(self.cleaned_data["period"], self.today, self.own)

    @property
    def has_days(self) -> bool:
        """Days of one's own are typed."""
        return bool(self["since"].value() or self["until"].value())

    @property
    def is_all(self) -> bool:
        """Nothing is narrowed."""
        return self.is_valid() and self.chosen.is_all

    @property
    def query(self) -> str:
        """What stands in the address of another page or file of the same period."""
        values = {name: self[name].value() for name in self.fields}
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def chips(self) -> list[Chip]:
        """The periods that have names, and which one is shown."""
        current = None if self.has_days else self["period"].value() or Named.ALL
        names = [each for each in Named if each is not Named.OWN or self.own != ALWAYS]
        return [
            Chip(str(each.label), f"?period={each.value}", each == current)
            for each in names
        ]
