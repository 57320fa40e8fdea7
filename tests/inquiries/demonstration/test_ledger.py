"""The ledger writes what the services write: both live the same lives."""

from datetime import date

import pytest
from django.db import transaction

from audit.models import Entry
from followups.models import FollowUpTask, Promise
from inquiries.demonstration.arrivals import Arrivals
from inquiries.demonstration.campaigning import Seen
from inquiries.demonstration.draws import generator
from inquiries.demonstration.ledger import Ledger
from inquiries.demonstration.plot import Plot
from inquiries.demonstration.saving import Shelf
from inquiries.demonstration.service_desk import ServiceDesk
from inquiries.demonstration.timing import Timing
from inquiries.demonstration.towns import EKEBACKA, SJOLIDEN, callers_of, employ, found
from inquiries.models import CallAttempt, ContactDetails, Event, Inquiry, Note
from messaging.models import Message
from tests.make import NOON

pytestmark = pytest.mark.django_db

LIVES = 25
FIRST_DAY = date(2025, 6, 1)
KEPT = 0.8
# What the database numbers, and what only sending decides.
NUMBERS = {"id", "act", "inquiry_id", "promise_id", "settled_by_id", "event_id"}
OF_SENDING = {"status", "sent_at", "attempt", "not_before", "last_error"}


@pytest.fixture
def municipality():
    pairs = [(town, found(town, at=NOON)) for town in (EKEBACKA, SJOLIDEN)]
    employ(pairs, today=NOON.date())
    return pairs[0][1]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_the_ledger_writes_what_the_services_write(municipality, seed):
    with transaction.atomic():
        by_services = live(municipality, ServiceDesk(), seed)
        transaction.set_rollback(True)
    ledger = Ledger(Shelf(), generator("ids"), callers_of(municipality))
    by_ledger = live(municipality, ledger, seed)
    for ours, theirs in zip(by_ledger, by_services, strict=True):
        assert ours == theirs


def live(municipality, desk, seed):
    """Let people arrive and live up to NOON; give what is written of each of them."""
    callers, rng = callers_of(municipality), generator(seed)
    timing = Timing(municipality, rng, lambda _moment: KEPT)
    plot = Plot(municipality, timing, rng, callers)
    span, arriving = (FIRST_DAY, NOON), generator("arrivals", seed)
    arrivals = Arrivals(municipality, EKEBACKA, arriving, Seen([]), callers, span)
    inquiries = []
    for arrival in list(arrivals)[:LIVES]:
        account = desk.receive(
            municipality,
            arrival.registration,
            at=arrival.registered_at,
            by=arrival.by,
        )
        account.is_repeat = arrival.is_repeat
        plot.live(desk, account, NOON)
        inquiries.append(account.inquiry)
    if isinstance(desk, Ledger):
        desk.shelf.save()
    return [written_of(Inquiry.objects.get(pk=each.pk)) for each in inquiries]


def written_of(inquiry):
    """All rows of one inquiry, without the numbers that the database gave them."""
    return {
        "inquiry": plain(inquiry),
        "contact": [plain(each) for each in rows(ContactDetails, inquiry)],
        "events": events_of(inquiry),
        "promises": [
            plain(each) | {"settled by": event_of(each.settled_by)}
            for each in rows(Promise, inquiry)
        ],
        # When the dispatcher looks at it next is its own affair.
        "tasks": [
            plain(each, "next_action_at") | {"promise": each.promise and each.due_at}
            for each in rows(FollowUpTask, inquiry)
        ],
        "attempts": [
            plain(each) | {"event": event_of(each.event)}
            for each in rows(CallAttempt, inquiry)
        ],
        "notes": [plain(each) for each in rows(Note, inquiry)],
        "messages": messages_of(inquiry),
        "entries": [
            plain(each, "subject_id")
            for each in Entry.objects.about(inquiry).order_by("pk")
        ],
    }


def rows(model, inquiry):
    return model.objects.filter(inquiry=inquiry).order_by("pk")


def plain(row, *less):
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in {*NUMBERS, *less}
    }


def event_of(event):
    return event and plain(event, "before")


def events_of(inquiry):
    """With places in the row instead of the keys of acts and numbers of follow-ups."""
    tasks = [each.pk for each in rows(FollowUpTask, inquiry)]
    events = list(rows(Event, inquiry))
    acts = [event.act for event in events]
    return [
        plain(each) | {"act": acts.index(each.act), "before": before_of(each, tasks)}
        for each in events
    ]


def before_of(event, tasks):
    """Which messages an act could still cancel, only sending decides."""
    number = event.before.get("followup_id")
    before = {key: event.before[key] for key in event.before if key != "messages"}
    return before | ({"followup_id": tasks.index(number)} if number else {})


def messages_of(inquiry):
    """In no order; a step of a new promise is called by the promise's number."""
    plainly = [
        plain(each, "subject_id", *OF_SENDING)
        | {
            "step": each.step.rstrip("0123456789"),
            "body": each.body.replace(f"/{inquiry.pk}/", "/number/"),
        }
        for each in Message.objects.filter(inquiry=inquiry)
    ]
    return sorted(plainly, key=str)
