"""The text that a family reads first: typed in both languages, each by itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Activity, Campaign
from organisation.forms.meanwhile import KeepsColleagues
from organisation.forms.tidied import TidiedTexts

HEADING_LENGTH = 120  # characters, as the columns
TEXT_LENGTH = 2000


def _heading(label: Any, ours: Any, too_long: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=HEADING_LENGTH,
        help_text=ours,
        error_messages={"max_length": too_long},
    )


def _text(label: Any, too_long: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=TEXT_LENGTH,
        help_text=_(
            "An empty line begins a new paragraph. Lines that begin with “- ” become "
            "a list."
        ),
        widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={"max_length": too_long},
    )


class LandingForm(KeepsColleagues, TidiedTexts, forms.Form):
    """Fields as the rows have them. A heading is of no use without a text."""

    landing_heading = _heading(
        _("Heading"),
        _("Empty: “Do you have room for one more at the table?”"),
        _(
            "Heading: write at most %(limit_value)d characters. "
            "You wrote %(show_value)d."
        ),
    )
    landing_text = _text(
        _("Text"),
        _("Text: write at most %(limit_value)d characters. You wrote %(show_value)d."),
    )
    landing_heading_en = _heading(
        _("Heading in English"),
        _("Empty: the same question in English."),
        _(
            "Heading in English: write at most %(limit_value)d characters. "
            "You wrote %(show_value)d."
        ),
    )
    landing_text_en = _text(
        _("Text in English"),
        _(
            "Text in English: write at most %(limit_value)d characters. "
            "You wrote %(show_value)d."
        ),
    )

    def __init__(self, *args: Any, of: Campaign | Activity, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("landing_heading_en", "landing_text_en"):
            self.fields[name].widget.attrs["lang"] = "en"  # for spelling, and aloud
        saved = {name: getattr(of, name) for name in self.fields}
        self.initial = {**saved, **self.initial}
        self.remember(of)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for ending, missing in _TEXTS_MISSING.items():
            heading = cleaned.get(f"landing_heading{ending}")
            if heading and cleaned.get(f"landing_text{ending}") == "":
                self.add_error(f"landing_text{ending}", missing)
        return cleaned


_TEXTS_MISSING = {
    "": _("Text: write something below the heading, or empty the heading."),
    "_en": _(
        "Text in English: write something below the heading, or empty the heading."
    ),
}
