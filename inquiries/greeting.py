"""How we address a family whose name we know as it was typed, whatever that was."""

import unicodedata
from typing import Final

from django.utils.translation import gettext as _

JOINERS: Final = "-\N{HYPHEN}'\N{RIGHT SINGLE QUOTATION MARK}"


def first_name(name: str) -> str:
    """The first word, where it can be a name; else "".

    A name is letters of any script, with their marks, and hyphens and apostrophes.
    """
    first = name.split()[0]
    is_name = first[0].isalpha() and all(
        letter in JOINERS or unicodedata.category(letter)[0] in "LM" for letter in first
    )
    return first if is_name else ""


def hello(name: str) -> str:
    """“Hello Anna,”; nobody is greeted by what can be no name."""
    first = first_name(name)
    return _("Hello %(name)s,") % {"name": first} if first else _("Hello,")


def thanks(name: str) -> str:
    """“Thank you, Anna!”"""
    first = first_name(name)
    return _("Thank you, %(name)s!") % {"name": first} if first else _("Thank you!")
