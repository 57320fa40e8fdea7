"""The short form for posters and fairs: name, number, when. The same promise."""

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from followups.booking import SlotTaken
from followups.models import Wish
from followups.promise import Offer
from followups.times import forget_times
from inquiries.form_token import FormToken
from inquiries.forms.interest import ExpressForm
from inquiries.lying_low_words import busy_text
from inquiries.offered import offered, shown_moments, shown_words, times
from inquiries.team import Team, named_to
from inquiries.views.kept_pages import Blanks, show_kept
from inquiries.views.public_page import (
    form_in_progress,
    opened_form,
    place_of,
    show,
)
from inquiries.views.sending import language_of, send
from organisation.current import places_to_choose
from organisation.models import Municipality

TEMPLATE: Final = "inquiries/public/express.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def express(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    token = opened_form(request, at)
    if request.method != "POST":
        return _page_kept(request, token, at)
    form = _form(request, place_of(request, token), at, request.POST)
    if not form.is_valid():
        return _page(request, token, at, form, status=422)
    token = token.with_answers(form.cleaned_data)
    try:
        sent = send(request, token, place_of(request, token), at)
    except SlotTaken:
        forget_times()
        return _page(request, token, at, notice="taken", status=409)
    return sent or _page(request, token, at, notice="moved", status=409)


def express_again(request: HttpRequest) -> HttpResponse:
    """Show what was typed, after the session ran out under the page."""
    at = timezone.now()
    token = form_in_progress(request, at)
    place = place_of(request, token)
    typed = _form(request, place, at, request.POST).typed()
    form = _form(request, place, at, initial=typed)
    return _page(request, token, at, form, notice="lost", status=403)


def _page(
    request: HttpRequest,
    token: FormToken,
    at: datetime,
    form: ExpressForm | None = None,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    place = place_of(request, token)
    initial = {**token.answers, "place": place.pk}
    context |= {
        "form": form or _form(request, place, at, initial=initial),
        **_promised(request, token, at),
    }
    return show(request, TEMPLATE, context, status=status)


def _page_kept(request: HttpRequest, token: FormToken, at: datetime) -> HttpResponse:
    place = place_of(request, token)
    promised = _promised(request, token, at)
    team: Team | None = promised["team"]

    def context(blanks: Blanks) -> dict[str, Any]:
        initial = {"place": place.pk, "wish": wish, **blanks}
        return {
            "form": _form(request, place, at, initial=initial),
            "token": blanks["token"],
            "team": team,
            "busy": promised["busy"],
        }

    wish = token.answers.get("wish")
    shown = shown_moments([*_offers(place, at), *times(place, at)])
    places = ((each.pk, each.name) for each in places_to_choose(request))
    today = timezone.localdate(at)
    key = (place.pk, place.settings_version, today, wish, *shown.items(), *places)
    key += () if team is None else team.rows
    texts = {
        "token": promised["token"],
        "name": token.answers.get("name", ""),
        "phone": token.answers.get("phone", ""),
    }
    return show_kept(request, TEMPLATE, context, key=key, texts=texts)


def _promised(request: HttpRequest, token: FormToken, at: datetime) -> dict[str, Any]:
    """The token with what stands on the page, and the names, if any stand there.

    Nobody is named while the family has yet to choose among several municipalities.
    """
    place = place_of(request, token)
    team, offers = None, _offers(place, at)
    if "place" in token.answers or not places_to_choose(request):
        language, turn = language_of(token), token.key.int
        team = named_to(place, language, turn, offers, at)
    rows = () if team is None else team.rows
    words = shown_words([*offers, *times(place, at)], at)
    shown = token.with_shown(shown_moments(offers), words, rows)
    return {"token": shown.sealed(), "team": team, "busy": busy_text(offers, at)}


def _form(
    request: HttpRequest, place: Municipality, at: datetime, *args: Any, **options: Any
) -> ExpressForm:
    places = places_to_choose(request)
    choices = {"offers": _offers(place, at), "times": times(place, at)}
    return ExpressForm(*args, places=places, at=at, **choices, **options)


def _offers(place: Municipality, at: datetime) -> list[Offer]:
    """Whoever asks to be called is not offered a letter, if there is any choice."""
    choices = offered(place, at)
    return [each for each in choices if each.wish != Wish.WRITE] or choices
