"""Choosing a time for a visit or a call, and what to do instead of a cancelled one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followups.models import Promise, Slot
from followups.shared_times import Time, best_partner, free_for, of_next_days
from followups.wording import date_text, time_text
from inquiries.cards import assignable
from inquiries.forms.fields import TextField
from inquiries.forms.steps import StepFields
from inquiries.models import Inquiry
from inquiries.services.people import LONGEST_NOTE
from organisation.choices import offer
from organisation.models import StaffMember

ALONE: Final = "0"  # the value for “nobody else comes along”
CHOSEN: Final = r"^[1-9][0-9]{0,17}(-[1-9][0-9]{0,17})?$"


@dataclass(frozen=True)
class Choice:
    """One time to choose. `column` is where it stands: first, second or both."""

    value: str
    hours: str
    who: str
    column: str


@dataclass(frozen=True)
class Day:
    name: str
    choices: list[Choice]


class TimeForm(forms.Form):
    """Two people's free times side by side; what both have free books both."""

    time = forms.RegexField(
        CHOSEN,
        label=gettext_lazy("Time"),
        error_messages={
            "required": gettext_lazy("Time: choose one."),
            "invalid": gettext_lazy("Time: choose one of those in the list."),
        },
    )
    partner = forms.ChoiceField(label=gettext_lazy("Together with"), required=False)
    note = TextField(
        label=gettext_lazy("Note"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        inquiry: Inquiry,
        kind: str,
        by: StaffMember,
        at: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"auto_id": "book_%s", **kwargs})
        staff = assignable(inquiry.municipality, by, inquiry.owner)
        self.people = {each.pk: each for each in staff}
        first = inquiry.owner or by
        others = [each for each in self.people if each != first.pk]
        times = free_for(inquiry.municipality, kind, at, list(self.people))
        offer(self, "partner", self._partners(others))
        proposed = best_partner(times, first.pk, others)
        self.initial = {"partner": str(proposed), **self.initial}
        self.first = first
        self.second = self.people.get(self._chosen_partner(others, proposed))
        self.has_partners = bool(others and times)
        self.is_call = kind == Slot.Kind.CALL
        self.days = self._days(times)
        self.picked = self["time"].value() or ""

    def _partners(self, others: Sequence[int]) -> list[tuple[str, Any]]:
        people = [(str(each), self.people[each].display_name) for each in others]
        return [*people, (ALONE, _("Nobody else"))]

    def _chosen_partner(self, others: Sequence[int], proposed: int) -> int:
        """As typed, where that is somebody; else as proposed."""
        typed = str(self["partner"].value())
        known = {str(each): each for each in others} | {ALONE: 0}
        return known.get(typed, proposed)

    def _days(self, times: Sequence[Time]) -> list[Day]:
        people = [each.pk for each in (self.first, self.second) if each is not None]
        days = of_next_days(times, people)
        return [
            Day(date_text(day), [each for time in found for each in self._of(time)])
            for day, found in days.items()
        ]

    def _of(self, time: Time) -> list[Choice]:
        """One choice for a visit that both can make; a call is one person's."""
        pair = [("first", self.first), ("second", self.second)]
        free = [(col, who) for col, who in pair if who and who.pk in time.slots]
        hours = f"{time_text(time.starts_at)}–{time_text(time.ends_at)}"
        if len(free) == 2 and not self.is_call:
            value = "-".join(str(time.slots[who.pk]) for _col, who in free)
            names = {"one": free[0][1].first_name, "other": free[1][1].first_name}
            return [Choice(value, hours, _("%(one)s and %(other)s") % names, "both")]
        return [
            Choice(str(time.slots[who.pk]), hours, who.first_name, column)
            for column, who in free
        ]

    @property
    def slots(self) -> list[int]:
        """The rows of the slots that were chosen."""
        return [int(each) for each in self.cleaned_data["time"].split("-")]


class CancelForm(StepFields):
    """What is done instead; what is left empty is as proposed.

    `outliving` is the open promise that is not taken back with the time.
    """

    def __init__(
        self, *args: Any, outliving: Promise | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, unchosen=_("As proposed"), **kwargs)
        self.outliving = outliving

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.chosen = self.next_step()
        self.check_step(self.chosen)
        self.check_open_promise(self.chosen, self.outliving)
        return cleaned
