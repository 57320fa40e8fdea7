"""The last page of the form: the times we can promise, and the answers so far."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Self

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from followups.models import Wish
from followups.promise import Offer
from followups.wording import promise_text
from inquiries.form_token import FormToken
from inquiries.forms.interest import TimeForm
from inquiries.lying_low_words import busy_text
from inquiries.offered import is_letter, shown_moments, shown_words
from inquiries.summary import Answer, summary_of
from inquiries.team import Team, named_to
from inquiries.views.kept_pages import Blanks, show_kept
from inquiries.views.public_page import place_of, show
from inquiries.views.sending import (
    can_be_called,
    language_of,
    offers_for,
    times_for,
)
from organisation.current import places_to_choose
from organisation.models import Municipality

TEMPLATE: Final = "inquiries/public/time.html"


@dataclass(frozen=True)
class LastPage:
    """What the page shows at one moment to one family."""

    token: FormToken
    place: Municipality
    offers: list[Offer]
    times: list[Offer]
    team: Team
    summary: list[Answer]
    at: datetime

    @classmethod
    def of(cls, request: HttpRequest, token: FormToken, at: datetime) -> Self:
        place = place_of(request, token)
        offers = offers_for(token, place, at)
        return cls(
            token=token,
            place=place,
            offers=offers,
            times=times_for(token, place, at),
            team=named_to(place, language_of(token), token.key.int, offers, at),
            summary=summary_of(token.answers, places_to_choose(request)),
            at=at,
        )

    def form(self, *typed: Any, **options: Any) -> TimeForm:
        """The page's form, with what may be chosen now."""
        return TimeForm(
            *typed, offers=self.offers, times=self.times, at=self.at, **options
        )

    def shown(
        self, request: HttpRequest, form: TimeForm, *, status: int, notice: str = ""
    ) -> HttpResponse:
        context = self._context(form, self._sealed(), self.summary)
        context["notice"] = notice
        return show(request, TEMPLATE, context, status=status)

    def shown_kept(self, request: HttpRequest) -> HttpResponse:
        chosen = {
            name: self.token.answers.get(name) for name in ("wish", "no_voicemail")
        }

        def context(blanks: Blanks) -> dict[str, Any]:
            initial = {**chosen, "message": blanks["message"]}
            form = self.form(initial=initial)
            summary = [
                replace(each, text=blanks[f"answer_{each.name}"])
                for each in self.summary
            ]
            return self._context(form, blanks["token"], summary)

        texts = {f"answer_{each.name}": each.text for each in self.summary}
        texts["message"] = self.token.answers.get("message", "")
        texts["token"] = self._sealed()
        key = (*chosen.values(), *self._what_is_shown())
        return show_kept(request, TEMPLATE, context, key=key, texts=texts)

    def _what_is_shown(self) -> tuple[object, ...]:
        """The words beside each choice, the day that they are told from, the names."""
        return (
            self.place.pk,
            self.place.settings_version,
            timezone.localdate(self.at),
            busy_text(self.offers, self.at),
            *shown_words([*self.offers, *self.times], self.at).items(),
            *self.team.rows,
        )

    def _context(
        self, form: TimeForm, token: str, summary: list[Answer]
    ) -> dict[str, Any]:
        return {
            "form": form,
            "token": token,
            "summary": summary,
            "can_be_called": can_be_called(self.token),
            "is_letter": is_letter(self.offers),
            "may_write": any(each.wish == Wish.WRITE for each in self.offers),
            "letter": self._letter(),
            "busy": busy_text(self.offers, self.at),
            "team": self.team,
        }

    def _letter(self) -> str:
        """Who writes and by when, where there is nothing else to choose; else ""."""
        if not is_letter(self.offers):
            return ""
        return _("%(names)s will write to you by %(deadline)s.") % {
            "names": self.team.names,
            "deadline": promise_text(self.offers[0].due_at, self.at),
        }

    def _sealed(self) -> str:
        shown = shown_moments(self.offers)
        words = shown_words([*self.offers, *self.times], self.at)
        if letter := self._letter():
            words = dict.fromkeys(words, letter)
        return self.token.with_shown(shown, words, self.team.rows).sealed()
