"""Fields that plans and figures share."""

import re
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from organisation.wording import number_text

MOST_DIGITS: Final = 12  # far below what a column holds
_COUNT: Final = re.compile(f"[0-9]{{1,{MOST_DIGITS}}}")


class DayInput(forms.DateInput):
    """The browser's own calendar; typed as well."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SuggestingInput(forms.TextInput):
    """One line, with suggestions that the browser offers while one writes."""

    template_name = "design/suggesting_input.html"

    def __init__(self, suggestions: Sequence[str]) -> None:
        super().__init__()
        self.suggestions = suggestions

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["suggestions"] = self.suggestions
        if self.suggestions:
            widget["attrs"]["list"] = f"{widget['attrs'].get('id', name)}_list"
        return context


class CountField(forms.Field):
    """A whole number, 0 or more, or None; spaces between thousands are welcome.

    Args:
        most: the largest number that the column holds.
    """

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "size": 12}
    )
    default_error_messages = {
        "invalid": _("%(label)s: write a whole number, 0 or more."),
        "too_much": _("%(label)s: write at most %(most)s."),
    }

    def __init__(self, *, most: int = 2_147_483_647, **options: Any) -> None:
        self.most = most
        super().__init__(**options)

    def to_python(self, value: Any) -> int | None:
        digits = "".join(str("" if value is None else value).split())
        if not digits:
            return None
        if not _COUNT.fullmatch(digits):
            raise self._refusal("invalid")
        if int(digits) > self.most:
            raise self._refusal("too_much")
        return int(digits)

    def prepare_value(self, value: Any) -> Any:
        return number_text(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True

    def _refusal(self, code: str) -> ValidationError:
        words = {"label": self.label, "most": number_text(self.most)}
        return ValidationError(self.error_messages[code], code=code, params=words)
