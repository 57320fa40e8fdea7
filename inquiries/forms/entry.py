"""What came by phone, at a fair, by social media: typed in in under a minute."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from campaigns.models import Activity, Channel
from followups.models import Wish
from inquiries.forms.call import LONGEST_NOTE
from inquiries.forms.fields import TextField
from inquiries.forms.origin import (
    channel_choices,
    prompt_choices,
    prompt_of,
    tracked_choices,
    tracked_of,
)
from inquiries.forms.record import ContactForm
from inquiries.forms.steps import DayField, HourField, moment_of, owner_choices
from inquiries.models import Source
from inquiries.services.registration import Registration
from organisation.calendar import STOCKHOLM
from organisation.choices import offer
from organisation.models import Assignment, Language, StaffMember

ORDER: Final = (
    "name",
    "phone",
    "email",
    "source",
    "received_on",
    "received_time",
    "words",
    "wanted_assignments",
    "wish",
    "language",
    "needs_interpreter",
    "activity",
    "told_channel",
    "prompted",
    "owner",
    "note",
    "form_key",
)
# What somebody at the desk types in; the web form writes itself.
# A chosen time is booked on the call card, not typed in.
WISHES: Final = [each for each in Wish.choices if each[0] != Wish.TIME]
TOO_LONG: Final = _("At most %(limit_value)s characters; there are %(show_value)s.")
SOURCES: Final = [each for each in Source.choices if each[0] != Source.FORM]


class EntryForm(ContactForm):
    """One page. The time is when it reached us, not when it is typed in."""

    received_on = DayField(label=_("Received on"))
    received_time = HourField(label=_("At what time"))
    source = forms.ChoiceField(label=_("Source"), choices=SOURCES, initial=Source.PHONE)
    words = TextField(
        label=_("What they wrote"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Paste in the message or the comment as it stands."),
        error_messages={"max_length": TOO_LONG},
    )
    wanted_assignments = forms.MultipleChoiceField(
        label=_("Wants to be"),
        choices=Assignment.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    wish = forms.ChoiceField(
        label=_("When to get in touch"), choices=WISHES, initial=Wish.SOON
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=Language.choices, initial=Language.SWEDISH
    )
    needs_interpreter = forms.BooleanField(
        label=_("Needs an interpreter"), required=False
    )
    activity = forms.ChoiceField(label=_("Activity or channel"), required=False)
    told_channel = forms.ChoiceField(label=_("Heard of us by"), required=False)
    prompted = forms.ChoiceField(label=_("Got in touch now because"), required=False)
    owner = forms.ChoiceField(label=_("Who calls"), required=False)
    note = TextField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    field_order = ORDER

    def __init__(
        self,
        *args: Any,
        at: datetime,
        staff: Iterable[StaffMember],
        activities: Iterable[Activity],
        channels: Iterable[Channel],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        if not self.is_bound:
            self.fields["name"].widget.attrs["autofocus"] = True
        now = localtime(at, STOCKHOLM)
        self.initial = {
            "received_on": now.date(),
            "received_time": now.time(),
            "form_key": uuid.uuid4(),
            **self.initial,
        }
        known = list(channels)
        offer(self, "activity", tracked_choices(activities, known))
        offer(self, "told_channel", channel_choices(known))
        offer(self, "prompted", prompt_choices(known))
        chosen_for_you = _("Chosen by language and load")
        offer(self, "owner", owner_choices(staff, blank=chosen_for_you))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day, hour = cleaned.get("received_on"), cleaned.get("received_time")
        if day and hour is not None:
            cleaned["received_at"] = self._received_at(moment_of(day, hour))
        return cleaned

    def _received_at(self, typed: datetime) -> datetime:
        """The present minute means now: pages know no seconds."""
        if typed <= self.at:
            return typed
        self.add_error("received_on", _("Received: the time must not lie ahead."))
        return self.at

    def registration(self, told: str) -> Registration:
        """What `receive` takes; `told` is what the desk says of the promise."""
        typed = self.cleaned_data
        details = self.details()
        return Registration(
            name=details["name"],
            email=details["email"],
            phone=details["phone"],
            wanted_assignments=tuple(typed["wanted_assignments"]),
            wish=typed["wish"],
            shown_text=told,
            language=typed["language"],
            page_language=_written_language(typed["language"]),
            needs_interpreter=typed["needs_interpreter"],
            source=typed["source"],
            received_at=typed["received_at"],
            form_key=typed["form_key"],
            **tracked_of(typed["activity"]),
            told_channel_id=_key(typed["told_channel"]),
            **prompt_of(typed["prompted"]),
            owner_id=_key(typed["owner"]),
            note=typed["note"],
            words=typed["words"],
        )


def _written_language(spoken: str) -> str:
    """The language to write in: the family's where our texts exist in it."""
    return spoken if spoken in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _key(typed: str) -> int | None:
    return int(typed) if typed and typed != "0" else None
