"""The times that a family may choose among, in words."""

from datetime import datetime, timedelta
from typing import Final

from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from followups.models import Wish
from followups.promise import Offer, due_at_for, offers
from followups.times import times_offered
from followups.wording import date_text, hours_text, promise_text, time_text
from organisation.calendar import STOCKHOLM
from organisation.choices import ChoiceLabel
from organisation.models import Municipality

SHOWN_HOLDS: Final = timedelta(minutes=30)


def offered(
    municipality: Municipality,
    at: datetime,
    *,
    can_be_called: bool = True,
    can_be_written_to: bool = True,
) -> list[Offer]:
    """What to let a family choose among; never nothing, for nobody is turned away.

    Without a telephone number only writing is left; without an address, and with a
    number that no SMS reaches, only calling.
    """
    choices = [
        each
        for each in offers(municipality, at)
        if (can_be_written_to if each.wish == Wish.WRITE else can_be_called)
    ]
    if choices:
        return choices
    wish = Wish.SOON if can_be_called else Wish.WRITE
    return [Offer(wish, due_at_for(municipality, wish, at))]


def times(
    municipality: Municipality, at: datetime, *, can_be_called: bool = True
) -> list[Offer]:
    """The free times beside the offers; none for a family without a number."""
    return times_offered(municipality, at) if can_be_called else []


def is_letter(choices: list[Offer]) -> bool:
    """Whether writing is all there is to choose."""
    return all(each.wish == Wish.WRITE for each in choices)


def shown_moments(choices: list[Offer]) -> dict[str, int]:
    """What the page says, for the form's token: whole minutes, as people read them."""
    return {each.value: int(each.due_at.timestamp()) // 60 * 60 for each in choices}


def still_holds(
    municipality: Municipality, wish: str, shown: datetime, at: datetime
) -> bool:
    """Whether what a page showed can be promised at this later moment.

    A deadline counted in minutes moves while the family reads: what it saw is kept,
    unless it would be more than SHOWN_HOLDS earlier than it ought to be. Lying low
    that has begun since then makes no difference.
    """
    due_at = due_at_for(municipality, wish, at, as_usual=True)
    return due_at <= shown + SHOWN_HOLDS


def shown_words(choices: list[Offer], at: datetime) -> dict[str, str]:
    """The very words that stand beside each choice: kept with what it is sent for."""
    return {each.value: _words_beside(each, at) for each in choices}


def _words_beside(offer: Offer, at: datetime) -> str:
    """“Kväll, 17.00–20.00: Senast i kväll klockan 20.00”, or “Tors 12 mars 09.00”."""
    label = offer_label(offer, at)
    if label.day:
        return f"{capfirst(label.day)} {label.title}"
    return f"{label.title}: {label.hint}"


def offer_label(offer: Offer, at: datetime) -> ChoiceLabel:
    """“Kväll, 17.00–20.00”, and below it “Senast i kväll klockan 20.00”."""
    if offer.slot is not None and offer.opens_at is not None:
        day = localtime(offer.opens_at, STOCKHOLM).date()
        return ChoiceLabel(time_text(offer.opens_at), day=date_text(day))
    words = {"deadline": promise_text(offer.due_at, at)}
    if offer.wish == Wish.WRITE:
        return ChoiceLabel(offer.wish.label, _("An answer by %(deadline)s") % words)
    return ChoiceLabel(_title(offer), _("By %(deadline)s") % words)


def _title(offer: Offer) -> str:
    if offer.opens_at is None:
        return str(offer.wish.label)
    hours = hours_text(offer.opens_at, offer.due_at)
    if offer.wish == Wish.EVENING:
        return _("Evening, %(hours)s") % {"hours": hours}
    return _("Weekend, %(hours)s") % {"hours": hours}
