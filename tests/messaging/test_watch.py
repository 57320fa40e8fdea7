"""Who learns, and how soon, that messages do not leave or did not arrive."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from inquiries.services.calls import log_call
from messaging import context, health
from messaging.alarms import tell_of_failures
from messaging.dispatch import run_once
from messaging.health import SILENCE
from messaging.models import FAMILY, DispatcherRun, FailingStep, Message, Status
from messaging.services import let_go
from tests.make import (
    NOON,
    client_of,
    make_inquiry,
    make_message,
    make_municipality,
    make_staff_member,
)
from tests.messaging.servers import free_port

pytestmark = pytest.mark.django_db

TODAY = "/desk/"
SILENT = "Meddelanden går inte iväg"
UNREACHED = "Ring i stället"


def beat(moment):
    DispatcherRun.objects.create(name="x", started_at=moment, finished_at=moment)


@pytest.fixture
def town():
    return make_municipality(name="Ekebacka kommun")


@pytest.fixture(autouse=True)
def _started_long_ago(monkeypatch):
    monkeypatch.setattr(health, "STARTED_AT", timezone.now() - timedelta(days=1))


def fail(inquiry, **fields):
    status = {"status": Status.DEAD, "last_error": "refused", "staff": None}
    about = {"inquiry": inquiry, "municipality": inquiry.municipality}
    return make_message(**about, **({"recipient_key": FAMILY} | status | fields))


# --- At the desk


def shown_to(staff):
    return client_of(staff).get(TODAY).content.decode()


def test_who_calls_sees_that_messages_do_not_leave(town):
    maria = make_staff_member(town)
    beat(timezone.now() - SILENCE - timedelta(seconds=1))
    assert SILENT in shown_to(maria)
    beat_again = DispatcherRun.objects.get()
    beat_again.finished_at = timezone.now()
    beat_again.save()
    assert SILENT not in shown_to(maria)


def test_the_queue_that_renews_itself_says_so_too(town):
    desk = client_of(make_staff_member(town))
    part = desk.get(TODAY, headers={"HX-Request": "true"}).content.decode()
    assert SILENT in part
    assert 'id="standing"' in part


@pytest.mark.parametrize(
    "address", ["inquiries:list", "planning:list", "organisation:settings"]
)
def test_every_page_of_the_desk_says_so_once_the_dispatcher_is_silent(town, address):
    desk, page = client_of(make_staff_member(town, "manager")), reverse(address)
    assert SILENT in desk.get(page).content.decode()
    beat(timezone.now())
    assert SILENT not in desk.get(page).content.decode()


@pytest.mark.parametrize("address", ["inquiries:today", "messaging:outbox"])
def test_a_page_that_knows_more_says_it_once(town, address):
    shown = client_of(make_staff_member(town, "manager")).get(reverse(address))
    assert shown.content.decode().count("Meddelanden går inte iväg") == 1


@pytest.mark.parametrize("page", [TODAY, "/desk/anmalningar/", "/desk/utkorg/"])
def test_nobody_is_alarmed_while_everything_is_starting(town, page, monkeypatch):
    desk = client_of(make_staff_member(town, "manager"))
    beat(timezone.now() - timedelta(days=3))  # before the stop
    begun = timezone.now() - SILENCE
    monkeypatch.setattr(health, "STARTED_AT", begun + timedelta(seconds=30))
    assert SILENT not in desk.get(page).content.decode()
    monkeypatch.setattr(health, "STARTED_AT", begun)
    assert SILENT in desk.get(page).content.decode()


def test_monitoring_has_no_patience_with_a_start(monkeypatch):
    monkeypatch.setattr(health, "STARTED_AT", timezone.now())
    assert not health.dispatch_health(timezone.now()).is_well


def test_a_page_that_says_the_database_is_away_does_not_ask_it(town, monkeypatch):
    def away(_moment, _municipality):
        raise OperationalError

    monkeypatch.setattr(context, "trouble_of", away)
    assert SILENT not in shown_to(make_staff_member(town, "administrator"))


@pytest.mark.parametrize(
    "address", ["inquiries:today", "inquiries:list", "messaging:outbox"]
)
def test_what_has_got_stuck_is_said_in_plain_words_where_it_has(town, address):
    beat(timezone.now())
    FailingStep.objects.create(
        path="followups.digest.send_due",
        municipality=town,
        since=timezone.now() - SILENCE - timedelta(seconds=5),
    )
    page = reverse(address)
    ours = client_of(make_staff_member(town, "manager")).get(page).content.decode()
    assert ours.count("Det har fastnat: dagens lista klockan 07.30.") == 1
    assert SILENT not in ours
    elsewhere = client_of(make_staff_member(make_municipality(), "manager"))
    assert "Det har fastnat" not in elsewhere.get(page).content.decode()


def test_whom_a_mail_did_not_reach_is_to_be_called_instead(town):
    maria = make_staff_member(town)
    inquiry = make_inquiry(town, contact={"name": "Anna Holm"}, owner=maria)
    fail(inquiry, created_at=timezone.now())
    assert UNREACHED in shown_to(maria)
    record = reverse("inquiries:record", args=[inquiry.pk])
    assert f'<a href="{record}">Anna Holm</a>' in shown_to(maria)
    log_call(inquiry, "answered", by=maria, at=timezone.now() + timedelta(minutes=5))
    assert UNREACHED not in shown_to(maria)


def test_what_did_not_reach_staff_is_no_reason_to_call_a_family(town):
    maria = make_staff_member(town)
    fail(make_inquiry(town), recipient_key=f"staff:{maria.pk}")
    assert UNREACHED not in shown_to(maria)


def test_another_municipalitys_failures_are_not_shown(town):
    fail(make_inquiry(make_municipality()))
    shown = shown_to(make_staff_member(town, "manager"))
    assert UNREACHED not in shown
    assert "väntar på beslut" not in shown


def test_who_decides_is_led_to_the_outbox_and_nobody_else(town):
    fail(make_inquiry(town))
    assert "?flik=misslyckade" in shown_to(make_staff_member(town, "manager"))
    assert "?flik=misslyckade" not in shown_to(make_staff_member(town))


# --- By mail


def alarms():
    return Message.objects.filter(kind="alarm")


def test_managers_and_administrators_are_told_once_a_day(town):
    fail(make_inquiry(town))
    for role in ("manager", "administrator", "recruiter"):
        make_staff_member(town, role)
    assert tell_of_failures(NOON) == 2
    assert tell_of_failures(NOON + timedelta(hours=3)) == 0
    assert tell_of_failures(NOON + timedelta(days=1)) == 2


def test_many_failures_are_one_mail(town):
    inquiry = make_inquiry(town)
    for step in "abc":
        fail(inquiry, step=step)
    make_staff_member(town, "manager")
    tell_of_failures(NOON)
    mail = alarms().get()
    assert mail.body.startswith("3 meddelanden har inte kommit fram.")
    assert f"{reverse('messaging:outbox')}?flik=misslyckade" in mail.body
    assert "Anna" not in mail.body


def test_nobody_is_told_in_the_night_nor_of_what_was_let_go(town):
    manager = make_staff_member(town, "manager")
    message = fail(make_inquiry(town))
    assert tell_of_failures(NOON.replace(hour=4)) == 0
    let_go(message, by=manager, at=NOON)
    assert tell_of_failures(NOON) == 0


def test_an_alarm_that_failed_is_no_reason_for_another(town):
    make_staff_member(town, "manager")
    fail(make_inquiry(town))
    tell_of_failures(NOON)
    Message.objects.exclude(kind="alarm").delete()
    alarms().update(status=Status.DEAD)
    assert tell_of_failures(NOON + timedelta(days=1)) == 0


def test_an_alarm_about_a_family_that_failed_is_told_of(town):
    make_staff_member(town, "manager")
    inquiry = make_inquiry(town)
    fail(inquiry, kind="alarm", subject_type="inquiry", recipient_key="staff:1")
    assert tell_of_failures(NOON) == 1


# --- Outside


@pytest.fixture
def watchman(settings):
    """A server that counts what it was asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings.HEARTBEAT_URL = f"http://127.0.0.1:{server.server_port}/alive"
        yield asked
        server.shutdown()


def test_somebody_outside_hears_of_good_rounds_once_a_minute(watchman):
    run_once(NOON, "one")
    run_once(NOON, "another")
    assert watchman == ["/alive"]


def test_nobody_outside_hears_of_a_round_that_went_wrong(watchman, settings):
    settings.DISPATCH_STEPS = [*settings.DISPATCH_STEPS, "messaging.no.such.step"]
    run_once(NOON, "one")
    assert watchman == []


def test_a_watchman_who_is_away_stops_nothing(settings, caplog):
    settings.HEARTBEAT_URL = f"http://127.0.0.1:{free_port()}/"
    assert run_once(NOON, "one").failed_steps == ()
    assert "not heard: ConnectError" in caplog.text
