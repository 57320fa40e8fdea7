"""What is answered when something has gone wrong.

None of these pages may fail in its turn: where a municipality is named, it is the
one that the request has already met.
"""

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final, cast

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from inquiries.views.express import express_again
from inquiries.views.interest import assignments_again, contact_again, time_again
from organisation.access import StaffRequest, recognise
from organisation.current import (
    public_municipality,
    remembered_municipality,
    speak_for,
)
from organisation.lost_login import came_too_late, is_desk_page
from organisation.models import Municipality
from organisation.outage import is_outage

# Pages that show what was typed when the session has run out under them.
AGAIN: Final[Mapping[str, Callable[[HttpRequest], HttpResponse]]] = {
    "inquiries:interest_assignments": assignments_again,
    "inquiries:interest_contact": contact_again,
    "inquiries:interest_time": time_again,
    "inquiries:express": express_again,
}
# What a form may carry to be sent once more; more than this no page of ours asks.
SENT_AGAIN_AT_MOST: Final = 50  # fields


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, but 503 to whose session could not be saved: see Django's own."""
    if is_outage(exception):
        return _away(request)
    _remember(request)
    # Some are refused before anybody has asked which language the address is in.
    language = translation.get_language_from_path(request.path_info)
    with translation.override(language or settings.LANGUAGE_CODE):
        return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403: in the desk's frame for somebody who has come in there."""
    if is_desk_page(request) and getattr(request, "roles", None):
        with translation.override(cast(StaffRequest, request).user.desk_language):
            return render(request, "desk/403.html", status=403)
    _remember(request)
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    with suppress(Municipality.DoesNotExist):
        public_municipality(request)
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 where the database is away, and keep what was typed; else 500."""
    error = sys.exc_info()[1]
    if is_outage(error) or isinstance(error, Municipality.DoesNotExist):
        return _away(request)
    _remember(request)
    return render(request, "500.html", status=500)


def _remember(request: HttpRequest) -> None:
    """Name whose page it is, where that is known; asks no database."""
    if getattr(request, "municipality", None) is None:
        with suppress(DisallowedHost):
            speak_for(request, remembered_municipality(request))


def _away(request: HttpRequest) -> HttpResponse:
    """The database cannot be reached, or nobody has set the place up yet."""
    _remember(request)
    response = render(request, "503.html", {"typed": _typed(request)}, status=503)
    response["Retry-After"] = "10"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show a family's form again as it was typed, and the desk what it typed.

    Anybody else is asked to go back.
    """
    match = request.resolver_match
    again = AGAIN.get(match.view_name) if match else None
    if again is not None:
        return again(request)
    if is_desk_page(request):
        return _too_late_at_the_desk(request)
    _remember(request)
    return render(request, "csrf.html", status=403)


def _too_late_at_the_desk(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return came_too_late(request)
    recognise(request)
    with translation.override(request.user.desk_language):
        return came_too_late(request)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, field by field, so that one press sends it once more."""
    if request.method != "POST":
        return []
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values
    ]
    return fields[:SENT_AGAIN_AT_MOST]
