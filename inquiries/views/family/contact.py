"""Contact details: never shown, and changed only with a code that was sent to them."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inquiries.family_page import masked_email, masked_phone
from inquiries.forms.family import AskForCodeForm, CorrectForm
from inquiries.services.family import NotNow
from inquiries.services.family_codes import (
    CodeRefused,
    TooManyCodes,
    ask_for_code,
    channels_of,
    correct_with_code,
)
from inquiries.views.family.door import CHANGED, SeeOther, Visit, family_view
from inquiries.wording import national
from messaging.models import Channel
from organisation.choices import ChoiceLabel


@family_view
def family_contact(visit: Visit) -> HttpResponse:
    """Let a code be sent to what we have."""
    ways = _ways(visit)
    if not ways:
        return visit.show("contact", ways=ways)
    if not visit.is_sent:
        return visit.show("contact", AskForCodeForm(ways=ways), ways=ways)
    form = AskForCodeForm(visit.request.POST, ways=ways)
    if not form.is_valid():
        return visit.refused("contact", form, ways=ways)
    channel = Channel(form.cleaned_data["channel"])
    try:
        ask_for_code(visit.inquiry, channel, key=visit.key, at=visit.at)
    except NotNow:
        return visit.back(CHANGED)
    except TooManyCodes:
        return visit.show("contact", form, status=429, ways=ways, is_too_much=True)
    return SeeOther(reverse("inquiries:family_code", args=[visit.token]))


@family_view
def family_code(visit: Visit) -> HttpResponse:
    """The code, and what is to be changed."""
    if not visit.is_sent:
        return visit.show("code", CorrectForm())
    form = CorrectForm(visit.request.POST)
    if not form.is_valid():
        return visit.refused("code", form)
    details: dict[str, Any] = form.details()
    typed = form.cleaned_data["code"]
    try:
        correct_with_code(
            visit.inquiry,
            typed,
            token=visit.token,
            key=visit.key,
            at=visit.at,
            **details,
        )
    except NotNow:
        return visit.back(CHANGED)
    except CodeRefused as refused:
        form.add_error("code", _refusal(refused.tries_left))
        return visit.refused("code", form)
    return visit.back("uppgifter")


def _refusal(tries_left: int) -> str:
    if not tries_left:
        return _("The code that you got is not good any more. Ask for a new one.")
    return ngettext(
        "The code that you got is not this one. You have %(number)s try left.",
        "The code that you got is not this one. You have %(number)s tries left.",
        tries_left,
    ) % {"number": tries_left}


def _ways(visit: Visit) -> list[tuple[str, ChoiceLabel]]:
    contact = visit.inquiry.contact
    labels = {
        Channel.SMS: ChoiceLabel(
            _("As a text message"), masked_phone(national(contact.phone))
        ),
        Channel.EMAIL: ChoiceLabel(_("By email"), masked_email(contact.email)),
    }
    return [(str(each.value), labels[each]) for each in channels_of(contact)]
