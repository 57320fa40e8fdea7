"""How long an SMS is, and what keeps it from being longer than it looks.

A part holds 160 characters of the telephones' own alphabet, or 70 where a single one is
outside it; of several joined parts, 153 or 67. Source: 3GPP TS 23.038 and 23.040;
docs/decisions/0111-how-long-an-sms-is.md.
"""

from typing import Final

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_OF_TWO: Final = frozenset("^{}\\[~]|€\f")  # take the place of two
# What looks the same, or nearly, and costs more than half of the room.
_PLAIN: Final = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "’": "'",
        "‘": "'",
        "”": '"',
        "“": '"',
        "…": "...",
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
        "\N{NON-BREAKING HYPHEN}": "-",
    }
)


def plain(text: str) -> str:
    """The text with dashes, quotation marks and spaces of the telephones' alphabet.

    Letters stay as they are: a name is never spelt otherwise to save room.
    """
    return text.translate(_PLAIN)


def parts_of(text: str) -> int:
    """In how many parts it is sent, and paid for."""
    if all(each in _BASIC or each in _OF_TWO for each in text):
        length = sum(2 if each in _OF_TWO else 1 for each in text)
        alone, joined = 160, 153
    else:
        length = len(text.encode("utf-16-be")) // 2
        alone, joined = 70, 67
    return 1 if length <= alone else -(-length // joined)
