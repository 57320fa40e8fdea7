"""Colours that can be read: a municipality's own, measured as WCAG 2.2 measures.

Contrast and luminance: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
"""

import colorsys
from typing import Final

LEAST_CONTRAST: Final = 4.5  # success criterion 1.4.3, text of ordinary size
WHITE: Final = "#FFFFFF"
PAPER: Final = "#FBF7F1"  # --paper; see design/css/tokens.css
SOFT: Final = "#FAEAE2"  # --accent-soft
BACKGROUNDS: Final = (WHITE, PAPER, SOFT)
STEP: Final = 0.01  # of lightness, when looking for a darker colour

Rgb = tuple[float, float, float]


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours (#RRGGBB), from 1.0 to 21.0."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(colour: str) -> bool:
    """Tell whether the colour may be text on our pages, or carry white text."""
    mist = mixed("#F9FFFD", colour, 0.1)  # --brand-mist is made of the colour itself
    grounds = (*BACKGROUNDS, mist)
    return all(contrast(colour, each) >= LEAST_CONTRAST for each in grounds)


def darkened_until_readable(colour: str) -> str:
    """Give the nearest darker colour of the same hue that is readable."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    while not is_readable(colour):
        lightness = max(0.0, lightness - STEP)
        colour = _hex(colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour


def mixed(colour: str, other: str, share: float) -> str:
    """Mix in a share (0 to 1) of the other colour."""
    pairs = zip(_rgb(colour), _rgb(other), strict=True)
    red, green, blue = (a + (b - a) * share for a, b in pairs)
    return _hex((red, green, blue))


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in _rgb(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(part * 255):02X}" for part in rgb)
