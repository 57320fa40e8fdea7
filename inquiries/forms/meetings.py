"""What is typed about a meeting, and the choice of one for a family."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from crispy_forms.layout import Div, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from followups.meetings import Plan
from followups.models import InformationMeeting
from inquiries.forms.fields import LineField
from inquiries.forms.steps import FURTHEST, DayField, HourField, moment_of
from messaging.neutrality import is_neutral
from organisation.calendar import STOCKHOLM
from organisation.choices import offer
from organisation.forms.layout import drawn
from organisation.models import Language, StaffMember

MOST_SEATS: Final = 500
UNMARKED: Final = ("place", "link")


def check_neutral(text: str) -> None:
    """Raise ValidationError where a text tells what the matter is about."""
    if not is_neutral(text):
        raise ValidationError(
            _(
                "Others can read it on the family’s phone. Write it so that it does "
                "not tell what the meeting is about."
            )
        )


class MeetingForm(forms.Form):
    """A meeting, new or as it stands. `at` is now; the meeting lies ahead of it."""

    title = LineField(
        label=_("Title"),
        max_length=80,
        help_text=_("What you call it yourselves. Families do not see it."),
        error_messages={"required": _("Title: give the meeting a name.")},
    )
    day = DayField(label=_("Day"), error_messages={"required": _("Day: say when.")})
    starts = HourField(
        label=_("Begins"), error_messages={"required": _("Begins: say at what time.")}
    )
    ends = HourField(
        label=_("Ends"), error_messages={"required": _("Ends: say at what time.")}
    )
    place = LineField(
        label=_("Place"),
        max_length=120,
        required=False,
        validators=[check_neutral],
        help_text=_("With the street, so that people find the way."),
    )
    link = forms.URLField(
        label=_("Link to a video meeting"),
        max_length=300,
        required=False,
        assume_scheme="https",
        validators=[check_neutral],
        widget=forms.URLInput(attrs={"spellcheck": "false"}),
        error_messages={"invalid": _("Link: copy the whole address, with https://.")},
    )
    seats = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=MOST_SEATS,
        help_text=_("How many families. The next ones come on a waiting list."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Seats: say how many families have room."),
            "invalid": _("Seats: write a number."),
            "min_value": _("Seats: there must be at least one."),
            "max_value": _("Seats: at most 500."),
        },
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=Language.choices, initial=Language.SWEDISH
    )
    holders = forms.MultipleChoiceField(
        label=_("Who holds it"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Who holds it: choose somebody."),
            "invalid_choice": _("Who holds it: choose somebody on the list."),
        },
    )

    def __init__(
        self,
        *args: Any,
        staff: Sequence[StaffMember],
        at: datetime,
        meeting: InformationMeeting | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.staff, self.at = staff, at
        offer(self, "holders", [(str(each.pk), each.display_name) for each in staff])
        if meeting is not None:
            self.initial = {**_initial_of(meeting), **self.initial}
        self.helper = drawn(
            "title",
            "day",
            Div("starts", "ends", css_class="field-row"),
            "place",
            "link",
            Div("seats", "language", css_class="field-row"),
            "holders",
            Submit("save", _("Save")),
            unmarked=UNMARKED,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if {"day", "starts", "ends"} <= cleaned.keys():
            self._check_times(self.span())
        typed = {"place", "link"} <= cleaned.keys()
        if typed and not cleaned["place"] and not cleaned["link"]:
            self.add_error("place", _("Place: write a place, a link, or both."))
        return cleaned

    def _check_times(self, span: tuple[datetime, datetime]) -> None:
        starts_at, ends_at = span
        if starts_at <= self.at:
            self.add_error("day", _("Day: choose a moment that lies ahead."))
        elif starts_at - self.at > FURTHEST:
            self.add_error("day", _("Day: choose one within three years."))
        if ends_at <= starts_at:
            self.add_error("ends", _("Ends: it must end after it begins."))

    def span(self) -> tuple[datetime, datetime]:
        """When it begins and ends."""
        typed = self.cleaned_data
        return (
            moment_of(typed["day"], typed["starts"]),
            moment_of(typed["day"], typed["ends"]),
        )

    def plan(self) -> Plan:
        """What was typed; for a form that was found valid."""
        typed = self.cleaned_data
        starts_at, ends_at = self.span()
        names = ("title", "place", "link", "seats", "language")
        chosen = {each: typed[each] for each in names}
        return Plan(starts_at=starts_at, ends_at=ends_at, **chosen)

    def chosen_holders(self) -> list[StaffMember]:
        chosen = self.cleaned_data["holders"]
        return [each for each in self.staff if str(each.pk) in chosen]


def _initial_of(meeting: InformationMeeting) -> dict[str, Any]:
    starts_at = localtime(meeting.starts_at, STOCKHOLM)
    names = ("title", "place", "link", "seats", "language")
    return {
        **{each: getattr(meeting, each) for each in names},
        "day": starts_at.date(),
        "starts": starts_at.time(),
        "ends": localtime(meeting.ends_at, STOCKHOLM).time(),
        "holders": [str(each.pk) for each in meeting.holders.all()],
    }


class InviteForm(forms.Form):
    """Which meeting a family is asked to.

    Args:
        choices: each meeting's number and what is said of it, soonest first.
    """

    meeting = forms.ChoiceField(
        label=_("Which meeting"),
        error_messages={
            "required": _("Which meeting: choose one."),
            "invalid_choice": _("Which meeting: that one is over or cancelled by now."),
        },
    )

    def __init__(
        self, *args: Any, choices: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.has_choices = bool(choices)
        offer(self, "meeting", [(str(pk), label) for pk, label in choices])
