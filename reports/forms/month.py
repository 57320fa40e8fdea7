"""What is typed about one month: its lede, and why it is corrected."""

from typing import Any

from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from organisation.forms.layout import drawn
from organisation.forms.tidied import TidiedTexts
from reports.models import LEDE_LENGTH, REASON_LENGTH


def _text_area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class LedeForm(TidiedTexts, forms.Form):
    """The introduction in a manager's own words."""

    text = forms.CharField(
        label=_("Introduction"),
        max_length=LEDE_LENGTH,
        widget=_text_area(6),
        help_text=_(
            "It stands on top of the report and of the mail. Name no family and "
            "nobody’s circumstances. At most 800 characters."
        ),
        error_messages={
            "required": _(
                "Introduction: write something, or go back to what the program writes."
            ),
            "max_length": _(
                "Introduction: write at most %(limit_value)d characters. You wrote "
                "%(show_value)d."
            ),
        },
    )
    text_en = forms.CharField(
        label=_("Introduction in English"),
        required=False,
        max_length=LEDE_LENGTH,
        widget=_text_area(4),
        help_text=_(
            "For whoever reads the report in English. Empty: what the program writes."
        ),
        error_messages={
            "max_length": _(
                "Introduction in English: write at most %(limit_value)d characters. "
                "You wrote %(show_value)d."
            )
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _let_long_texts_in(self)
        self.helper = drawn("text", "text_en", Submit("save", _("Save")))


class CorrectionForm(TidiedTexts, forms.Form):
    """Why a month is counted anew, and which version was seen."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why is the month corrected?"),
        max_length=REASON_LENGTH,
        help_text=_(
            "It stands in the report: An inquiry was registered late. Name nobody."
        ),
        error_messages={
            "required": _("Why is the month corrected? Write a few words."),
            "max_length": _(
                "Why is the month corrected? Write at most %(limit_value)d characters. "
                "You wrote %(show_value)d."
            ),
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _let_long_texts_in(self)
        self.helper = drawn(
            "version", "reason", Submit("save", _("Make a new version"))
        )


def _let_long_texts_in(form: forms.Form) -> None:
    """What is too long is kept and told, never cut by the browser."""
    for field in form.fields.values():
        field.widget.attrs.pop("maxlength", None)
