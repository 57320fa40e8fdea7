"""What is typed about the need of a month."""

from typing import Any

from crispy_forms.layout import Submit
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.forms.fields import CountField
from organisation.forms.layout import drawn
from reports.models.need import MOST


def _number(
    label: str | Promise, help_text: str | Promise, missing: str | Promise
) -> CountField:
    return CountField(
        label=label,
        help_text=help_text,
        most=MOST,
        error_messages={"required": missing},
    )


class NeedForm(forms.Form):
    """Free places in the homes of the bank, and children who wait for a home."""

    places = _number(
        _("Free places"),
        _("How many children the approved homes have room for just now."),
        _("Free places: write a number, 0 where there are none."),
    )
    waiting = _number(
        _("Children waiting for a home"),
        _("The number only. Write nothing about any child anywhere."),
        _("Children waiting for a home: write a number, 0 where there are none."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = drawn("places", "waiting", Submit("save", _("Save")))
