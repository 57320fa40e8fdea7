"""The form in three pages: what, how to reach you, when.

Each page carries the form's token with the answers so far; the session keeps them
too, for going back. See inquiries/form_token.py.
"""

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from followups.booking import SlotTaken
from followups.times import forget_times
from inquiries.form_token import FormToken
from inquiries.forms.interest import AssignmentsForm, ContactForm, TimeForm
from inquiries.offered import offered
from inquiries.views.kept_pages import Blanks, show_kept
from inquiries.views.last_page import LastPage
from inquiries.views.public_page import (
    SENT,
    form_in_progress,
    is_trapped,
    keep,
    opened_form,
    place_of,
    sent_page,
    show,
)
from inquiries.views.sending import send
from organisation.current import places_to_choose

READ_AND_SEND: Final = ["GET", "HEAD", "POST"]
WHAT: Final = "inquiries/public/assignments.html"
WHO: Final = "inquiries/public/contact.html"
TYPED: Final = ("name", "phone", "email")


@never_cache
@require_http_methods(READ_AND_SEND)
def interest_assignments(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    token = opened_form(request, at)
    if request.method != "POST":
        return _assignments_page(request, token)
    form = AssignmentsForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "token": token.sealed()}
        return show(request, WHAT, context, status=422)
    sent_page(request, 1, token.with_answers(form.cleaned_data), at)
    return redirect("inquiries:interest_contact")


@never_cache
@require_http_methods(READ_AND_SEND)
def interest_contact(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    token = opened_form(request, at)
    if request.method != "POST":
        return _contact_page(request, token)
    places = places_to_choose(request)
    form = ContactForm(request.POST, places=places)
    context = {"form": form, "token": token.sealed()}
    if not form.is_valid():
        return show(request, WHO, context, status=422)
    if likely := form.likely_email():
        typed = {**form.cleaned_data, "kept_email": form.cleaned_data["email"]}
        context["form"] = ContactForm(places=places, initial=typed)
        return show(request, WHO, context | {"likely_email": likely})
    answers = {**form.cleaned_data, "is_trapped": is_trapped(request)}
    del answers["kept_email"]
    sent_page(request, 2, token.with_answers(answers), at)
    return redirect("inquiries:interest_time")


@never_cache
@require_http_methods(READ_AND_SEND)
def interest_time(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    token = form_in_progress(request, at)
    if "name" not in token.answers:
        return _without_contact(request, token, at)
    moment = LastPage.of(request, token, at)
    if request.method != "POST":
        return moment.shown_kept(request)
    form = moment.form(request.POST)
    if not form.is_valid():
        return moment.shown(request, form, status=422)
    token = token.with_answers(form.cleaned_data)
    notice = "moved"
    try:
        sent = send(request, token, moment.place, at)
        if sent is not None:
            return sent
    except SlotTaken:
        forget_times()
        moment, notice = LastPage.of(request, token, at), "taken"
    form = moment.form(initial=dict(token.answers))
    return moment.shown(request, form, notice=notice, status=409)


def assignments_again(request: HttpRequest) -> HttpResponse:
    """Show what was typed, after the session ran out under the page."""
    token = form_in_progress(request, timezone.now())
    form = AssignmentsForm(initial=AssignmentsForm(request.POST).typed())
    context = {"form": form, "token": token.sealed(), "notice": "lost"}
    return show(request, WHAT, context, status=403)


def contact_again(request: HttpRequest) -> HttpResponse:
    token = form_in_progress(request, timezone.now())
    places = places_to_choose(request)
    typed = ContactForm(request.POST, places=places).typed()
    form = ContactForm(places=places, initial=typed)
    context = {"form": form, "token": token.sealed(), "notice": "lost"}
    return show(request, WHO, context, status=403)


def time_again(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    token = form_in_progress(request, at)
    if "name" not in token.answers:
        return _without_contact(request, token, at)
    keep(request, token)
    moment = LastPage.of(request, token, at)
    form = moment.form(initial=moment.form(request.POST).typed())
    return moment.shown(request, form, notice="lost", status=403)


def _assignments_page(request: HttpRequest, token: FormToken) -> HttpResponse:
    beforehand = token.visit.wanted if token.visit else ()
    wanted = token.answers.get("wanted_assignments", list(beforehand))

    def context(blanks: Blanks) -> dict[str, Any]:
        form = AssignmentsForm(initial={"wanted_assignments": wanted})
        return {"form": form, "token": blanks["token"]}

    texts = {"token": token.sealed()}
    return show_kept(request, WHAT, context, key=tuple(wanted), texts=texts)


def _contact_page(request: HttpRequest, token: FormToken) -> HttpResponse:
    places = places_to_choose(request)
    chosen = {
        "place": place_of(request, token).pk,
        "language": token.answers.get("language") or get_language(),
        "needs_interpreter": token.answers.get("needs_interpreter", False),
    }

    def context(blanks: Blanks) -> dict[str, Any]:
        form = ContactForm(places=places, initial={**chosen, **blanks})
        return {"form": form, "token": blanks["token"]}

    typed = {name: token.answers.get(name, "") for name in TYPED}
    key = (*chosen.values(), *((each.pk, each.name) for each in places))
    texts = {"token": token.sealed(), **typed}
    return show_kept(request, WHO, context, key=key, texts=texts)


def _without_contact(
    request: HttpRequest, token: FormToken, at: datetime
) -> HttpResponse:
    """Lead to where something is missing: nothing typed here is lost by it."""
    if request.method == "POST":
        typed = TimeForm(
            request.POST, offers=offered(place_of(request, token), at), at=at
        )
        if typed.is_valid():
            keep(request, token.with_answers(typed.cleaned_data))
    elif SENT in request.session:
        return redirect("inquiries:receipt", token=request.session[SENT])
    return redirect("inquiries:interest_contact")
