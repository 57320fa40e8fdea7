"""The short form for posters and fairs: name, number, when. The same promise."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

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


@dataclass(frozen=True)
class ExpressPage:
    """What the page shows at one moment, all of it from one look at what is offered.

    While a municipality begins or ceases to lie low, two looks could differ, and the
    words kept with an inquiry would not be those that stood on its page.

    `team` is None while the family has yet to choose among several municipalities:
    then nobody is named.
    """

    token: FormToken
    place: Municipality
    offers: list[Offer]
    times: list[Offer]
    team: Team | None
    at: datetime

    @classmethod
    def of(cls, request: HttpRequest, token: FormToken, at: datetime) -> Self:
        place = place_of(request, token)
        offers = _offers(place, at)
        team = None
        if "place" in token.answers or not places_to_choose(request):
            turn = token.key.int
            team = named_to(place, language_of(token), turn, offers, at)
        return cls(token, place, offers, times(place, at), team, at)

    def form(self, request: HttpRequest, *args: Any, **options: Any) -> ExpressForm:
        """The page's form, with what may be chosen now."""
        return ExpressForm(
            *args,
            places=places_to_choose(request),
            offers=self.offers,
            times=self.times,
            at=self.at,
            **options,
        )

    def shown(
        self,
        request: HttpRequest,
        form: ExpressForm | None = None,
        *,
        status: int = 200,
        notice: str = "",
    ) -> HttpResponse:
        initial = {**self.token.answers, "place": self.place.pk}
        form = form or self.form(request, initial=initial)
        context = self._context(form, self._sealed()) | {"notice": notice}
        return show(request, TEMPLATE, context, status=status)

    def shown_kept(self, request: HttpRequest) -> HttpResponse:
        chosen = {"place": self.place.pk, "wish": self.token.answers.get("wish")}

        def context(blanks: Blanks) -> dict[str, Any]:
            form = self.form(request, initial={**chosen, **blanks})
            return self._context(form, blanks["token"])

        places = ((each.pk, each.name) for each in places_to_choose(request))
        key = (*chosen.values(), *self._what_is_shown(), *places)
        texts = {
            "token": self._sealed(),
            "name": self.token.answers.get("name", ""),
            "phone": self.token.answers.get("phone", ""),
        }
        return show_kept(request, TEMPLATE, context, key=key, texts=texts)

    def _what_is_shown(self) -> tuple[object, ...]:
        return (
            self.place.settings_version,
            timezone.localdate(self.at),
            busy_text(self.offers, self.at),
            *self._words().items(),
            *(() if self.team is None else self.team.rows),
        )

    def _context(self, form: ExpressForm, token: str) -> dict[str, Any]:
        busy = busy_text(self.offers, self.at)
        return {"form": form, "token": token, "team": self.team, "busy": busy}

    def _words(self) -> dict[str, str]:
        return shown_words([*self.offers, *self.times], self.at)

    def _sealed(self) -> str:
        named = () if self.team is None else self.team.rows
        shown = self.token.with_shown(shown_moments(self.offers), self._words(), named)
        return shown.sealed()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def express(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    token = opened_form(request, at)
    page = ExpressPage.of(request, token, at)
    if request.method != "POST":
        return page.shown_kept(request)
    form = page.form(request, request.POST)
    if not form.is_valid():
        return page.shown(request, form, status=422)
    token = token.with_answers(form.cleaned_data)
    notice = "moved"
    try:
        sent = send(request, token, place_of(request, token), at)
        if sent is not None:
            return sent
    except SlotTaken:
        forget_times()
        notice = "taken"
    page = ExpressPage.of(request, token, at)
    return page.shown(request, notice=notice, status=409)


def express_again(request: HttpRequest) -> HttpResponse:
    """Show what was typed, after the session ran out under the page."""
    at = timezone.now()
    page = ExpressPage.of(request, form_in_progress(request, at), at)
    form = page.form(request, initial=page.form(request, request.POST).typed())
    return page.shown(request, form, notice="lost", status=403)


def _offers(place: Municipality, at: datetime) -> list[Offer]:
    """Whoever asks to be called is not offered a letter, if there is any choice."""
    choices = offered(place, at)
    return [each for each in choices if each.wish != Wish.WRITE] or choices
