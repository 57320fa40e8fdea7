"""What families are told plainly while a municipality lies low: longer, and by when."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from followups.models import Promise, Wish
from followups.promise import Offer, due_at_for
from followups.wording import promise_text, working_days_text
from inquiries.offered import offered
from organisation.lying_low import lying_low
from organisation.models import Municipality


def busy_text(offers: Iterable[Offer], at: datetime) -> str:
    """“Just nu hör många av sig. Vi ringer inom fem arbetsdagar, senast …”

    Of calling where that is offered, else of writing; "" where all is as usual.
    """
    longer = {each.wish: each for each in offers if each.working_days is not None}
    offer = longer.get(Wish.SOON) or longer.get(Wish.WRITE)
    if offer is None or offer.working_days is None:
        return ""
    words = {
        "within": working_days_text(offer.working_days),
        "deadline": promise_text(offer.due_at, at),
    }
    if offer.wish == Wish.WRITE:
        return (
            _(
                "Many people are getting in touch right now. We will write "
                "%(within)s, by %(deadline)s."
            )
            % words
        )
    return (
        _(
            "Many people are getting in touch right now. We will call "
            "%(within)s, by %(deadline)s."
        )
        % words
    )


def said_now(municipality: Municipality, at: datetime) -> dict[str, str]:
    """By when we call whoever writes now: `by`, or where it takes longer `busy`."""
    choices = offered(municipality, at)
    soonest, busy = choices[0], busy_text(choices, at)
    is_told = soonest.wish == Wish.SOON and not busy
    return {"by": promise_text(soonest.due_at, at) if is_told else "", "busy": busy}


def longer_text(municipality: Municipality, promise: Promise | None) -> str:
    """Why it takes longer than usual, where that is what a family was promised."""
    if promise is None or promise.outcome != Promise.Outcome.OPEN:
        return ""
    if promise.wish not in (Wish.SOON, Wish.WRITE):
        return ""
    if lying_low(municipality, promise.made_at) is None:
        return ""
    usual = due_at_for(municipality, promise.wish, promise.made_at, as_usual=True)
    if promise.due_at <= usual:
        return ""
    return _(
        "Many people got in touch at the same time as you. That is why it takes longer "
        "than usual."
    )
