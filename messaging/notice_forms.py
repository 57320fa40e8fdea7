"""What a person types about notices, and what a browser says of itself."""

from collections.abc import Sequence
from typing import Any, Final

from crispy_forms.layout import Div, Fieldset, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from messaging.choices import Quiet
from messaging.devices import are_device_keys
from messaging.models import ALWAYS_TOLD, Reach, Topic
from messaging.push_services import is_push_service
from messaging.vapid import is_push_offered
from organisation.forms.layout import drawn
from organisation.forms.settings import ClockField

HELP: Final = {
    Topic.NEW: _("Email always, so that nobody is missed."),
    Topic.ALARM: _(
        "A promise that nobody can keep, and what did not arrive. Email always."
    ),
}


class ReachField(forms.ChoiceField):
    """Radios; without “not at all” where somebody must be told."""

    def __init__(self, topic: Topic, **kwargs: Any) -> None:
        ways = [
            (each.value, each.label)
            for each in Reach
            if (each != Reach.NONE or topic not in ALWAYS_TOLD)
            and (each != Reach.BOTH or is_push_offered())
        ]
        super().__init__(
            label=topic.label, choices=ways, widget=forms.RadioSelect, **kwargs
        )


class NoticesForm(forms.Form):
    quiet_from = ClockField(label=_("Quiet from"), required=False)
    quiet_until = ClockField(label=_("Quiet until"), required=False)
    urgent_passes = forms.BooleanField(
        label=_("Let what is urgent through"), required=False
    )

    def __init__(self, topics: Sequence[Topic], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = topics
        for topic in topics:
            self.fields[topic.value] = ReachField(topic)
            self.fields[topic.value].help_text = HELP.get(topic, "")
        self.fields["urgent_passes"].help_text = _(
            "Such as a promise that is about to be broken."
        )
        self.helper = drawn(
            *(each.value for each in topics),
            Fieldset(
                _("When I want no notices"),
                Div("quiet_from", "quiet_until", css_class="field-row"),
                "urgent_passes",
            ),
            Submit("save", _("Save")),
            unmarked=("quiet_from", "quiet_until"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if self.errors.keys() & {"quiet_from", "quiet_until"}:
            return cleaned
        if (begins is None) != (ends is None):
            raise ValidationError(_("Write both times, or neither."))
        if begins is not None and begins == ends:
            raise ValidationError(_("The end must differ from the start."))
        return cleaned

    def reaches(self) -> dict[Topic, Reach]:
        return {topic: Reach(self.cleaned_data[topic]) for topic in self.topics}

    def quiet(self) -> Quiet | None:
        """The hours; None where none are wanted."""
        begins = self.cleaned_data["quiet_from"]
        if begins is None:
            return None
        urgent_passes = self.cleaned_data["urgent_passes"]
        return Quiet(begins, self.cleaned_data["quiet_until"], urgent_passes)


class DeviceForm(forms.Form):
    """What push.js fills in; nobody types it."""

    endpoint = forms.CharField(max_length=1000, widget=forms.HiddenInput)
    p256dh = forms.CharField(max_length=100, widget=forms.HiddenInput)
    auth = forms.CharField(max_length=30, widget=forms.HiddenInput)

    def clean_endpoint(self) -> str:
        endpoint = str(self.cleaned_data["endpoint"])
        if not is_push_service(endpoint):
            raise ValidationError(_("We do not know this browser’s service."))
        return endpoint

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not are_device_keys(cleaned.get("p256dh", ""), cleaned.get("auth", "")):
            raise ValidationError(_("The browser gave no keys that can be used."))
        return cleaned


class ChangedDeviceForm(DeviceForm):
    """What the worker sends: the old subscription beside the new one."""

    old_endpoint = forms.CharField(max_length=1000)
    old_auth = forms.CharField(max_length=30)
