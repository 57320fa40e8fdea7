"""A short storm over real processes; and the findings find what is planted for them."""

import dataclasses
import socket
import uuid

import pytest

from messaging.lane import LARGEST_FLIGHT
from messaging.models import Message
from tests.chaos import findings
from tests.chaos.families import Acknowledged, family
from tests.chaos.findings import InquiryRow, MessageRow, Outcome
from tests.chaos.house import Losses, house
from tests.chaos.killer import Kill
from tests.chaos.pages import form_on
from tests.chaos.providers import Acceptance, Book, read_book
from tests.chaos.storm import Storm, weather
from tests.make import make_municipality, make_staff_member

LEASE_SECONDS = 9
NOON = 1_773_230_400.0  # POSIX seconds


@pytest.mark.usefixtures("django_db_setup")  # its template saves migrating again
def test_nothing_is_lost_in_a_short_storm():
    losses = Losses(sms=0.2)  # no mail: its second try comes ten seconds later
    with house("1", losses, lease_seconds=LEASE_SECONDS) as opened:
        opened.start_all()
        storm = Storm(submissions=24, kills=4, seed="1", pause=(0.5, 1.0))
        report = weather(opened, storm)
        opened.is_kept = bool(report.wrong)
    assert list(report.wrong) == []
    assert report.figures["acknowledged"] == storm.submissions


@pytest.mark.django_db
def test_a_family_speaks_to_no_broker(client, monkeypatch):
    """PostgreSQL is spoken to in C; whatever else were asked would be by a socket."""
    make_staff_member(make_municipality())

    def refuse(*_arguments):
        raise AssertionError("the form has asked somebody")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    page = client.get("/ring-mig/")
    typed = {"name": "Anna Holm", "phone": "070-174 06 12"}
    fields = form_on(page.content.decode()) | typed
    assert client.post("/ring-mig/", fields).status_code == 302
    assert Message.objects.exists()


def test_a_provider_that_deduplicates_delivers_a_mail_once(tmp_path):
    book = Book(tmp_path / "mail.jsonl", "1", share_lost=1.0, deduplicates=True)
    with book.file:
        first, again = (book.write("<1@example.se>", "", "", "") for _ in "12")
    assert (first.is_lost, again.is_lost) == (True, False)
    assert list(read_book(book.path)) == [first]


def test_as_many_messages_are_in_one_hand_as_the_dispatcher_says():
    assert findings.FLIGHT == LARGEST_FLIGHT


# --- The findings, on what three families left behind.

EXPRESS, BOTH, BY_MAIL = family(0), family(5), family(1)
FAMILIES = [EXPRESS, BOTH, BY_MAIL]


def inquiry(number, who, *kinds):
    messages = [f"{kind} sent" for kind in ("notice email", *kinds)]
    reference = f"2026-{number:04}"
    return InquiryRow(who.name, reference, 1, 1, 1, 1, 1, None, 1, messages)


def message(kind, channel, recipient, reference=""):
    identity = str(uuid.uuid4())
    return MessageRow(identity, kind, channel, "sent", recipient, reference, "")


def mail_of(row, *, is_lost=False, at=NOON):
    reference = f"<{row.id}@example.se>"
    return Acceptance(reference, row.recipient, at, "hemvagen@example.se", is_lost)


MAILS = [
    *(message("notice", "email", "maria@example.se") for _ in FAMILIES),
    message("receipt", "email", BOTH.email),
    message("receipt", "email", BY_MAIL.email),
]
TEXTS = [
    message("receipt", "sms", "+46701740605", "s1"),
    message("receipt", "sms", "+46701740606", "s2"),
]
GOOD = Outcome(
    [
        inquiry(1, EXPRESS, "receipt sms"),
        inquiry(2, BOTH, "receipt email", "receipt sms"),
        inquiry(3, BY_MAIL, "receipt email"),
    ],
    [*MAILS, *TEXTS],
    [mail_of(row) for row in MAILS],
    [
        Acceptance(row.provider_reference, row.recipient, NOON, "Ekebacka", False)
        for row in TEXTS
    ],
)
TOLD = [
    Acknowledged(who, f"2026-{number:04}", NOON, 0.1, 0.2)
    for number, who in enumerate(FAMILIES, start=1)
]


def with_inquiry(**changes):
    first, *others = GOOD.inquiries
    rows = [first._replace(**changes), *others]
    return dataclasses.replace(GOOD, inquiries=rows)


def with_text(**changes):
    changed = GOOD.messages[-1]._replace(**changes)
    return dataclasses.replace(GOOD, messages=[*GOOD.messages[:-1], changed])


def with_mail(*more):
    return dataclasses.replace(GOOD, mails=[*GOOD.mails, *more])


def found_in(outcome, kills=()):
    return [
        *findings.lost(outcome, TOLD, FAMILIES),
        *findings.restless(outcome),
        *findings.unsent(outcome),
        *findings.doubled_mails(outcome, kills, LEASE_SECONDS),
        *findings.doubled_sms(outcome),
        *findings.unexplained_sms(outcome, kills),
    ]


def test_where_all_is_well_nothing_is_found():
    assert found_in(GOOD) == []


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (dataclasses.replace(GOOD, inquiries=GOOD.inquiries[1:]), "stored: []"),
        (
            dataclasses.replace(GOOD, inquiries=[*GOOD.inquiries, GOOD.inquiries[0]]),
            "is there 2 times",
        ),
        (with_inquiry(reference="2026-0009"), "was told 2026-0001"),
        (with_inquiry(name="Nobody"), "who never came"),
        (with_inquiry(promises=0), "has 0 promises"),
        (with_inquiry(followups=2), "has 2 followups"),
        (with_inquiry(entries=0), "has 0 entries"),
        (with_inquiry(messages=["receipt sms sent"]), "no notice was sent"),
        (with_inquiry(messages=["notice email sent"]), "receipts by SMS: 0"),
        (with_inquiry(messages=None), "no notice was sent"),
        (with_text(status="queued"), "is queued"),
        (with_text(status="dead"), "is dead"),
        (with_text(provider_reference="s9"), "was never taken"),
        (with_text(provider_reference="s1"), "2 SMS stand for the one"),
        (with_text(status="uncertain"), "1 SMS are uncertain"),
        (with_text(provider_reference=""), "unaccounted for"),
        (dataclasses.replace(GOOD, mails=GOOD.mails[1:]), "was never taken"),
        (with_mail(mail_of(MAILS[0])), "sent again without a reason"),
    ],
)
def test_what_is_wrong_is_found(outcome, words):
    assert any(words in each for each in found_in(outcome))


def test_a_time_that_two_hold_or_that_nobody_was_told_is_found():
    told = {EXPRESS.number: "time-8"}
    booked = [each._replace(booked="time-7") for each in GOOD.inquiries[:2]]
    outcome = dataclasses.replace(GOOD, inquiries=booked)
    found = list(findings.misbooked(outcome, told, FAMILIES))
    assert "2026-0001 was told time-8, booked: time-7" in found
    assert sum("shares time-7" in each for each in found) == 2
    assert list(findings.misbooked(GOOD, {}, FAMILIES)) == []


def test_a_second_copy_is_explained_by_a_lost_answer():
    mails = [mail_of(MAILS[0], is_lost=True), *GOOD.mails]
    assert found_in(dataclasses.replace(GOOD, mails=mails)) == []


def test_a_second_copy_is_explained_by_a_sender_killed_with_it_in_hand():
    outcome = with_mail(mail_of(MAILS[0], at=NOON + LEASE_SECONDS + 1))
    assert found_in(outcome, [Kill("worker", "all", NOON + 1)]) == []
    assert found_in(outcome, [Kill("worker", "all", NOON - 3)])
    assert found_in(outcome, [Kill("worker", "all", NOON + LEASE_SECONDS + 1)])
    assert found_in(outcome, [Kill("web", "all", NOON + 1)])
