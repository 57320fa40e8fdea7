"""What is typed about who works when."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any, Final, cast

from crispy_forms.layout import Div, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from organisation.choices import offer
from organisation.forms.layout import drawn
from organisation.models import Absence, Capacity, OpeningWindow, StaffMember
from organisation.staffing import value_of

LONGEST_ABSENCE: Final = timedelta(days=2 * 366)
FURTHEST_BACK: Final = timedelta(days=31)
FURTHEST_AHEAD: Final = timedelta(days=2 * 366)
MOST_A_WEEK: Final = 500
WRITE_THE_DAY: Final = _("Write the day as 2026-03-12.")


class WeekForm(forms.Form):
    """The boxes of the ordinary week; the template draws them as a grid."""

    shifts = forms.MultipleChoiceField(required=False)

    def __init__(
        self,
        windows: Iterable[OpeningWindow],
        people: Collection[StaffMember],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        values = [value_of(each.pk, one.pk) for each in windows for one in people]
        offer(self, "shifts", [(each, each) for each in values])

    def pairs(self) -> list[tuple[int, int]]:
        """Windows' and people's numbers, as ticked."""
        split = (each.split("-") for each in self.cleaned_data["shifts"])
        return [(int(window), int(staff)) for window, staff in split]


class AbsenceForm(forms.ModelForm):
    first_day = forms.DateField(
        label=_("First day away"),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": _("First day away: say which day."),
            "invalid": WRITE_THE_DAY,
        },
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last_day = forms.DateField(
        label=_("Last day away"),
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": WRITE_THE_DAY},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty for a single day."),
    )

    class Meta:
        model = Absence
        fields = ["staff", "first_day", "last_day", "substitute"]

    def __init__(
        self, people: Collection[StaffMember], today: date, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        # As they stand: the instance takes on what is typed.
        self.began_on = self.instance.first_day
        self.was_to_end_on = self.instance.last_day
        numbers = [each.pk for each in people]
        callers = StaffMember.objects.filter(pk__in=numbers).order_by("display_name")
        for name, label, empty in (
            ("staff", _("Who is away"), _("Choose a person")),
            ("substitute", _("Substitute"), _("Nobody")),
        ):
            field = cast("forms.ModelChoiceField", self.fields[name])
            field.label = label
            field.queryset = callers
            field.empty_label = empty
            field.error_messages |= {
                "required": _("Who is away: choose a person."),
                "invalid_choice": _("Choose one of those in the list."),
            }
        self.fields["substitute"].help_text = _(
            "Takes the person’s hours, and sees the person’s queue on Today."
        )
        if self.instance.pk is not None:  # whose it is, stays
            del self.fields["staff"]
        self.helper = drawn(
            *([] if self.instance.pk is not None else ["staff"]),
            Div("first_day", "last_day", css_class="field-row"),
            "substitute",
            Submit("save", _("Save")),
            unmarked=("last_day", "substitute"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and "last_day" not in self.errors:
            cleaned["last_day"] = last = last or first
            self._check_days(first, last)
        away = cleaned.get("staff") or (self.instance.staff_id and self.instance.staff)
        if away and away == cleaned.get("substitute"):
            self.add_error("substitute", _("Somebody else has to be the substitute."))
        return cleaned

    def _check_days(self, first: date, last: date) -> None:
        if last < first:
            self.add_error(
                "last_day", _("The last day must not come before the first.")
            )
        elif last < self.today and not self._is_ended_early(last):
            self.add_error("last_day", _("Those days are over already."))
        elif first < self.today - FURTHEST_BACK and first != self.began_on:
            self.add_error("first_day", _("The first day may be at most 31 days ago."))
        elif first > self.today + FURTHEST_AHEAD:
            self.add_error("first_day", _("That is more than two years ahead."))
        elif last - first > LONGEST_ABSENCE:
            self.add_error("last_day", _("An absence is at most two years long."))

    def _is_ended_early(self, last: date) -> bool:
        """Whoever came back before the last day was away until then."""
        ends_on = self.was_to_end_on
        return ends_on is not None and self.today - FURTHEST_BACK <= last <= ends_on


class CapacityForm(forms.Form):
    """Two numbers for each person; the template draws them as a table."""

    def __init__(
        self,
        people: Collection[StaffMember],
        standing: Iterable[Capacity],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        limits = {
            each.staff_id: (each.calls_per_week, each.visits_per_week)
            for each in standing
        }
        for each in people:
            per_week = limits.get(each.pk, (None, None))
            calls, visits = self.names_of(each)
            self._add(calls, each, _("calls a week"), per_week[0])
            self._add(visits, each, _("visits a week"), per_week[1])

    def _add(self, name: str, staff: StaffMember, what: Any, value: int | None) -> None:
        label = _("%(name)s, %(what)s") % {"name": staff.display_name, "what": what}
        self.fields[name] = forms.IntegerField(
            label=label,
            required=False,
            min_value=0,
            max_value=MOST_A_WEEK,
            initial=value,
            error_messages=dict.fromkeys(
                ("invalid", "min_value", "max_value"),
                _("Write a whole number from 0 to %(most)s.") % {"most": MOST_A_WEEK},
            ),
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )

    @staticmethod
    def names_of(staff: StaffMember) -> tuple[str, str]:
        """The names of a person's two fields: calls, visits."""
        return f"calls-{staff.pk}", f"visits-{staff.pk}"

    def rows(self) -> list[tuple[StaffMember, Any, Any]]:
        """Each person with the two fields, for the template."""
        named = ((each, self.names_of(each)) for each in self.people)
        return [(each, self[calls], self[visits]) for each, (calls, visits) in named]

    def limits(self) -> list[tuple[StaffMember, int | None, int | None]]:
        """Each person with calls and visits as typed; None: as much as comes."""
        named = ((each, self.names_of(each)) for each in self.people)
        typed = self.cleaned_data
        return [(each, typed[calls], typed[visits]) for each, (calls, visits) in named]
