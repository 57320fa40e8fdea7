"""What became of an SMS: told by 46elks, twice, late, in any order or not at all."""

from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from messaging.delivery import deliver_due
from messaging.models import FAMILY, Message, Status
from messaging.reporting import PATIENCE, report_address
from messaging.sendings import Sending
from messaging.services import resend
from tests.make import (
    NOON,
    client_of,
    make_inquiry,
    make_message,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db

HERE = "https://hem.example.se"
UNREACHED = "Ring i stället"


@pytest.fixture(autouse=True)
def _reports_come(settings):
    settings.CALLBACK_URL = HERE
    settings.SMS_URL = "46elks://user:pass@api.46elks.com"


def make_sms(municipality=None, **fields):
    return make_message(
        municipality, **{"channel": "sms", "recipient": "+46701740605", **fields}
    )


def make_sent(municipality=None, **fields):
    sent = {"status": Status.SENT, "sent_at": NOON, "provider_reference": "s1"}
    return make_sms(municipality, **sent, report_due_at=NOON + PATIENCE, **fields)


def fresh(message):
    return Message.objects.get(pk=message.pk)


def path_of(message):
    return report_address(Sending.of(message)).removeprefix(HERE)


def report(message, status, reference="s1"):
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(path_of(message), {"id": reference, "status": status})
    assert not answer.cookies
    return answer.status_code


def test_46elks_is_told_where_to_report_and_is_believed_there(elks):
    message = make_sms()
    deliver_due(NOON)
    address = elks.accepted[0]["whendelivered"]
    assert address.startswith(f"{HERE}/sms-rapport/")
    assert timedelta() <= fresh(message).report_due_at - NOON - PATIENCE
    answer = Client().post(
        address.removeprefix(HERE), {"id": "s1", "status": "delivered"}
    )
    assert answer.status_code == 204
    assert fresh(message).delivered_at is not None
    assert fresh(message).report_due_at is None


@pytest.mark.parametrize("where", ["CALLBACK_URL", "SMS_URL"])
def test_nobody_waits_for_a_report_where_none_can_come(settings, elks, where):
    setattr(settings, where, "null://" if where == "SMS_URL" else "")
    message = make_sms()
    deliver_due(NOON)
    assert fresh(message).status == Status.SENT
    assert fresh(message).report_due_at is None
    assert not any("whendelivered" in each for each in elks.accepted)


def test_an_sms_that_failed_afterwards_waits_for_a_person():
    message = make_sent()
    assert report(message, "failed") == 204
    assert report(message, "failed") == 204
    assert (fresh(message).status, fresh(message).last_error) == (
        Status.DEAD,
        "undelivered",
    )
    assert fresh(message).report_due_at is None


@pytest.mark.parametrize("order", list(permutations(["sent", "failed", "delivered"])))
def test_whatever_the_order_of_reports_what_arrived_has_arrived(order):
    message = make_sent()
    for status in (*order, *order):
        assert report(message, status) == 204
    assert fresh(message).status == Status.SENT
    assert fresh(message).delivered_at is not None
    assert fresh(message).last_error == ""


def test_a_report_answers_what_nobody_knew():
    arrived = make_sms(status=Status.UNCERTAIN, last_error="no-answer:500")
    lost = make_sms(status=Status.UNCERTAIN, last_error="abandoned")
    report(arrived, "delivered")
    report(lost, "failed")
    assert (fresh(arrived).status, fresh(arrived).last_error) == (Status.SENT, "")
    assert fresh(arrived).sent_at is not None
    assert (fresh(lost).status, fresh(lost).last_error) == (Status.DEAD, "undelivered")


def test_a_report_of_the_first_sending_says_nothing_of_the_second():
    manager = make_staff_member(role="manager")
    message = make_sent()
    report(message, "failed")
    resend(fresh(message), by=manager, at=NOON)
    assert report(message, "failed") == 204
    assert fresh(message).status == Status.QUEUED
    Message.objects.update(status=Status.SENT, provider_reference="s2")
    assert report(message, "failed") == 204
    assert fresh(message).status == Status.SENT
    report(fresh(message), "failed", reference="s2")
    assert fresh(message).status == Status.DEAD


@pytest.mark.parametrize("status", ["delivered", "failed"])
def test_a_sending_that_nobody_knew_of_says_nothing_of_the_one_to_the_right_number(
    status,
):
    manager = make_staff_member(role="manager")
    message = make_sms(status=Status.UNCERTAIN, last_error="abandoned")
    resend(message, by=manager, at=NOON, checked=True)
    unknown = {"status": Status.UNCERTAIN, "last_error": "abandoned"}
    Message.objects.update(**unknown)
    assert report(message, status) == 204
    assert fresh(message).status == Status.UNCERTAIN
    assert report(fresh(message), status, reference="s2") == 204
    assert fresh(message).status != Status.UNCERTAIN


def test_a_report_quicker_than_our_commit_is_asked_for_once_more():
    lease = {"lease_token": uuid4(), "lease_until": NOON}
    message = make_sms(status=Status.SENDING, **lease)
    assert report(message, "failed") == 503
    assert fresh(message).status == Status.SENDING


def test_of_somebody_erased_nobody_has_to_know():
    message = make_sent(body="")
    Message.objects.update(recipient="")
    report(message, "failed")
    assert fresh(message).status == Status.SENT
    assert fresh(message).report_due_at is None


def test_every_wrong_address_gets_the_same_empty_answer():
    message = make_sent()
    gone = make_sent()
    Message.objects.filter(pk=gone.pk).delete()
    right = path_of(message)
    wrong = [
        path_of(gone),
        right[:-1] + ("a" if right[-1] != "a" else "b"),
        f"/sms-rapport/{message.pk.hex}",
        f"/sms-rapport/{message.pk.hex}:{right.partition(':')[2]}x",
    ]
    for path in wrong:
        answer = Client().post(path, {"id": "s1", "status": "failed"})
        assert (answer.status_code, answer.content) == (404, b"")
    assert fresh(message).status == Status.SENT


def test_reading_the_address_changes_nothing():
    message = make_sent()
    assert Client().get(path_of(message)).status_code == 405
    assert fresh(message).delivered_at is None


# --- At the desk


def test_a_family_whom_an_sms_did_not_reach_is_to_be_called_instead():
    town = make_municipality()
    maria = make_staff_member(town)
    inquiry = make_inquiry(town)
    message = make_sent(town, inquiry=inquiry, recipient_key=FAMILY, created_at=NOON)
    record = reverse("inquiries:record", args=[inquiry.pk])
    desk = client_of(maria)
    assert UNREACHED not in desk.get(record).content.decode()
    report(message, "failed")
    shown = desk.get(record).content.decode()
    assert UNREACHED in shown
    assert "Sms till familjen: kom inte fram." in shown
    assert UNREACHED in desk.get("/desk/").content.decode()
    report(message, "delivered")
    assert UNREACHED not in desk.get("/desk/").content.decode()
    assert "Sms till familjen: kom fram." in desk.get(record).content.decode()


def test_the_outbox_says_that_it_did_not_arrive():
    town = make_municipality()
    message = make_sent(town)
    report(message, "failed")
    desk = client_of(make_staff_member(town, "manager"))
    page = desk.get(f"/desk/utkorg/{message.pk}/").content.decode()
    assert "Kom inte fram" in page
    assert "Operatören kunde inte leverera" in page
    desk.post(f"/desk/utkorg/{message.pk}/slapp/")
    page = desk.get("/desk/utkorg/?flik=stoppade").content.decode()
    assert "Kom inte fram, inget mer att göra" in page
