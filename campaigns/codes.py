"""Codes that can be said on the phone and read on a poster."""

import secrets
from itertools import cycle, islice
from typing import Final

from campaigns.models import Activity

# Letters that are not mistaken for each other, and that spell no word one regrets.
CONSONANTS: Final = "dlmnrtv"
VOWELS: Final = "aeio"
DIGITS: Final = "23456789"
LETTERS: Final = 5
TRIES: Final = 20


def suggest_code() -> str:
    """Give a code that no activity has yet: ratel7."""
    for _ in range(TRIES):
        code = _random_code()
        if not Activity.objects.filter(code=code).exists():
            return code
    return _random_code() + _random_code()


def suggest_codes(number: int) -> list[str]:
    """Give so many different ones at once."""
    found: set[str] = set()
    while len(found) < number:
        tried = {_random_code() for _ in range(number - len(found))} - found
        taken = Activity.objects.filter(code__in=tried).values_list("code", flat=True)
        found |= tried - set(taken)
    return list(found)


def _random_code() -> str:
    sounds = islice(cycle((CONSONANTS, VOWELS)), LETTERS)
    return "".join(map(secrets.choice, [*sounds, DIGITS]))
