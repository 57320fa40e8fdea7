"""What is to stand on a poster."""

from typing import Any

from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.landing import Landing
from campaigns.poster import HEADING_LENGTH, LINES, TEXT_LENGTH
from organisation.forms.layout import drawn
from organisation.forms.tidied import TidiedTexts


class PosterForm(TidiedTexts, forms.Form):
    heading = forms.CharField(
        label=_("Heading"),
        max_length=HEADING_LENGTH,
        error_messages={
            "required": _("Heading: write what is to be read from afar."),
            "max_length": _(
                "Heading: write at most %(limit_value)d characters. "
                "You wrote %(show_value)d."
            ),
        },
    )
    text = forms.CharField(
        label=_("Short text"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "max_length": _(
                "Short text: write at most %(limit_value)d characters. "
                "You wrote %(show_value)d."
            ),
        },
    )
    language = forms.ChoiceField(
        label=_("Language of the poster"),
        choices=[("sv", _("Swedish")), ("en", _("English"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Language of the poster: choose one.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = drawn(
            "heading",
            "text",
            "language",
            Submit("make", _("Download the poster (PDF)")),
            unmarked=("text",),
        )

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if text.count("\n") >= LINES:
            raise ValidationError(
                _("Short text: write at most %(lines)d lines.") % {"lines": LINES}
            )
        return text

    def landing(self) -> Landing:
        return Landing(self.cleaned_data["heading"], self.cleaned_data["text"])
