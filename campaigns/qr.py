"""Links as people and telephones read them, and the codes to print them as."""

import io
from typing import Any, Final

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from campaigns.models import Activity

SCHEME = "https"
RESOLUTION: Final = 300  # dots an inch, as printers ask for
INCH: Final = 2.54  # centimetres
WIDTHS: Final = (4, 8, 20)  # centimetres: a card, a leaflet, a roll-up


def link_of(activity: Activity, language: str = settings.LANGUAGE_CODE) -> str:
    """The whole address, at the municipality's own host name where it has one.

    Args:
        language: of what it leads to, whatever the desk's own language is.
    """
    domain = activity.municipality.domain
    host = f"{SCHEME}://{domain}" if domain else settings.BASE_URL
    with translation.override(language):
        return host + reverse("campaigns:follow", args=[activity.code])


def spoken(link: str) -> str:
    """The link as it is said, and typed from a poster: without its beginning."""
    return link.partition("://")[2]


def qr_of(activity: Activity) -> bytes:
    """The link as an SVG of no size of its own; a quarter of it may be worn away."""
    return qr_to(link_of(activity))


def qr_to(link: str) -> bytes:
    return _drawn(_code(link), kind="svg", omitsize=True, light="white")


def qr_png_of(activity: Activity, width: int) -> bytes:
    """The same as a PNG, at most so many centimetres wide when it is printed.

    Whole dots to each square of the code, so that nothing is blurred.
    """
    code = _code(link_of(activity))
    squares = code.symbol_size()[0]
    dots = max(1, int(width / INCH * RESOLUTION / squares))
    return _drawn(code, kind="png", scale=dots, dpi=RESOLUTION)


def _code(link: str) -> segno.QRCode:
    return segno.make_qr(link, error="q")


def _drawn(code: segno.QRCode, **options: Any) -> bytes:
    drawing = io.BytesIO()
    code.save(drawing, **options)
    return drawing.getvalue()
