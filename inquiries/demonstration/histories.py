"""Two years behind each municipality, up to a moment."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.timezone import localtime
from tqdm import tqdm

from inquiries.demonstration import starts
from inquiries.demonstration.arrivals import Arrivals
from inquiries.demonstration.campaigning import campaign
from inquiries.demonstration.draws import generator
from inquiries.demonstration.ledger import Ledger
from inquiries.demonstration.plot import Plot
from inquiries.demonstration.saving import Shelf
from inquiries.demonstration.timing import Timing
from inquiries.demonstration.towns import Town, administrator_of, callers_of
from inquiries.models import Inquiry
from inquiries.services.erase import erase_person
from inquiries.workflow import Stage
from messaging.models import Channel, Message, Status
from organisation.models import Municipality

MONTHS: Final = 25  # before the present one: two years, and a month before them
KEPT_THEN, KEPT_NOW = 0.81, 0.95
# A few are typed in too late to be kept, whatever the desk does.
ERASED: Final = 8
ERASED_AFTER: Final = timedelta(days=300)
# Two messages that a person has to look at, so that the outbox shows how.
FAILED: Final = (
    (Channel.EMAIL, Status.DEAD, "refused"),
    (Channel.SMS, Status.UNCERTAIN, "no-answer"),
)


def first_day(moment: datetime) -> date:
    """The first of the month, so many months before the moment's own."""
    local = localtime(moment)
    year, month = divmod(local.year * 12 + local.month - 1 - MONTHS, 12)
    return date(year, month + 1, 1)


def write(
    municipality: Municipality, town: Town, *, seed: int, at: datetime
) -> dict[str, int]:
    """Write a municipality's two years, ending at `at`; how many rows of each kind."""
    rng = generator(seed, town.key)
    first = first_day(at)
    callers = callers_of(municipality)
    seen = campaign(municipality, town, rng, first=first, today=localtime(at).date())
    shelf = Shelf()
    ledger = Ledger(shelf, rng, callers)
    timing = Timing(municipality, rng, kept_share(at))
    plot = Plot(municipality, timing, rng, callers)
    arrivals = Arrivals(municipality, town, rng, seen, callers, (first, at))
    for arrival in tqdm(list(arrivals), desc=town.name, unit="inquiry", disable=None):
        account = ledger.receive(
            municipality,
            arrival.registration,
            at=arrival.registered_at,
            by=arrival.by,
        )
        account.is_repeat = arrival.is_repeat
        plot.live(ledger, account, at)
    _let_some_fail(shelf)
    counts = shelf.save()
    starts.count(municipality)
    _erase_some(municipality, rng, at, timing)
    return counts


def kept_share(at: datetime) -> Callable[[datetime], float]:
    """The share of kept promises, which rises over the two years before `at`."""
    span = timedelta(days=30.4 * MONTHS)

    def share(moment: datetime) -> float:
        gone = min(max(1 - (at - moment) / span, 0.0), 1.0)
        return KEPT_THEN + (KEPT_NOW - KEPT_THEN) * gone

    return share


def _let_some_fail(shelf: Shelf) -> None:
    """Of the latest messages to families, one of each kind of failure."""
    to_families = [
        message for message in shelf.rows[Message] if message.recipient_key == "family"
    ]
    latest = sorted(to_families, key=lambda each: each.created_at, reverse=True)
    for channel, status, error in FAILED:
        failed = next((each for each in latest if each.channel == channel), None)
        if failed is not None:
            failed.status = status
            failed.last_error = error
            failed.sent_at = None


def _erase_some(
    municipality: Municipality, rng: random.Random, at: datetime, timing: Timing
) -> None:
    """Persons who withdrew long ago and asked to be erased."""
    administrator = administrator_of(municipality)
    withdrawn = Inquiry.objects.of(municipality).filter(
        stage=Stage.WITHDRAWN, received_at__lt=at - ERASED_AFTER
    )
    for inquiry in withdrawn.order_by("received_at", "pk")[:ERASED]:
        erase_person(
            inquiry,
            by=administrator,
            at=timing.latest_open(at - timedelta(hours=rng.randint(30, 900))),
            reason="Familjen har bett om det.",
        )
