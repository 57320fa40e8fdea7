"""What is typed about a municipality: its particulars, its hours, its special days."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from crispy_forms.layout import Div, Field, Fieldset, Submit
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http.request import validate_host
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from organisation.calendar import closing_minute_of, minute_of
from organisation.choices import ChoiceLabel, offer
from organisation.colours import darkened_until_readable, is_readable
from organisation.forms.layout import drawn
from organisation.forms.tidied import TidiedTexts
from organisation.models import COLOUR, Municipality, OpeningWindow, SpecialDay
from organisation.photos import PhotoRefused, small_mark

CLOCK: Final = ["%H:%M", "%H.%M"]


class ClockField(forms.TimeField):
    """A time of day, as 16.30 or 16:30."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(widget=widget, input_formats=CLOCK, **kwargs)


class MunicipalityForm(TidiedTexts, forms.ModelForm):
    quiet_from = ClockField(label=_("Quiet from"))
    quiet_until = ClockField(label=_("Quiet until"))

    talk_guide = forms.CharField(
        label=_("Talk guide"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "What to ask in a first call, a question to a line. Empty: ours are shown."
        ),
    )

    class Meta:
        model = Municipality
        fields = [
            "name",
            "committee",
            "diary_number",
            "phone",
            "phone_hours",
            "phone_hours_en",
            "email",
            "sms_sender",
            "brand_colour",
            "accent_colour",
            "quiet_from",
            "quiet_until",
            "promise_goal_percent",
            "talk_guide",
            "domain",
            "second_factor_required",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = drawn(
            Fieldset(
                _("What families see"),
                "name",
                "committee",
                Div("phone", "email", css_class="field-row"),
                "phone_hours",
                "phone_hours_en",
                Field("sms_sender", wrapper_class="short"),
            ),
            Fieldset(
                _("Colours"),
                Div("brand_colour", "accent_colour", css_class="field-row"),
            ),
            Fieldset(
                _("When nothing is sent"),
                Div("quiet_from", "quiet_until", css_class="field-row"),
            ),
            Fieldset(
                _("How we work"),
                "promise_goal_percent",
                Field("diary_number", wrapper_class="short"),
                "talk_guide",
                "domain",
                "second_factor_required",
            ),
            Submit("save", _("Save")),
        )

    def clean_brand_colour(self) -> str:
        return _readable(self.cleaned_data["brand_colour"])

    def clean_accent_colour(self) -> str:
        return _readable(self.cleaned_data["accent_colour"])

    def clean_domain(self) -> str:
        """Refuse a host name that this installation would answer with 400."""
        domain = str(self.cleaned_data["domain"]).strip().lower()
        if domain and not validate_host(domain, settings.ALLOWED_HOSTS):
            raise ValidationError(
                _(
                    "This installation does not answer at that address. Whoever runs "
                    "it adds the address to ALLOWED_HOSTS first."
                )
            )
        return domain


class MarkForm(forms.Form):
    """Coat of arms or logotype, for what is printed."""

    mark = forms.FileField(
        label=_("Mark"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
        help_text=_("JPEG or PNG, at most 10 MB. PNG may be clear behind the mark."),
    )
    remove = forms.BooleanField(label=_("Remove the mark"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = drawn(
            "mark",
            "remove",
            Submit("save_mark", _("Save the mark"), data_variant="secondary"),
            unmarked=("mark",),
        )

    def clean_mark(self) -> "ContentFile[bytes] | None":
        upload: UploadedFile | None = self.cleaned_data["mark"]
        if upload is None:
            return None
        try:
            return small_mark(upload)
        except PhotoRefused as error:
            raise ValidationError(
                _("Mark: the file is no picture that we can read, or it is too large.")
            ) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (self.errors or cleaned.get("mark") or cleaned.get("remove")):
            self.add_error(
                "mark", _("Mark: choose a file, or tick that the mark shall go.")
            )
        return cleaned


class WindowForm(forms.Form):
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"),
        coerce=int,
        choices=[(day, capfirst(name)) for day, name in OpeningWindow.Weekday.choices],
        widget=forms.CheckboxSelectMultiple,
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            (
                OpeningWindow.Kind.OFFICE,
                ChoiceLabel(_("Office hours"), _("Promises are counted in these")),
            ),
            (
                OpeningWindow.Kind.EVENING,
                ChoiceLabel(_("Evening"), _("Families may choose an evening call")),
            ),
            (
                OpeningWindow.Kind.WEEKEND,
                ChoiceLabel(_("Weekend"), _("Families may choose a weekend call")),
            ),
        ],
        widget=forms.RadioSelect,
        initial=OpeningWindow.Kind.OFFICE,
    )
    opens = ClockField(label=_("Opens"))
    closes = ClockField(
        label=_("Closes"), help_text=_("00.00 is midnight, at the end of the day.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = drawn(
            "weekdays",
            Field("kind", wrapper_class="cards"),
            Div("opens", "closes", css_class="field-row"),
            Submit("add", _("Add the hours")),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if opens is None or closes is None:
            return cleaned
        if closing_minute_of(closes) <= minute_of(opens):
            self.add_error("closes", _("The end must be later than the start."))
        return cleaned


class SpecialDayForm(TidiedTexts, forms.ModelForm):
    day = forms.DateField(
        label=_("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    closes = ClockField(
        label=_("Closes at"), required=False, help_text=_("Only for a half day.")
    )

    class Meta:
        model = SpecialDay
        fields = ["day", "name", "kind", "closes"]
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = SpecialDay.Kind.choices
        offer(self, "kind", [(value, capfirst(name)) for value, name in kinds])
        if self.instance.pk:
            del self.fields["day"]
        self.helper = drawn(
            *([] if self.instance.pk else ["day"]),
            "name",
            "kind",
            "closes",
            Submit("save", _("Save")),
        )


class RedDaysForm(forms.Form):
    """Which of the proposed days to save."""

    days = forms.MultipleChoiceField(label=_("Days"))

    def __init__(self, proposed: Iterable[date], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "days", [(day.isoformat(), day.isoformat()) for day in proposed])

    def ticked(self) -> set[date]:
        return {date.fromisoformat(day) for day in self.cleaned_data["days"]}


def _readable(colour: str) -> str:
    COLOUR(colour)
    colour = colour.upper()
    if not is_readable(colour):
        raise ValidationError(
            _("Text in this colour is hard to read. %(darker)s is dark enough."),
            params={"darker": darkened_until_readable(colour)},
        )
    return colour
