"""The page behind the link in a mail: no more reports, by one press.

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

from organisation.current import public_municipality, speak_for
from reports.services.unsubscribing import recipient_behind
from reports.services.unsubscribing import unsubscribe as say_no


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    recipient = recipient_behind(token)
    if recipient is None:
        public_municipality(request)
        return _page(request, "no_link", status=HTTPStatus.NOT_FOUND)
    speak_for(request, recipient.municipality)
    if request.method == "POST":
        say_no(recipient, at=timezone.now())
        return _page(request, "done")
    return _page(request, "ask" if recipient.unsubscribed_at is None else "done")


def _page(
    request: HttpRequest, name: str, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    response = render(request, f"reports/unsubscribe/{name}.html", status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
