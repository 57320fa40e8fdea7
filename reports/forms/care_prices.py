"""What is typed about the day prices of own homes and of bought care."""

from typing import Any

from crispy_forms.layout import Submit
from django import forms
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


class CarePricesForm(TidiedTexts, forms.Form):
    """Both day prices, what the bought care is called, and where the prices stand."""

    own = DayPriceField(
        label=_("Own foster home"),
        help_text=_(
            "Kronor per child and day with all costs: fee, expenses and support."
        ),
        error_messages={
            "required": _("Own foster home: write what a day costs, in kronor.")
        },
    )
    label = forms.CharField(
        label=_("What do you call the care that you buy?"),
        max_length=LABEL_LENGTH,
        help_text=_(
            "As it is to stand in the report, for example konsulentstött familjehem."
        ),
        error_messages={
            "required": _("What do you call the care that you buy? Write a few words."),
            "max_length": _(
                "What do you call the care that you buy? Write at most "
                "%(limit_value)d characters. You wrote %(show_value)d."
            ),
        },
    )
    bought = DayPriceField(
        label=_("Bought care"),
        help_text=_("Kronor per child and day, all that you pay for it."),
        error_messages={
            "required": _("Bought care: write what a day costs, in kronor.")
        },
    )
    source = forms.CharField(
        label=_("Where do the prices come from?"),
        max_length=SOURCE_LENGTH,
        help_text=_(
            "It stands below the comparison, for example: Avtal 2026, verksamhetens "
            "budget. Name no family and no child."
        ),
        error_messages={
            "required": _(
                "Where do the prices come from? Without a source they are not shown."
            ),
            "max_length": _(
                "Where do the prices come from? Write at most %(limit_value)d "
                "characters. You wrote %(show_value)d."
            ),
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():  # what is too long is told, never cut
            field.widget.attrs.pop("maxlength", None)
        self.helper = drawn(
            *("own", "label", "bought", "source"), Submit("save", _("Save"))
        )
