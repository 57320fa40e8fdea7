"""Links as people and telephones read them."""

import io

import segno
from django.conf import settings
from django.urls import reverse

from campaigns.models import Activity

SCHEME = "https"


def link_of(activity: Activity) -> str:
    """The whole address, at the municipality's own host name where it has one."""
    domain = activity.municipality.domain
    host = f"{SCHEME}://{domain}" if domain else settings.BASE_URL
    return host + reverse("campaigns:follow", args=[activity.code])


def qr_of(activity: Activity) -> bytes:
    """The link as an SVG of no size of its own; a quarter of it may be worn away."""
    drawing = io.BytesIO()
    code = segno.make_qr(link_of(activity), error="q")
    code.save(drawing, kind="svg", omitsize=True, light="white")
    return drawing.getvalue()
