"""The words on a choice in a form."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class ChoiceLabel:
    """Bold words and, below them, a small line; drawn by templates/design/field.html.

    Usable as the label of a choice: `("soon", ChoiceLabel(_("As soon as possible"), "…"))`.
    """

    title: str | Promise
    hint: str | Promise = ""

    def __str__(self) -> str:
        return str(self.title)
