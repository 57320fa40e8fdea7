"""What a field of a form lets one choose from, and the words on each choice."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.functional import Promise


@dataclass(frozen=True)
class ChoiceLabel:
    """Bold words and, below them, a small line; drawn by templates/design/field.html.

    A `day` gathers the times of one day; drawn by templates/design/offers.html.

    It stands where a choice has its label: `("soon", ChoiceLabel(_("Soon"), hint))`.
    """

    title: str | Promise
    hint: str | Promise = ""
    day: str = ""

    def __str__(self) -> str:
        return str(self.title)


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Let the field of that name offer these values, each with its words."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)
