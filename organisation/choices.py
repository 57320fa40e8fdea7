"""The words on a choice in a form."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class ChoiceLabel:
    """Bold words and, below them, a small line; drawn by templates/design/field.html.

    It stands where a choice has its label: `("soon", ChoiceLabel(_("Soon"), hint))`.
    """

    title: str | Promise
    hint: str | Promise = ""

    def __str__(self) -> str:
        return str(self.title)
