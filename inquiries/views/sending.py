"""The last step of a form: from answers to a promise that the family has seen."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from campaigns.links import CODE_LENGTH
from campaigns.utm import kind_of
from followups.assignment import callers
from followups.promise import Offer
from inquiries.chosen import ChosenWish
from inquiries.form_token import FormToken, receipt_token
from inquiries.models import Inquiry
from inquiries.offered import offered, still_holds, times
from inquiries.phones import is_mobile, to_e164
from inquiries.services.copies import is_sent
from inquiries.services.receive import receive
from inquiries.services.registration import Registration
from inquiries.views.public_page import IN_PROGRESS, SENT, is_trapped
from organisation.models import Municipality


def send(
    request: HttpRequest, token: FormToken, municipality: Municipality, at: datetime
) -> HttpResponse | None:
    """Receive the inquiry and lead to its receipt.

    None where what we promise has moved: the family must see the new time first. A
    form that was sent before leads to its receipt whatever the times are now.

    Raises:
        SlotTaken: somebody else has just taken the time that the family chose.
    """
    registration = _registration(request, token, municipality, at)
    if not _is_as_shown(token, municipality, at) and not is_sent(
        token.key, registration.sender
    ):
        return None
    inquiry = receive(municipality, registration, at=at)
    receipt = receipt_token(inquiry.pk)
    request.session.pop(IN_PROGRESS, None)
    request.session[SENT] = receipt
    return redirect("inquiries:receipt", token=receipt)


def can_be_called(token: FormToken) -> bool:
    return bool(token.answers.get("phone"))


def offers_for(
    token: FormToken, municipality: Municipality, at: datetime
) -> list[Offer]:
    """What this family can be promised, by the number or address that it gave."""
    answers = token.answers
    phone = answers.get("phone")
    return offered(
        municipality,
        at,
        can_be_called=can_be_called(token),
        can_be_written_to=bool(answers.get("email"))
        or not phone
        or is_mobile(to_e164(phone)),
    )


def times_for(
    token: FormToken, municipality: Municipality, at: datetime
) -> list[Offer]:
    """The free times that the family may choose among instead."""
    return times(municipality, at, can_be_called=can_be_called(token))


def language_of(token: FormToken) -> str:
    """The language to talk in: as answered, else that of the page."""
    return token.answers.get("language") or _page_language()


def _is_as_shown(token: FormToken, municipality: Municipality, at: datetime) -> bool:
    """The time still holds, and somebody of those who were named is still there.

    Where lying low has begun since, what was shown before holds all the same.
    """
    named = set(token.named)
    if named and named.isdisjoint(each.pk for each in callers(municipality)):
        return False
    value = token.answers["wish"]
    if value not in token.words:
        return False
    chosen = ChosenWish.of(value)
    if chosen.slot_id is not None:  # the booking itself will tell
        return can_be_called(token)
    offers = offers_for(token, municipality, at)
    shown = _shown_due_at(token)
    if shown is None or chosen.wish not in {each.wish for each in offers}:
        return False
    return still_holds(municipality, chosen.wish, shown, at)


def _registration(
    request: HttpRequest, token: FormToken, municipality: Municipality, at: datetime
) -> Registration:
    answers = token.answers
    phone = answers.get("phone", "")
    chosen = ChosenWish.of(answers["wish"])
    return Registration(
        name=answers["name"],
        phone=to_e164(phone) if phone else "",
        email=answers.get("email", "").lower(),
        message=answers.get("message", ""),
        wanted_assignments=tuple(answers.get("wanted_assignments", ())),
        wish=chosen.wish,
        slot_id=chosen.slot_id,
        no_voicemail=answers.get("no_voicemail", False),
        language=language_of(token),
        page_language=_page_language(),
        needs_interpreter=answers.get("needs_interpreter", False),
        form_key=token.key,
        suspicion=_suspicion(request, token, at),
        shown_due_at=_shown_due_at(token),
        shown_text=token.words.get(answers["wish"], ""),
        named=token.named,
        **_origin(token, municipality),
    )


def _shown_due_at(token: FormToken) -> datetime | None:
    shown = token.shown.get(token.answers["wish"])
    return None if shown is None else datetime.fromtimestamp(shown, UTC)


def _page_language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _origin(token: FormToken, municipality: Municipality) -> dict[str, Any]:
    """The activity that the family came by, and what the address told.

    Another municipality's activity is not this one's: then only the code is kept.
    """
    visit = token.visit
    if visit is None:
        return {}
    told = {"utm": dict(visit.utm)}
    if visit.activity_id is not None and visit.municipality_id == municipality.pk:
        return {**told, "activity_id": visit.activity_id}
    return {
        **told,
        "unknown_code": visit.code[:CODE_LENGTH],
        "tracked_kind": kind_of(visit.utm),
    }


def _suspicion(request: HttpRequest, token: FormToken, at: datetime) -> str:
    """What speaks for a robot. A suspect is looked at by a person, never dropped."""
    if is_trapped(request) or token.answers.get("is_trapped"):
        return Inquiry.Suspicion.HONEYPOT
    if (at - token.begun_at).total_seconds() < settings.FORM_MINIMUM_SECONDS:
        return Inquiry.Suspicion.TOO_FAST
    return Inquiry.Suspicion.NONE
