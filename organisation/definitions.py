"""Definitions that are printed: the first paragraph of what a figure says of itself.

Source: docs/decisions/0125-a-figure-prints-its-own-docstring.md.
"""

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.utils.translation import gettext

Figure = TypeVar("Figure", bound=Callable[..., Any])


def printed(figure: Figure) -> Figure:
    """Mark a figure whose docstring's first paragraph is read outside the code.

    It changes nothing: `manage.py translate` looks for the mark in the source, and
    takes the paragraph as a text to be translated.
    """
    return figure


def definition_of(figure: Callable[..., Any]) -> str:
    """The paragraph in the active language.

    Raises:
        ValueError: the figure says nothing of itself.
    """
    return gettext(_paragraph_of(figure))


@cache
def _paragraph_of(figure: Callable[..., Any]) -> str:
    return first_paragraph(inspect.getdoc(figure) or "")


def first_paragraph(docstring: str) -> str:
    """As one line.

    Raises:
        ValueError: there is none.
    """
    words = docstring.strip().partition("\n\n")[0].split()
    if not words:
        raise ValueError("A figure without a definition")
    return " ".join(words)
