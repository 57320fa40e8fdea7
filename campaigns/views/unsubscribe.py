"""The page behind the link in a letter: no more of them, by one press.

GET and HEAD change nothing, for mail scanners open links before people do. A mail
program's own button posts here without a page, as RFC 8058 has it.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from campaigns.services.unsubscribing import ambassador_behind
from campaigns.services.unsubscribing import unsubscribe as say_no
from organisation.current import public_municipality, speak_for


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    home = ambassador_behind(token)
    if home is None:
        public_municipality(request)
        return _page(request, "no_link", status=HTTPStatus.NOT_FOUND)
    speak_for(request, home.municipality)
    if request.method == "POST":
        say_no(home, at=timezone.now())
        return _page(request, "done")
    return _page(request, "ask" if home.unsubscribed_at is None else "done")


def _page(
    request: HttpRequest, name: str, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    template = f"campaigns/unsubscribe/{name}.html"
    response = render(request, template, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
