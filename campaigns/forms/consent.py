"""What is typed about consents, and about where content is shown."""

from datetime import date
from typing import Any, cast

from crispy_forms.layout import Div, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.forms.fields import DayInput
from campaigns.forms.owned import OwnedForm
from campaigns.models import PLACES, Activity, Channel, Consent, ContentUse, Place
from campaigns.services.consents import Terms
from organisation.forms.layout import drawn
from organisation.forms.tidied import TidiedTexts


class ConsentForm(TidiedTexts, forms.Form):
    """A yes, to several places at once."""

    places = forms.MultipleChoiceField(
        label=_("Where"),
        choices=Place,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Where: tick at least one place."),
            "invalid_choice": _("Where: tick places in the list."),
        },
    )
    wording = forms.CharField(
        label=_("What the person said yes to"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The words on the paper or in the mail."),
        error_messages={"required": _("What the person said yes to: write the words.")},
    )
    given_on = forms.DateField(
        label=_("Given on"),
        widget=DayInput,
        error_messages={
            "required": _("Given on: give the day."),
            "invalid": _("Given on: write the date as 2026-03-01."),
        },
    )
    expires_on = forms.DateField(
        label=_("Holds until and including"),
        required=False,
        widget=DayInput,
        help_text=_("Empty: until the person takes it back."),
        error_messages={
            "invalid": _("Holds until and including: write the date as 2026-03-31.")
        },
    )
    how = forms.ChoiceField(
        label=_("How it was given"),
        choices=Consent.How,
        error_messages={"required": _("How it was given: choose one.")},
    )
    reference = forms.CharField(
        label=_("Where the original is"),
        required=False,
        max_length=120,
        help_text=_("Number in the diary, folder, name of the scan."),
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.helper = drawn(
            "places",
            "wording",
            Div("given_on", "expires_on", css_class="field-row"),
            Div("how", "reference", css_class="field-row"),
            Submit("save", _("Save")),
        )

    def clean_given_on(self) -> date:
        given_on = cast(date, self.cleaned_data["given_on"])
        if given_on > self.today:
            raise forms.ValidationError(_("Given on: the day lies ahead."))
        return given_on

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        given_on, expires_on = typed.get("given_on"), typed.get("expires_on")
        if given_on and expires_on and expires_on < given_on:
            self.add_error(
                "expires_on",
                _("Holds until and including: not before the day it was given."),
            )
        return typed

    def terms(self) -> Terms:
        typed = {**self.cleaned_data}
        del typed["places"]
        return Terms(**typed)


class WithdrawForm(TidiedTexts, forms.Form):
    """Which of a person's consents are taken back, when and how."""

    consents = forms.TypedMultipleChoiceField(
        label=_("What is taken back"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("What is taken back: tick at least one."),
            "invalid_choice": _("What is taken back: tick what is in the list."),
        },
    )
    withdrawn_on = forms.DateField(
        label=_("Taken back on"),
        widget=DayInput,
        error_messages={
            "required": _("Taken back on: give the day."),
            "invalid": _("Taken back on: write the date as 2026-03-01."),
        },
    )
    how = forms.CharField(
        label=_("How"),
        max_length=120,
        required=False,
        help_text=_("By phone, in a mail, in words."),
    )

    def __init__(
        self, *args: Any, consents: list[Consent], today: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.standing = {each.pk: each for each in consents}
        choices = [
            (pk, f"{each.appearance.content.title}: {each.get_place_display()}")
            for pk, each in self.standing.items()
        ]
        cast(forms.MultipleChoiceField, self.fields["consents"]).choices = choices
        self.initial.setdefault("consents", list(self.standing))
        self.initial.setdefault("withdrawn_on", today)
        self.helper = drawn(
            "consents",
            Div("withdrawn_on", "how", css_class="field-row"),
            Submit("withdraw", _("Take back and end the uses"), data_color="danger"),
        )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        day, chosen = typed.get("withdrawn_on"), typed.get("consents") or []
        if day and day > self.today:
            self.add_error("withdrawn_on", _("Taken back on: the day lies ahead."))
        elif day and any(self.standing[pk].given_on > day for pk in chosen):
            self.add_error(
                "withdrawn_on", _("Taken back on: not before the day it was given.")
            )
        return typed

    def chosen(self) -> list[Consent]:
        return [self.standing[pk] for pk in self.cleaned_data["consents"]]


class UseForm(OwnedForm):
    """Where content is shown: in an activity, or at a place outside of them all."""

    starts_on = forms.DateField(
        label=_("From"),
        widget=DayInput,
        error_messages={
            "required": _("From: give the first day."),
            "invalid": _("From: write the date as 2026-03-01."),
        },
    )
    ends_on = forms.DateField(
        label=_("To"),
        required=False,
        widget=DayInput,
        help_text=_("Empty: until further notice."),
        error_messages={"invalid": _("To: write the date as 2026-03-31.")},
    )
    place = forms.ChoiceField(
        label=_("Where"),
        required=False,
        choices=[("", _("As the activity’s channel")), *Place.choices],
        error_messages={"invalid_choice": _("Where: choose one in the list.")},
    )

    class Meta:
        model = ContentUse
        fields = ["activity", "place", "starts_on", "ends_on"]
        labels = {"activity": _("Activity")}
        help_texts = {"activity": _("Choose one, or say below where it is shown.")}
        error_messages = {
            "activity": {"invalid_choice": _("Activity: choose one in the list.")}
        }

    parts = (
        "activity",
        "place",
        Div("starts_on", "ends_on", css_class="field-row"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        activity = cast(forms.ModelChoiceField, self.fields["activity"])
        activity.queryset = (
            Activity.objects.of(self.instance.municipality)
            .exclude(channel__kind=Channel.Kind.AMBASSADOR)
            .select_related("channel")
        )
        activity.empty_label = _("None")
        self.helper.unmarked = ("activity", "place")  # one of them is enough

    def clean(self) -> dict[str, Any]:
        """The place follows from the channel of the activity, unless that has none."""
        typed = super().clean() or self.cleaned_data
        activity: Activity | None = typed.get("activity")
        known = PLACES.get(Channel.Kind(activity.channel.kind)) if activity else None
        place = typed.get("place")
        if known and place and place != known:
            self.add_error(
                "place",
                _("Where: the activity is in another channel, %(channel)s.")
                % {"channel": activity.channel if activity else ""},
            )
        elif not place and known is None and "place" not in self.errors:
            self.add_error("place", _("Where: choose a place."))
        typed["place"] = place or known or ""
        return typed
