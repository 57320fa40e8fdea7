"""What the pages for families share: the frame, and the form in progress."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaigns.links import Visit
from inquiries.form_token import FormToken
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
    public_municipality(request)
    return render(request, template, dict(context or {}), status=status)


def form_in_progress(request: HttpRequest, at: datetime) -> FormToken:
    """Read the form's state: from the page, else the session, else begin one.

    A link that was followed just now is noted, also on a form begun before.
    """
    return _from_page(request) or _from_session(request, at)


def _from_page(request: HttpRequest) -> FormToken | None:
    return FormToken.unsealed(request.POST.get(FIELD, ""))


def _from_session(request: HttpRequest, at: datetime) -> FormToken:
    plain = request.session.get(IN_PROGRESS)
    token = FormToken.from_plain(plain) if plain else FormToken.begin(at)
    visit = Visit.unsealed(request.GET.get("k", ""))
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
