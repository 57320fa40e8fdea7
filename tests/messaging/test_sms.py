import base64
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from messaging.channels.sms import (
    ElksCarrier,
    FileCarrier,
    NullCarrier,
    sms_carrier,
)
from messaging.delivery import DeliveryFailed, deliver_due
from messaging.models import Message, Status
from tests.make import NOON, make_message, make_municipality
from tests.messaging.servers import free_port

pytestmark = pytest.mark.django_db


def make_sms(**fields):
    return make_message(
        **{"channel": "sms", "recipient": "+46701740605", "heading": "", **fields}
    )


def fresh(message):
    return Message.objects.get(pk=message.pk)


def test_an_sms_is_posted_to_46elks(elks):
    municipality = make_municipality(sms_sender="Ekebacka")
    message = make_sms(municipality=municipality, body="Maria ringer dig.")
    assert deliver_due(NOON) == 1
    assert elks.accepted == [
        {
            "from": "Ekebacka",
            "to": "+46701740605",
            "message": "Maria ringer dig.",
            "dontlog": "message",
        }
    ]
    login = base64.b64decode(elks.logins[0].removeprefix("Basic ")).decode()
    assert login == "user:p@ss"
    assert fresh(message).provider_reference == "s1"
    assert fresh(message).status == Status.SENT


@pytest.mark.parametrize("status", [500, 502, 504])
def test_an_error_that_may_hide_an_acceptance_goes_to_a_person(elks, status):
    elks.status = status
    message = make_sms()
    deliver_due(NOON)
    assert fresh(message).status == Status.UNCERTAIN
    assert fresh(message).last_error == f"no-answer:{status}"


def test_a_line_dropped_after_the_request_goes_to_a_person(elks):
    elks.hangs_up = True
    message = make_sms()
    deliver_due(NOON)
    assert fresh(message).status == Status.UNCERTAIN
    assert len(elks.accepted) == 1


def test_an_answer_that_never_comes_goes_to_a_person(elks, settings):
    settings.MESSAGE_LEASE_SECONDS = 1
    elks.slow_seconds = 0.8
    message = make_sms()
    deliver_due(NOON)
    assert fresh(message).status == Status.UNCERTAIN


@pytest.mark.parametrize("body", ["<html>", "[]", "{}", '{"id": ""}', ""])
def test_a_yes_that_makes_no_sense_goes_to_a_person(elks, body):
    elks.body = body
    message = make_sms()
    deliver_due(NOON)
    assert fresh(message).status == Status.UNCERTAIN


def test_an_sms_of_unknown_outcome_never_leaves_again_by_itself(elks):
    elks.status = 500
    make_sms()
    deliver_due(NOON)
    elks.status = 200
    assert deliver_due(NOON + timedelta(days=7)) == 0
    assert len(elks.accepted) == 1


@pytest.mark.parametrize("status", [429, 503, 401, 402, 403, 404, 301])
def test_what_was_surely_not_accepted_is_tried_again(elks, status):
    elks.status, elks.refuses = status, True
    message = make_sms()
    deliver_due(NOON)
    assert fresh(message).status == Status.RETRY
    elks.status, elks.refuses = 200, False
    assert deliver_due(fresh(message).not_before) == 1


def test_a_request_that_timed_out_on_their_side_is_tried_again(elks):
    elks.status, elks.refuses = 408, True
    message = make_sms()
    deliver_due(NOON)
    assert fresh(message).last_error == "later:408"


def test_a_number_refused_is_dead(elks):
    elks.status, elks.refuses = 400, True
    message = make_sms()
    deliver_due(NOON)
    assert fresh(message).status == Status.DEAD
    assert fresh(message).last_error == "refused:400"


def test_an_sms_that_46elks_calls_failed_is_dead(elks):
    elks.body = '{"id": "s1", "status": "failed"}'
    message = make_sms()
    deliver_due(NOON)
    assert fresh(message).status == Status.DEAD


def test_a_service_that_is_down_costs_no_sms(settings):
    settings.SMS_URL = f"46elks+http://user:pass@127.0.0.1:{free_port()}"
    messages = [make_sms() for _ in range(5)]
    deliver_due(NOON)
    assert {fresh(each).status for each in messages} == {Status.RETRY, Status.QUEUED}


def test_number_and_text_are_in_no_log(elks, caplog):
    elks.status = 500
    elks.body = "+46701740605 is secret"
    make_sms(body="Hemlig text")
    deliver_due(NOON)
    assert "701740605" not in caplog.text
    assert "Hemlig" not in caplog.text


def test_the_file_carrier_writes_every_sending_into_its_own_file(settings, tmp_path):
    settings.SMS_URL = f"file://{tmp_path}/sms%20ut"
    message = make_sms(body="Hej!")
    deliver_due(NOON)
    with sms_carrier() as carrier:
        carrier.send(message, message.municipality)
    files = sorted((tmp_path / "sms ut").iterdir())
    assert len(files) == 2
    assert "To: +46701740605" in files[0].read_text()
    assert files[0].read_text().endswith("\n\nHej!\n")


def test_a_folder_that_cannot_be_written_costs_no_sms(settings, tmp_path):
    (tmp_path / "sms").write_text("a file where the folder should be")
    settings.SMS_URL = f"file://{tmp_path}/sms"
    message = make_sms()
    deliver_due(NOON)
    assert fresh(message).status == Status.RETRY


@pytest.mark.parametrize(
    ("address", "carrier"),
    [
        ("null://", NullCarrier),
        ("file:///tmp/sms", FileCarrier),
        ("46elks://u:p@api.46elks.com", ElksCarrier),
    ],
)
def test_the_address_chooses_the_carrier(settings, address, carrier):
    settings.SMS_URL = address
    assert type(sms_carrier()) is carrier


def test_46elks_is_spoken_to_in_secret(settings):
    settings.SMS_URL = "46elks://u:p@api.46elks.com"
    assert sms_carrier().url == "https://api.46elks.com/a1/sms"


@pytest.mark.parametrize(
    "address",
    ["", "file://", "46elks://", "46elks+http://u:p@api.46elks.com", "ftp://x/y"],
)
def test_an_address_of_no_carrier_is_refused_without_its_password(settings, address):
    settings.SMS_URL = address
    with pytest.raises(ImproperlyConfigured) as refusal:
        sms_carrier()
    assert "u:p" not in str(refusal.value)


def test_a_wrong_sms_address_does_not_hold_up_the_mail(settings):
    settings.SMS_URL = "ftp://x/y"
    sms, mail = make_sms(), make_message()
    with pytest.raises(DeliveryFailed):
        deliver_due(NOON)
    assert fresh(mail).status == Status.SENT
    assert fresh(sms).status == Status.QUEUED
