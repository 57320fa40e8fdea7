"""The one door to a family's own page: whose it is, and what every answer carries.

GET and HEAD change nothing, for mail scanners open links before people do.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from inquiries.family_links import inquiry_behind
from inquiries.models import Inquiry
from inquiries.views.public_page import show
from organisation.current import speak_for

CHANGED: Final = "andrat"  # in the address: somebody was first


class SeeOther(HttpResponseRedirect):
    status_code = HTTPStatus.SEE_OTHER


@dataclass(frozen=True)
class Visit:
    """One request to a family's page. `key` makes a form that is sent twice one."""

    request: HttpRequest
    token: str
    inquiry: Inquiry
    at: datetime
    key: uuid.UUID

    @property
    def is_sent(self) -> bool:
        return self.request.method == "POST"

    def show(
        self,
        template: str,
        form: forms.Form | None = None,
        *,
        status: int = HTTPStatus.OK,
        **context: Any,
    ) -> HttpResponse:
        context |= {
            "form": form,
            "key": self.key,
            "token": self.token,
            "inquiry": self.inquiry,
        }
        template = f"inquiries/family/{template}.html"
        return show(self.request, template, context, status=status)

    def refused(self, template: str, form: forms.Form, **context: Any) -> HttpResponse:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return self.show(template, form, status=status, **context)

    def back(self, said: str) -> HttpResponse:
        """To the page itself, with a word on what was done."""
        address = reverse("inquiries:family", args=[self.token])
        return SeeOther(f"{address}?klart={said}")


View = Callable[[Visit], HttpResponse]


def family_view(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Open to whoever has a living link; everybody else gets one and the same 404.

    No cookie takes part, so none can be abused and none is set.
    """

    @csrf_exempt
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        inquiry = inquiry_behind(token)
        if inquiry is None:
            template = "inquiries/family/no_link.html"
            return private(show(request, template, status=HTTPStatus.NOT_FOUND))
        speak_for(request, inquiry.municipality)
        key = key_in(request)
        return private(view(Visit(request, token, inquiry, timezone.now(), key)))

    return opened


def private(response: HttpResponse) -> HttpResponse:
    """Nobody learns the address from a link on the page, nor finds it by searching."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def key_in(request: HttpRequest) -> uuid.UUID:
    """The key of the form that was sent; a new one for a page that is shown."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()
