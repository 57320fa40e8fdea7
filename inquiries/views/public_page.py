"""What the pages for families share: the frame, and the form in progress."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from campaigns.arrivals import arrival, carried, tells
from campaigns.links import Visit
from campaigns.robots import is_person, is_robot
from campaigns.services import count_start, count_step
from inquiries.form_token import FormToken
from organisation.context import twin_url
from organisation.current import places_to_choose, public_municipality
from organisation.models import Municipality

IN_PROGRESS: Final = "interest"  # in the session: the form that is being filled in
SENT: Final = "receipt"  # in the session: the latest receipt's token
FIELD: Final = "form"  # the hidden field with the form's token
TRAP: Final = "hemsida"  # the hidden field that only a robot fills in


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Draw a page in the frame of the municipality that the address names."""
    full = {**onward(request, carried(came_by(request))), **(context or {})}
    return render(request, template, full, status=status)


def came_by(request: HttpRequest) -> Visit | None:
    """How the visitor came here, as far as the address tells."""
    return arrival(request, public_municipality(request).pk)


def onward(request: HttpRequest, carried: str) -> dict[str, str]:
    """What the frame's links need so that nothing of it is lost on the way."""
    twin, _, query = twin_url(request).partition("?")
    if twin and query:
        rest = request.GET.copy()
        for name in filter(tells, list(rest)):
            del rest[name]
        query = rest.urlencode(safe="/")
    and_so = f"{carried}&" if carried else "?"
    return {
        "carried": carried,
        "twin_url": twin and twin + (f"{and_so}{query}" if query else carried),
    }


def form_in_progress(request: HttpRequest, at: datetime) -> FormToken:
    """Read the form's state: from the page, else the session, else begin one.

    A link that was followed just now is noted, also on a form begun before.
    """
    return _from_page(request) or _from_session(request, at)


def opened_form(request: HttpRequest, at: datetime) -> FormToken:
    """As form_in_progress, for a page that a form may begin with: that is a start.

    It is kept, so that opening the page once more begins no other. What a robot or a
    browser ahead of its reader fetches is no start.
    """
    token = form_in_progress(request, at)
    if IN_PROGRESS not in request.session and is_person(request):
        keep(request, token)
        municipality_id = public_municipality(request).pk
        count_start(token.visit, municipality_id, on=timezone.localdate(at))
    return token


def sent_page(request: HttpRequest, step: int, token: FormToken, at: datetime) -> None:
    """Keep the answers of page 1 or 2, and count it, if this form has not sent it."""
    keep(request, token)
    if not is_robot(request):
        place, day = public_municipality(request).pk, timezone.localdate(at)
        count_step(step, token.key, token.visit, place, on=day)


def _from_page(request: HttpRequest) -> FormToken | None:
    return FormToken.unsealed(request.POST.get(FIELD, ""))


def _from_session(request: HttpRequest, at: datetime) -> FormToken:
    plain = request.session.get(IN_PROGRESS)
    token = FormToken.from_plain(plain) if plain else FormToken.begin(at)
    visit = came_by(request)
    return token if visit is None else token.of_visit(visit)


def keep(request: HttpRequest, token: FormToken) -> None:
    """Keep the form for the next page, and for a day."""
    request.session[IN_PROGRESS] = token.as_plain()


def is_trapped(request: HttpRequest) -> bool:
    return bool(request.POST.get(TRAP))


def place_of(request: HttpRequest, token: FormToken) -> Municipality:
    """The municipality that is asked: chosen, or of the followed link, or the page's.

    Only one that this address serves.
    """
    home = public_municipality(request)
    wanted = token.answers.get("place") or (token.visit and token.visit.municipality_id)
    places = places_to_choose(request)
    return next((each for each in places if each.pk == wanted), home)
