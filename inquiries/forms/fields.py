"""Fields that take what people type, tidy it, and say what is wrong in plain words."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from inquiries.phones import NotANumber, to_e164
from organisation.tidy import tidy_line, tidy_text

NULL_CHARACTERS = _("There are signs in the text that we cannot read. Write it again.")


class LineField(forms.CharField):
    """One line. What is too long is kept and told, never cut by the browser."""

    def __init__(self, **options: Any) -> None:
        messages = {
            "null_characters_not_allowed": NULL_CHARACTERS,
            **options.pop("error_messages", {}),
        }
        super().__init__(error_messages=messages, **options)

    def to_python(self, value: Any) -> str:
        return tidy_line(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attributes = super().widget_attrs(widget)
        attributes.pop("maxlength", None)
        return attributes


class TextField(LineField):
    """Some lines."""

    def to_python(self, value: Any) -> str:
        return tidy_text(forms.CharField.to_python(self, value) or "")


class PhoneField(LineField):
    """A telephone number in any form. The value is what was typed."""

    widget = forms.TextInput(
        attrs={"type": "tel", "autocomplete": "tel", "spellcheck": "false"}
    )
    default_error_messages = {
        "not_a_number": _(
            "Phone number: write it with the area code, for example 070-174 06 05."
        )
    }

    def run_validators(self, value: str) -> None:
        super().run_validators(value)
        if not value:
            return
        try:
            to_e164(value)
        except NotANumber:
            raise ValidationError(
                self.error_messages["not_a_number"], code="not_a_number"
            ) from None


class AddressField(LineField):
    """An e-mail address. The value is what was typed, less its spaces."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
    default_validators = forms.EmailField.default_validators

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace(" ", "")
