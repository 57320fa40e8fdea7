"""What is typed about the day prices of own homes and of bought care."""

from typing import Any

from crispy_forms.layout import Submit
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisation.forms.layout import drawn
from organisation.forms.money import KronorField
from organisation.forms.tidied import TidiedTexts
from organisation.wording import number_text
from reports.models.care_prices import LABEL_LENGTH, MOST, SOURCE_LENGTH


class DayPriceField(KronorField):
    """Kronor per child and day, above 0."""

    default_error_messages = {
        "invalid": _(
            "%(label)s: write an amount in kronor, for example 1 850 or 1850,50."
        ),
        "out_of_range": _(
            "%(label)s: write an amount above 0 and at most %(most)s kronor."
        ),
        # What does not even fit a column is refused before it is compared.
        "too_much": _("%(label)s: that is far too much for one day."),
    }

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not 0 < value <= MOST:
            raise forms.ValidationError(
                self.error_messages["out_of_range"],
                code="out_of_range",
                params={"label": self.label, "most": number_text(MOST)},
            )


def _price(
    label: str | Promise, help_text: str | Promise, missing: str | Promise
) -> DayPriceField:
    return DayPriceField(
        label=label, help_text=help_text, error_messages={"required": missing}
    )


def _words(
    label: str | Promise,
    help_text: str | Promise,
    missing: str | Promise,
    too_long: str | Promise,
    length: int,
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=length,
        error_messages={"required": missing, "max_length": too_long},
    )


class CarePricesForm(TidiedTexts, forms.Form):
    """Both day prices, what the bought care is called, and where the prices stand."""

    own = _price(
        _("Own foster home"),
        _("Kronor per child and day with all costs: fee, expenses and support."),
        _("Own foster home: write what a day costs, in kronor."),
    )
    label = _words(
        _("What do you call the care that you buy?"),
        _("As it is to stand in the report, for example konsulentstött familjehem."),
        _("What do you call the care that you buy? Write a few words."),
        _(
            "What do you call the care that you buy? Write at most %(limit_value)d "
            "characters. You wrote %(show_value)d."
        ),
        LABEL_LENGTH,
    )
    bought = _price(
        _("Bought care"),
        _("Kronor per child and day, all that you pay for it."),
        _("Bought care: write what a day costs, in kronor."),
    )
    source = _words(
        _("Where do the prices come from?"),
        _(
            "It stands below the comparison, for example: Avtal 2026, verksamhetens "
            "budget. Name no family and no child."
        ),
        _("Where do the prices come from? Without a source they are not shown."),
        _(
            "Where do the prices come from? Write at most %(limit_value)d characters. "
            "You wrote %(show_value)d."
        ),
        SOURCE_LENGTH,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():  # what is too long is told, never cut
            field.widget.attrs.pop("maxlength", None)
        self.helper = drawn(
            *("own", "label", "bought", "source"), Submit("save", _("Save"))
        )
