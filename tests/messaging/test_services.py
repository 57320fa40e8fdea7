from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Entry
from messaging.models import Message, Status
from messaging.services import (
    Draft,
    LettingGoRefused,
    ResendRefused,
    cancel_waiting,
    enqueue,
    erase_bodies,
    let_go,
    put_back,
    resend,
)
from tests.make import (
    NOON,
    make_inquiry,
    make_message,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db


def draft(**fields):
    chosen = {
        "kind": "receipt",
        "subject_type": "inquiry",
        "subject_id": 7,
        "step": "received",
        "channel": "email",
        "recipient_key": "family",
        "recipient": "anna@example.se",
        "body": "Hej! Vi ringer dig.",
        "heading": "Vi ringer dig",
        **fields,
    }
    if "municipality_id" not in chosen:
        chosen["municipality_id"] = make_municipality().pk
    return Draft(**chosen)


def sending(**fields):
    return make_message(
        status=Status.SENDING,
        lease_token=uuid4(),
        lease_until=timezone.now() + timedelta(minutes=1),
        **fields,
    )


def test_a_draft_becomes_a_waiting_row_due_at_once():
    assert enqueue([draft()], at=NOON) == 1
    message = Message.objects.get()
    assert (message.status, message.not_before) == (Status.QUEUED, NOON)
    assert (message.recipient, message.attempt) == ("anna@example.se", 0)
    assert message.created_at == NOON


def test_a_draft_may_wait_for_its_own_moment():
    later = NOON + timedelta(hours=3)
    enqueue([draft(not_before=later)], at=NOON)
    assert Message.objects.get().not_before == later


def test_the_same_intent_is_written_once():
    first = draft()
    assert enqueue([first, first], at=NOON) == 1
    assert enqueue([replace(first, body="Annat")], at=NOON) == 0
    assert Message.objects.get().body == "Hej! Vi ringer dig."


@pytest.mark.parametrize(
    "other",
    [
        {"subject_type": "followup"},
        {"subject_id": 8},
        {"generation": 2},
        {"step": "late"},
        {"recipient_key": "staff:3"},
        {"channel": "sms"},
    ],
)
def test_every_part_of_the_key_makes_another_intent(other):
    first = draft()
    assert enqueue([first, replace(first, **other)], at=NOON) == 2


def test_a_thousand_drafts_are_one_statement(django_assert_num_queries):
    first = draft()
    drafts = [replace(first, subject_id=number) for number in range(1000)]
    with django_assert_num_queries(1):
        assert enqueue(drafts, at=NOON) == 1000


def test_no_draft_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert enqueue([], at=NOON) == 0


def test_a_heading_cannot_carry_a_line_break():
    enqueue([draft(heading="Hej\r\nBcc: alla@example.se\n")], at=NOON)
    assert Message.objects.get().heading == "Hej Bcc: alla@example.se"


def test_a_very_long_heading_is_cut_and_not_refused():
    enqueue([draft(heading="ö" * 500)], at=NOON)
    assert Message.objects.get().heading == "ö" * 200


@pytest.mark.parametrize("status", [Status.QUEUED, Status.RETRY])
def test_what_waits_is_cancelled_in_one_statement(status, django_assert_num_queries):
    message = make_message(status=status)
    with django_assert_num_queries(1):
        assert cancel_waiting(subject_type="inquiry", subject_id=message.subject_id)
    message.refresh_from_db()
    assert message.status == Status.CANCELLED


def test_only_the_chosen_kinds_are_cancelled():
    receipt = make_message(kind="receipt")
    cancel_waiting(
        subject_type="inquiry", subject_id=receipt.subject_id, kinds=["reminder"]
    )
    receipt.refresh_from_db()
    assert receipt.status == Status.QUEUED


def test_another_subject_is_left_alone():
    message = make_message()
    assert cancel_waiting(subject_type="inquiry", subject_id=0) == []
    assert cancel_waiting(subject_type="followup", subject_id=message.subject_id) == []


def test_a_claimed_message_that_no_carrier_has_yet_is_cancelled_too():
    message = sending()
    cancelled = cancel_waiting(subject_type="inquiry", subject_id=message.subject_id)
    assert cancelled == [str(message.pk)]


def test_what_was_cancelled_can_be_put_back_and_nothing_else():
    receipt = make_message(kind="receipt")
    about = {"subject_type": "inquiry", "subject_id": receipt.subject_id}
    assert cancel_waiting(**about, steps=["another"]) == []
    cancelled = cancel_waiting(**about, steps=[receipt.step])
    unwanted = make_message(status=Status.CANCELLED, last_error="unwanted")
    assert put_back([*cancelled, str(unwanted.pk)]) == 1
    receipt.refresh_from_db()
    assert (receipt.status, receipt.last_error) == (Status.QUEUED, "")


def test_what_a_carrier_has_in_hand_is_not_cancelled():
    message = sending(handed_over_at=NOON)
    assert cancel_waiting(subject_type="inquiry", subject_id=message.subject_id) == []


def test_a_sent_message_is_not_cancelled():
    message = make_message(status=Status.SENT, sent_at=NOON)
    assert cancel_waiting(subject_type="inquiry", subject_id=message.subject_id) == []


def test_erasing_empties_every_message_and_cancels_the_unsent():
    inquiry = make_inquiry()
    waiting = make_message(inquiry=inquiry)
    sent = make_message(inquiry=inquiry, status=Status.SENT, sent_at=NOON)
    assert erase_bodies(inquiry.pk) == 2
    for message in (waiting, sent):
        message.refresh_from_db()
        assert (message.recipient, message.heading, message.body) == ("", "", "")
    assert (waiting.status, sent.status) == (Status.CANCELLED, Status.SENT)


def test_erasing_touches_no_other_family():
    other = make_message(inquiry=make_inquiry())
    erase_bodies(make_inquiry().pk)
    other.refresh_from_db()
    assert other.body


def test_a_dead_message_is_queued_again_with_fresh_tries_and_audited():
    staff = make_staff_member()
    dead = make_message(status=Status.DEAD, attempt=8, last_error="refused")
    resend(dead, by=staff, at=NOON)
    dead.refresh_from_db()
    assert (dead.status, dead.attempt, dead.last_error) == (Status.QUEUED, 0, "")
    entry = Entry.objects.about(dead).get()
    assert (entry.action, entry.actor) == ("resent-message", staff)


def test_a_message_is_sent_again_to_the_corrected_address():
    inquiry = make_inquiry(contact={"email": "ratt@example.se"})
    dead = make_message(inquiry=inquiry, status=Status.DEAD, recipient="fel@example.se")
    resend(dead, by=make_staff_member(), at=NOON)
    dead.refresh_from_db()
    assert dead.recipient == "ratt@example.se"


def test_an_sms_is_sent_again_to_the_corrected_number():
    inquiry = make_inquiry(contact={"phone": "+46701740699"})
    dead = make_message(
        inquiry=inquiry, channel="sms", status=Status.DEAD, recipient="+46701740605"
    )
    resend(dead, by=make_staff_member(), at=NOON)
    dead.refresh_from_db()
    assert dead.recipient == "+46701740699"


def test_nothing_is_resent_to_an_address_that_the_family_has_no_more():
    inquiry = make_inquiry(contact={"email": ""})
    dead = make_message(inquiry=inquiry, status=Status.DEAD, recipient="a@example.se")
    with pytest.raises(ResendRefused):
        resend(dead, by=make_staff_member(), at=NOON)
    dead.refresh_from_db()
    assert dead.status == Status.DEAD


def test_a_staff_message_follows_the_staff_members_address():
    staff = make_staff_member(email="ny@example.se")
    dead = make_message(
        staff=staff, recipient_key=f"staff:{staff.pk}", status=Status.DEAD
    )
    resend(dead, by=staff, at=NOON)
    dead.refresh_from_db()
    assert dead.recipient == "ny@example.se"


@pytest.mark.parametrize(
    "status", [Status.QUEUED, Status.RETRY, Status.CANCELLED, Status.SENT]
)
def test_only_what_failed_is_sent_again_or_let_go(status):
    message = make_message(status=status, sent_at=NOON)
    staff = make_staff_member()
    with pytest.raises(ResendRefused):
        resend(message, by=staff, at=NOON)
    with pytest.raises(LettingGoRefused):
        let_go(message, by=staff, at=NOON)
    assert not Entry.objects.exists()


def test_an_sms_of_unknown_outcome_is_sent_again_only_when_somebody_vouches():
    message = make_message(channel="sms", status=Status.UNCERTAIN)
    with pytest.raises(ResendRefused):
        resend(message, by=make_staff_member(), at=NOON)
    assert resend(message, by=make_staff_member(), at=NOON, checked=True)


def test_an_erased_message_is_not_sent_again():
    message = make_message(status=Status.DEAD, body="", recipient="")
    with pytest.raises(ResendRefused):
        resend(message, by=make_staff_member(), at=NOON)


def test_a_message_let_go_alarms_no_longer_and_is_audited():
    message = make_message(status=Status.DEAD)
    let_go(message, by=make_staff_member(), at=NOON)
    message.refresh_from_db()
    assert message.handled_at == NOON
    assert not Message.objects.needing_a_person().exists()
    assert Entry.objects.about(message).get().action == "let-go-message"


def test_a_message_is_let_go_once():
    message = make_message(status=Status.DEAD)
    let_go(message, by=make_staff_member(), at=NOON)
    with pytest.raises(LettingGoRefused):
        let_go(message, by=make_staff_member(), at=NOON)


def test_a_message_let_go_may_still_be_sent_again():
    message = make_message(status=Status.DEAD)
    staff = make_staff_member()
    let_go(message, by=staff, at=NOON)
    resend(message, by=staff, at=NOON)
    message.refresh_from_db()
    assert (message.status, message.handled_at) == (Status.QUEUED, None)


def test_enqueueing_reads_nothing():
    first = draft()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        enqueue([first], at=NOON)
    assert [each["sql"].split()[0] for each in queries] == ["INSERT"]
