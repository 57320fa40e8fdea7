"""A mail that came back is a call to make; whatever else lies there is nothing."""

import io
import os
import time
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.urls import reverse

from messaging import bounces, mailboxes
from messaging.bounces import bounce_in, read_all, read_due, take
from messaging.delivery import deliver_due
from messaging.mailboxes import MOST_MAILS, MailboxFailed, mailbox_at
from messaging.management.commands import take_bounce
from messaging.models import FAMILY, Message, Status
from messaging.services import resend
from tests.make import (
    NOON,
    client_of,
    make_inquiry,
    make_message,
    make_municipality,
    make_staff_member,
)
from tests.messaging.mail_that_came_back import away, mailbox_server, report

pytestmark = pytest.mark.django_db


def make_sent(municipality=None, **fields):
    return make_message(municipality, status=Status.SENT, sent_at=NOON, **fields)


def fresh(message):
    return Message.objects.get(pk=message.pk)


def state(message):
    return fresh(message).status, fresh(message).last_error


LOST = (Status.DEAD, "bounced:5.1.1")


# --- What counts


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_mail_that_failed_for_good_waits_for_a_person(returned):
    message = make_sent()
    assert take(report(message, returned=returned))
    assert state(message) == LOST
    assert take(report(message, returned=returned))
    assert state(message) == LOST


def test_a_report_that_returns_nothing_may_say_what_it_answers():
    message = make_sent()
    answering = f"In-Reply-To: <{message.pk}@example.se>\n"
    assert take(report(message, returned="nothing", answering=answering))
    assert state(message) == LOST


def test_a_server_that_gave_up_after_days_has_failed_too():
    message = make_sent()
    take(report(message, status="4.4.7"))
    assert state(message) == (Status.DEAD, "bounced:4.4.7")


def test_a_report_without_a_number_is_a_bounce_all_the_same():
    message = make_sent()
    take(report(message, status="hemlig@example.se"))
    assert state(message) == (Status.DEAD, "bounced")


@pytest.mark.parametrize(
    "varied",
    [
        {"action": "delayed", "status": "4.4.1"},
        {"action": "delivered", "status": "2.0.0"},
        {"action": "relayed", "status": "2.0.0"},
        {"kind": "disposition-notification"},
        {"domain": "evil.example.org"},
        {"returned": "nothing"},
    ],
    ids=str,
)
def test_whatever_else_is_said_of_it_changes_nothing(varied):
    message = make_sent()
    assert not take(report(message, **varied))
    assert state(message) == (Status.SENT, "")


def test_an_automatic_reply_changes_nothing_and_is_not_answered():
    message = make_sent()
    assert not take(away(message))
    assert state(message) == (Status.SENT, "")
    take(report(message))
    assert mail.outbox == []
    assert Message.objects.count() == 1


def test_a_bounce_of_nothing_of_ours_is_nothing():
    message = make_message()
    Message.objects.filter(pk=message.pk).delete()
    assert not take(report(message))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\nx",
        b"Content-Type: multipart/report; report-type*=%%%\r\n\r\n",
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"'
        b"\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\xff\xff",
        b"Content-Type: multipart/mixed;" + b" boundary=x;" * 999,
    ],
)
def test_what_strangers_write_to_break_us_is_any_other_mail(content):
    assert bounce_in(content) is None


def test_a_fault_of_the_parser_is_any_other_mail(monkeypatch, caplog):
    def stumble(_content):
        raise IndexError("hemlig@example.se")

    monkeypatch.setattr(bounces, "message_from_bytes", stumble)
    assert bounce_in(b"x") is None
    assert "IndexError" in caplog.text
    assert "hemlig" not in caplog.text


def test_nothing_that_the_report_says_of_anybody_is_kept(caplog):
    message = make_sent()
    take(report(message))
    assert "hemlig" not in fresh(message).last_error
    assert "hemlig" not in caplog.text


def test_the_address_is_not_blocked():
    manager = make_staff_member(role="manager")
    message = make_sent()
    take(report(message))
    resend(fresh(message), by=manager, at=NOON)
    assert fresh(message).status == Status.QUEUED


def test_a_late_bounce_of_the_old_address_says_nothing_of_the_new_one():
    manager = make_staff_member(role="manager")
    town = manager.memberships.get().municipality
    inquiry = make_inquiry(town, contact={"email": "new@example.se"})
    told = {"inquiry": inquiry, "recipient_key": FAMILY}
    message = make_sent(town, recipient="old@example.se", **told)
    take(report(message))
    old = report(message)
    resend(fresh(message), by=manager, at=NOON)
    assert deliver_due(NOON) == 1
    sent = fresh(message)
    assert sent.recipient == "new@example.se"
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{message.pk}.2@example.se>"
    assert take(old)
    assert state(message) == (Status.SENT, "")
    record = client_of(manager).get(reverse("inquiries:record", args=[inquiry.pk]))
    assert "Ring i stället" not in record.content.decode()
    take(report(sent))
    assert state(message) == LOST


def test_a_family_whose_mail_came_back_is_to_be_called_instead():
    town = make_municipality()
    inquiry = make_inquiry(town)
    message = make_sent(town, inquiry=inquiry, recipient_key=FAMILY)
    desk = client_of(make_staff_member(town))
    take(report(message))
    record = reverse("inquiries:record", args=[inquiry.pk])
    assert "Ring i stället" in desk.get(record).content.decode()
    assert "Ring i stället" in desk.get("/desk/").content.decode()


# --- The mailbox


@pytest.fixture
def mailbox(settings):
    with mailbox_server() as server:
        settings.BOUNCE_URL = server.url
        yield server


@pytest.fixture
def maildir(tmp_path, settings):
    (tmp_path / "new").mkdir()
    settings.BOUNCE_URL = f"maildir://{tmp_path}"
    return tmp_path


def test_a_mailbox_is_read_once_and_nothing_is_thrown_away(mailbox):
    message = make_sent()
    mailbox.mails = [away(message), report(message)]
    tally = read_all(mailbox_at(mailbox.url))
    assert (tally.read, tally.bounced) == (2, 1)
    assert state(message) == LOST
    assert mailbox.said[1] == 'LOGIN us "p@ss"'
    assert read_all(mailbox_at(mailbox.url)).read == 0
    assert not any("EXPUNGE" in each or "Deleted" in each for each in mailbox.said)


def test_a_maildir_is_read_once_and_nothing_is_thrown_away(maildir):
    message = make_sent()
    (maildir / "new" / "1.x").write_bytes(report(message))
    (maildir / "new" / "2.x").write_bytes(away(message))
    tally = read_all(mailbox_at(f"maildir://{maildir}"))
    assert (tally.read, tally.bounced) == (2, 1)
    assert sorted(path.name for path in (maildir / "cur").iterdir()) == [
        "1.x:2,S",
        "2.x:2,S",
    ]
    assert state(message) == LOST


def test_a_bounce_quicker_than_our_commit_stays_unread(mailbox):
    lease = {"lease_token": uuid4(), "lease_until": NOON}
    message = make_message(status=Status.SENDING, **lease)
    mailbox.mails = [report(message)]
    assert read_all(mailbox_at(mailbox.url)).read == 0
    assert not mailbox.seen


def test_a_mailbox_that_is_flooded_is_read_in_parts(mailbox):
    mailbox.mails = [b"Subject: x\r\n\r\nx"] * (MOST_MAILS + 1)
    assert read_all(mailbox_at(mailbox.url)).read == MOST_MAILS
    assert read_all(mailbox_at(mailbox.url)).read == 1


@pytest.mark.parametrize("where", ["greeting", "LOGIN", "UID"])
@pytest.mark.parametrize("drips", [False, True])
def test_a_mailbox_that_hangs_is_cut_off(mailbox, monkeypatch, where, drips):
    monkeypatch.setattr(mailboxes, "LONGEST_SECONDS", 0.3)
    mailbox.hangs_at, mailbox.drips = where, drips
    mailbox.mails = [b"x"]
    began = time.monotonic()
    with pytest.raises(MailboxFailed):
        read_all(mailbox_at(mailbox.url))
    assert time.monotonic() - began < 3


def test_a_handshake_that_hangs_is_cut_off(mailbox, monkeypatch):
    monkeypatch.setattr(mailboxes, "LONGEST_SECONDS", 0.3)
    mailbox.hangs_at = "greeting"
    began = time.monotonic()
    with pytest.raises(MailboxFailed):
        read_all(mailbox_at(mailbox.url.replace("imap:", "imaps:")))
    assert time.monotonic() - began < 3


def test_a_line_that_came_too_late_to_be_cut_is_cut_at_once(mailbox, monkeypatch):
    monkeypatch.setattr(mailboxes, "LONGEST_SECONDS", 0.0)
    hold = mailboxes.Cord.hold

    def late(cord, line):
        while not cord.is_cut:
            time.sleep(0.01)
        hold(cord, line)

    monkeypatch.setattr(mailboxes.Cord, "hold", late)
    with pytest.raises(MailboxFailed):
        read_all(mailbox_at(mailbox.url))


def test_the_dispatcher_reads_it_every_five_minutes(mailbox):
    cache.clear()
    mailbox.mails = [report(make_sent())]
    assert read_due(NOON) == 1
    mailbox.mails.append(report(make_sent()))
    assert read_due(NOON) == 0
    cache.clear()
    assert read_due(NOON) == 1


def test_no_mailbox_is_no_work(settings):
    settings.BOUNCE_URL = ""
    assert read_due(NOON) == 0


@pytest.mark.parametrize(
    "url", ["imap://u:secret@mail.example.se/", "pop3://u:secret@x", "imaps://", "x"]
)
def test_an_address_of_no_mailbox_is_refused_without_its_password(url):
    with pytest.raises(ImproperlyConfigured) as refusal:
        mailbox_at(url)
    assert "secret" not in str(refusal.value)


# --- From the command line


def said(capsys, *command):
    call_command(*command)
    return capsys.readouterr().out


def test_the_command_says_how_many_came_back(maildir, capsys):
    (maildir / "new" / "1.x").write_bytes(report(make_sent()))
    assert said(capsys, "read_bounces") == "1 mails read, 1 had come back\n"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "not set"),
        ("ftp://u:secret@x", "names no mailbox"),
        ("maildir:///nowhere/at/all", "FileNotFoundError"),
    ],
)
def test_a_mailbox_that_cannot_be_read_is_said_plainly(settings, url, why):
    settings.BOUNCE_URL = url
    with pytest.raises(CommandError, match=why) as refusal:
        call_command("read_bounces")
    assert "secret" not in str(refusal.value)


def piped(monkeypatch, content):
    stdin = io.TextIOWrapper(io.BytesIO(content))
    monkeypatch.setattr("sys.stdin", stdin)
    call_command("take_bounce")


def test_a_mail_server_may_hand_over_each_mail(monkeypatch, capsys):
    message = make_sent()
    piped(monkeypatch, report(message))
    assert state(message) == LOST
    piped(monkeypatch, b"anything else")
    assert capsys.readouterr().out == ""


def test_a_mail_server_is_asked_to_come_again_while_the_database_is_away(monkeypatch):
    def away_now(_content):
        raise OperationalError

    monkeypatch.setattr(take_bounce, "take", away_now)
    with pytest.raises(CommandError) as refusal:
        piped(monkeypatch, b"x")
    assert refusal.value.returncode == os.EX_TEMPFAIL
