"""The form in three pages: what, how to reach you, when.

Each page carries the form's token with the answers so far; the session keeps them
too, for going back. See inquiries/form_token.py.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from inquiries.form_token import FormToken
from inquiries.forms.interest import AssignmentsForm, ContactForm, TimeForm
from inquiries.offered import offered, shown_moments
from inquiries.summary import summary_of
from inquiries.team import team_of
from inquiries.views.public_page import (
    SENT,
    form_in_progress,
    is_trapped,
    keep,
    place_of,
    show,
)
from inquiries.views.sending import can_be_called, send
from organisation.current import places_to_choose

READ_AND_SEND = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(READ_AND_SEND)
def interest_assignments(request: HttpRequest) -> HttpResponse:
    token = form_in_progress(request, timezone.now())
    if request.method != "POST":
        form = AssignmentsForm(initial=token.answers)
        return _assignments_page(request, token, form)
    form = AssignmentsForm(request.POST)
    if not form.is_valid():
        return _assignments_page(request, token, form, status=422)
    keep(request, token.with_answers(form.cleaned_data))
    return redirect("inquiries:interest_contact")


@never_cache
@require_http_methods(READ_AND_SEND)
def interest_contact(request: HttpRequest) -> HttpResponse:
    token = form_in_progress(request, timezone.now())
    places = places_to_choose(request)
    if request.method != "POST":
        form = ContactForm(places=places, initial=_contact_answers(request, token))
        return _contact_page(request, token, form)
    form = ContactForm(request.POST, places=places)
    if not form.is_valid():
        return _contact_page(request, token, form, status=422)
    if likely := form.likely_email():
        typed = {**form.cleaned_data, "kept_email": form.cleaned_data["email"]}
        form = ContactForm(places=places, initial=typed)
        return _contact_page(request, token, form, likely_email=likely)
    answers = {**form.cleaned_data, "is_trapped": is_trapped(request)}
    del answers["kept_email"]
    keep(request, token.with_answers(answers))
    return redirect("inquiries:interest_time")


@never_cache
@require_http_methods(READ_AND_SEND)
def interest_time(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    token = form_in_progress(request, at)
    if "name" not in token.answers:
        return _without_contact(request, token, at)
    if request.method != "POST":
        return _time_page(request, token, at)
    form = TimeForm(request.POST, offers=_offers(request, token, at), at=at)
    if not form.is_valid():
        return _time_page(request, token, at, form, status=422)
    token = token.with_answers(form.cleaned_data)
    sent = send(request, token, place_of(request, token), at)
    return sent or _time_page(request, token, at, notice="moved", status=409)


def assignments_again(request: HttpRequest) -> HttpResponse:
    """Show what was typed, after the session ran out under the page."""
    token = form_in_progress(request, timezone.now())
    form = AssignmentsForm(initial=AssignmentsForm(request.POST).typed())
    return _assignments_page(request, token, form, notice="lost", status=403)


def contact_again(request: HttpRequest) -> HttpResponse:
    token = form_in_progress(request, timezone.now())
    places = places_to_choose(request)
    typed = ContactForm(request.POST, places=places).typed()
    form = ContactForm(places=places, initial=typed)
    return _contact_page(request, token, form, notice="lost", status=403)


def time_again(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    token = form_in_progress(request, at)
    keep(request, token)
    offers = _offers(request, token, at)
    typed = TimeForm(request.POST, offers=offers, at=at).typed()
    form = TimeForm(initial=typed, offers=offers, at=at)
    return _time_page(request, token, at, form, notice="lost", status=403)


def _assignments_page(
    request: HttpRequest,
    token: FormToken,
    form: AssignmentsForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= {"form": form, "token": token.sealed()}
    template = "inquiries/public/assignments.html"
    return show(request, template, context, status=status)


def _contact_page(
    request: HttpRequest,
    token: FormToken,
    form: ContactForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= {"form": form, "token": token.sealed()}
    return show(request, "inquiries/public/contact.html", context, status=status)


def _time_page(
    request: HttpRequest,
    token: FormToken,
    at: datetime,
    form: TimeForm | None = None,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    offers = _offers(request, token, at)
    municipality = place_of(request, token)
    context |= {
        "form": form or TimeForm(initial=dict(token.answers), offers=offers, at=at),
        "token": token.with_shown(shown_moments(offers)).sealed(),
        "can_be_called": can_be_called(token),
        "team": team_of(municipality, timezone.localdate(at)),
        "summary": summary_of(token.answers, places_to_choose(request)),
    }
    return show(request, "inquiries/public/time.html", context, status=status)


def _contact_answers(request: HttpRequest, token: FormToken) -> dict[str, Any]:
    return {
        "place": place_of(request, token).pk,
        "language": get_language(),
        **token.answers,
    }


def _offers(request: HttpRequest, token: FormToken, at: datetime) -> list[Any]:
    municipality = place_of(request, token)
    return offered(municipality, at, can_be_called=can_be_called(token))


def _without_contact(
    request: HttpRequest, token: FormToken, at: datetime
) -> HttpResponse:
    """Lead to where something is missing: nothing typed here is lost by it."""
    if request.method == "POST":
        typed = TimeForm(request.POST, offers=_offers(request, token, at), at=at)
        if typed.is_valid():
            keep(request, token.with_answers(typed.cleaned_data))
    elif SENT in request.session:
        return redirect("inquiries:receipt", token=request.session[SENT])
    return redirect("inquiries:interest_contact")
