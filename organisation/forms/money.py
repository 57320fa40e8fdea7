"""The field for money: one for all forms."""

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from organisation.money import NotKronor, kronor_text, read_kronor

MOST: Final = Decimal("9999999999.99")  # what a column of 12 digits holds


class KronorField(forms.Field):
    """An amount in Swedish kronor, 0 or more, or None; shown as Swedes write it."""

    widget = forms.TextInput(
        attrs={"inputmode": "decimal", "autocomplete": "off", "size": 14}
    )
    default_error_messages = {
        "invalid": _(
            "%(label)s: write an amount in kronor, for example 12 500 or 12500,50."
        ),
        "too_much": _("%(label)s: write an amount below 10 billion kronor."),
    }

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            amount = read_kronor(str(value))
        except NotKronor:
            raise self._refusal("invalid") from None
        if amount > MOST:
            raise self._refusal("too_much")
        return amount

    def prepare_value(self, value: Any) -> Any:
        return kronor_text(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True

    def _refusal(self, code: str) -> ValidationError:
        return ValidationError(
            self.error_messages[code], code=code, params={"label": self.label}
        )
