"""`/t/<code>`: count the visit, lead to the form. No cookie, no device, no person."""

import re
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns.links import cleaned_code
from campaigns.services import count_visit, visit_of

# Those who fetch a link only to show what it leads to, or to list it.
ROBOTS: Final = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|scan|facebookexternalhit|facebot"
    r"|whatsapp|telegram|skype|slack|discord|embed|curl|wget|python|headless",
    re.IGNORECASE,
)
AHEAD: Final = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")


@never_cache
@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    cleaned = cleaned_code(code)
    address = reverse("inquiries:interest_assignments")
    if cleaned:
        is_seen = request.method == "GET" and not _is_robot(request)
        visit = (
            count_visit(cleaned, on=timezone.localdate())
            if is_seen
            else visit_of(cleaned)
        )
        address += "?" + urlencode({"k": visit.sealed()})
    response = HttpResponseRedirect(address)
    response["X-Robots-Tag"] = "noindex"
    return response


def _is_robot(request: HttpRequest) -> bool:
    """A preview, a crawler, or a browser that fetches ahead of a press."""
    agent = request.headers.get("user-agent", "")
    ahead = "".join(request.META.get(name, "") for name in AHEAD).lower()
    return "prefetch" in ahead or "preview" in ahead or bool(ROBOTS.search(agent))
