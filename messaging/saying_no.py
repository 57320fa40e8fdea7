"""The page behind the link in a mail: no more of them, by one press.

GET and HEAD change nothing, for mail scanners open links before people do. A mail
program's own button posts here without a page, as RFC 8058 has it.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from organisation.current import public_municipality, speak_for


def page_to_say_no(
    templates: str, behind: Callable[[str], Any], say_no: Callable[..., None]
) -> Callable[[HttpRequest, str], HttpResponse]:
    """Make the view for one kind of recipient.

    Args:
        templates: the folder of `ask.html`, `done.html` and `no_link.html`.
        behind: the recipient that a token was made for, with `municipality` and
            `unsubscribed_at`; None for what we never made.
        say_no: takes the recipient and the moment `at`; once more changes nothing.
    """

    @csrf_exempt
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
        recipient = behind(token)
        if recipient is None:
            public_municipality(request)
            return _page(request, f"{templates}/no_link.html", HTTPStatus.NOT_FOUND)
        speak_for(request, recipient.municipality)
        if request.method == "POST":
            say_no(recipient, at=timezone.now())
            return _page(request, f"{templates}/done.html")
        name = "ask" if recipient.unsubscribed_at is None else "done"
        return _page(request, f"{templates}/{name}.html")

    return unsubscribe


def _page(
    request: HttpRequest, template: str, status: int = HTTPStatus.OK
) -> HttpResponse:
    response = render(request, template, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
