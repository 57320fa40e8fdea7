import time
from email.header import decode_header, make_header
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

import pytest
from django.core import mail

from messaging.channels.email import EmailCarrier, LimitedBackend, as_mail, fault_of
from messaging.delivery import deliver_due
from messaging.faults import CarrierDown, NotNow, Refused
from messaging.models import Message, Status
from tests.make import NOON, make_message, make_municipality
from tests.messaging.servers import dripping_mail_server

pytestmark = pytest.mark.django_db


def fresh(message):
    return Message.objects.get(pk=message.pk)


def test_a_due_mail_arrives_whole(smtp):
    municipality = make_municipality(name="Sjöliden", email="hem@sjoliden.example.se")
    message = make_message(
        municipality, heading="Vi hör av oss", body="Hej på dig!", language="sv"
    )
    assert deliver_due(NOON) == 1
    [arrived] = smtp.mails
    assert arrived["To"] == message.recipient
    assert arrived["Reply-To"] == "hem@sjoliden.example.se"
    assert str(make_header(decode_header(arrived["From"]))) == (
        "Sjöliden <hemvagen@example.se>"
    )
    assert arrived["Message-ID"] == f"<{message.pk}@example.se>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["X-Auto-Response-Suppress"] == "All"
    assert arrived["Content-Language"] == "sv"
    assert arrived.get_content_type() == "text/plain"
    assert arrived.get_payload(decode=True).decode().strip() == "Hej på dig!"


def test_a_delivered_mail_is_sent_once(smtp):
    message = make_message()
    deliver_due(NOON)
    assert deliver_due(NOON) == 0
    assert len(smtp.mails) == 1
    assert fresh(message).status == Status.SENT
    assert fresh(message).sent_at >= NOON


def test_many_mails_share_one_connection(smtp):
    for _ in range(12):
        make_message()
    assert deliver_due(NOON) == 12
    assert smtp.sessions == 1


def test_a_recipient_refused_for_good_is_dead_and_stops_nobody(smtp):
    smtp.answers["RCPT"] = "550 5.1.1 <someone@example.se> unknown"
    refused = make_message()
    deliver_due(NOON)
    smtp.answers.clear()
    make_message()
    assert deliver_due(NOON) == 1
    assert fresh(refused).status == Status.DEAD
    assert fresh(refused).last_error == "refused:550"


def test_a_refused_recipient_leaves_the_session_for_the_next(smtp):
    make_message(recipient="not an address")
    for _ in range(3):
        make_message()
    assert deliver_due(NOON) == 3


def test_no_word_of_the_server_is_stored(smtp, caplog):
    smtp.answers["RCPT"] = "550 hemlig@example.se is secret"
    message = make_message(recipient="hemlig@example.se")
    deliver_due(NOON)
    assert "hemlig" not in fresh(message).last_error
    assert "hemlig" not in caplog.text


def test_a_greylisted_mail_is_tried_again_later(smtp):
    smtp.answers["RCPT"] = "451 4.7.1 come back later"
    message = make_message()
    deliver_due(NOON)
    waiting = fresh(message)
    assert (waiting.status, waiting.attempt) == (Status.RETRY, 1)
    assert waiting.last_error == "later:451"
    assert waiting.not_before > NOON
    smtp.answers.clear()
    assert deliver_due(NOON) == 0
    assert deliver_due(waiting.not_before) == 1
    assert fresh(message).last_error == ""


def test_contents_refused_for_good_are_dead(smtp):
    smtp.answers["DATA"] = "554 5.6.0 looks like spam"
    message = make_message()
    deliver_due(NOON)
    assert fresh(message).status == Status.DEAD


@pytest.mark.parametrize("code", ["530", "535"])
def test_our_own_login_refused_kills_no_message(smtp, code):
    smtp.answers["MAIL"] = f"{code} 5.7.0 authentication required"
    message = make_message()
    deliver_due(NOON)
    assert fresh(message).status == Status.RETRY


def test_a_line_dropped_in_the_middle_costs_one_try_and_no_message(smtp):
    smtp.hang_up_after = "RCPT"
    messages = [make_message() for _ in range(4)]
    assert deliver_due(NOON) == 0
    smtp.hang_up_after = None
    tried = [each for each in messages if fresh(each).attempt == 1]
    assert {fresh(each).last_error for each in tried} == {"interrupted"}
    assert deliver_due(NOON) == len(messages) - len(tried)
    later = max(fresh(each).not_before for each in messages)
    assert deliver_due(later) == len(tried)
    assert sorted(smtp.recipients) == sorted(each.recipient for each in messages)


def test_a_line_dropped_after_acceptance_gives_a_copy_that_can_be_recognised(smtp):
    smtp.hang_up_after = "DATA"
    message = make_message()
    deliver_due(NOON)
    smtp.hang_up_after = None
    deliver_due(fresh(message).not_before)
    first, second = smtp.mails
    assert first["Message-ID"] == second["Message-ID"] == f"<{message.pk}@example.se>"


def test_a_server_that_is_down_is_left_in_peace_until_the_next_round(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    messages = [make_message() for _ in range(30)]
    assert deliver_due(NOON) == 0
    tried = [each for each in messages if fresh(each).attempt]
    assert len(tried) == 2
    assert {fresh(each).status for each in messages} == {Status.RETRY, Status.QUEUED}


def test_a_server_that_hangs_is_cut_off(smtp):
    smtp.slow_seconds = 1.0
    with EmailCarrier(seconds=0.3) as carrier:
        message = make_message()
        with pytest.raises(CarrierDown):
            carrier.send(message, message.municipality)


@pytest.mark.parametrize(
    ("greeting", "user"),
    [(b"220 good day\r\n", ""), (b"220 good day\r\n", "us"), (b"", "")],
    ids=["sending", "logging in", "greeting"],
)
def test_a_server_that_drips_is_cut_off(smtp, settings, greeting, user):
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = user
    with dripping_mail_server(greeting) as settings.EMAIL_PORT:
        began = time.monotonic()
        with EmailCarrier(seconds=0.5) as carrier:
            message = make_message()
            with pytest.raises(CarrierDown):
                carrier.send(message, message.municipality)
        assert time.monotonic() - began < 5


def test_a_line_that_is_not_there_yet_cannot_be_cut():
    assert LimitedBackend().cut() is None


def test_a_farewell_that_fails_harms_nobody(smtp, monkeypatch):
    def fail():
        raise OSError

    message = make_message()
    with EmailCarrier() as carrier:
        carrier.send(message, message.municipality)
        session = carrier.backend.connection
        monkeypatch.setattr(carrier.backend, "close", fail)
    assert session.sock is None


def test_a_login_that_the_server_does_not_know_kills_no_message(smtp, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "secret"
    message = make_message()
    deliver_due(NOON)
    assert fresh(message).status == Status.RETRY
    assert fresh(message).last_error == "login-refused:SMTPNotSupportedError"


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (SMTPAuthenticationError(535, b"no"), CarrierDown, "login-refused:535"),
        (SMTPSenderRefused(550, b"no", "x"), CarrierDown, "sender-refused:550"),
        (SMTPConnectError(554, b"no"), Refused, "refused:554"),
        (SMTPDataError(421, b"bye"), CarrierDown, "unreachable:421"),
        (SMTPDataError(0, b"?"), CarrierDown, "unreachable:0"),
        (SMTPDataError(530, b"who?"), CarrierDown, "login-refused:530"),
        (SMTPDataError(452, b"full"), NotNow, "later:452"),
        (SMTPServerDisconnected("x"), CarrierDown, "interrupted"),
        (SMTPNotSupportedError("x"), Refused, "refused:SMTPNotSupportedError"),
        (TimeoutError(), CarrierDown, "timed-out"),
        (ConnectionRefusedError(), CarrierDown, "unreachable:ConnectionRefusedError"),
    ],
)
def test_every_error_of_a_mail_server_is_one_kind_of_fault(error, kind, code):
    fault = fault_of(error)
    assert (type(fault), fault.code) == (kind, code)


def test_the_connection_is_reopened_after_a_fault(smtp):
    message = make_message()
    smtp.hang_up_after = "MAIL"
    with EmailCarrier() as carrier:
        with pytest.raises(CarrierDown):
            carrier.send(message, message.municipality)
        smtp.hang_up_after = None
        carrier.send(message, message.municipality)
    assert len(smtp.mails) == 1


@pytest.mark.parametrize(
    "recipient",
    [
        "anna",
        "anna@example.se, erik@example.se",
        "anna@example.se\nBcc: alla@example.se",
        "Anna <anna@example.se>",
        "",
    ],
)
def test_a_recipient_is_one_address_and_nothing_else(recipient):
    message = make_message(recipient=recipient)
    with pytest.raises(Refused):
        as_mail(message, message.municipality)


@pytest.mark.parametrize("field", ["heading", "recipient"])
def test_no_header_can_be_smuggled_in(smtp, field):
    message = make_message(**{field: "x@example.se\r\nBcc: alla@example.se"})
    deliver_due(NOON)
    assert smtp.mails == []
    assert fresh(message).status == Status.DEAD


def test_a_name_with_quotes_and_commas_stays_a_name():
    municipality = make_municipality(name='Ekebacka, "kommunen" <x@example.se>')
    sent = as_mail(make_message(municipality), municipality).message()
    assert sent["From"].endswith(" <hemvagen@example.se>")
    assert sent["From"].count("@") == 2


def test_the_address_in_from_is_ours_whatever_name_the_settings_give(settings):
    settings.DEFAULT_FROM_EMAIL = "Hemvägen <brev@post.example.se>"
    message = make_message()
    made = as_mail(message, message.municipality)
    assert made.from_email.endswith("<brev@post.example.se>")
    assert made.extra_headers["Message-ID"] == f"<{message.pk}@post.example.se>"


def test_backends_other_than_smtp_serve_as_well():
    make_message()
    assert deliver_due(NOON) == 1
    assert len(mail.outbox) == 1
