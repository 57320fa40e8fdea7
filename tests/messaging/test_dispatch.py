import logging
from datetime import datetime, timedelta
from io import StringIO

import pytest
import time_machine
from celery import current_app
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import DataError, OperationalError
from django.utils import timezone

from messaging import dispatch, jobs
from messaging.dispatch import database_now, dispatcher_name, run_once
from messaging.failing import note_failure
from messaging.health import (
    DELIVERY,
    LONGEST_WAIT,
    SILENCE,
    abandoned,
    dispatch_health,
    trouble_of,
)
from messaging.lane import stopping
from messaging.management.commands import dispatch as command
from messaging.models import DispatcherRun, FailingStep, Message, Status
from messaging.neutrality import is_neutral
from messaging.step_words import work_of
from messaging.wording import fault_text, kind_text, masked, whole
from organisation.models import Municipality
from tests.make import NOON, make_message, make_municipality

pytestmark = pytest.mark.django_db

HERE = __name__
asked: list[datetime] = []


def makes_two(moment):
    asked.append(moment)
    return 2


def fails(moment):
    raise ValueError("anna@example.se")


def loses_the_database(moment):
    raise OperationalError


@pytest.fixture(autouse=True)
def _nothing_asked():
    asked.clear()


@pytest.fixture
def steps(settings):
    def steps(*names):
        settings.DISPATCH_STEPS = [
            name if "." in name else f"{HERE}.{name}" for name in names
        ]

    return steps


# --- One round


def test_a_round_runs_every_step_with_the_same_moment(steps):
    steps("makes_two", "makes_two")
    result = run_once(NOON, "test")
    assert asked == [NOON, NOON]
    assert (result.created, result.sent) == (4, 0)


def test_what_is_delivered_is_counted_apart(steps):
    steps("makes_two", dispatch.DELIVERY)
    make_message()
    result = run_once(NOON, "test")
    assert (result.created, result.sent) == (2, 1)


def test_a_step_that_fails_stops_no_other_and_tells_nobodys_address(steps, caplog):
    steps("fails", "loses_the_database", "does_not_exist", "makes_two")
    result = run_once(NOON, "test")
    assert asked == [NOON]
    assert result.failed_steps == (
        f"{HERE}.fails",
        f"{HERE}.loses_the_database",
        f"{HERE}.does_not_exist",
    )
    assert "ValueError" in caplog.text
    assert "anna@example.se" not in caplog.text


def test_every_round_leaves_a_heartbeat_in_the_dispatchers_one_row(steps):
    steps("makes_two", "fails")
    run_once(NOON, "first")
    run_once(NOON, "first")
    run_once(NOON, "second")
    run = DispatcherRun.objects.get(name="first")
    assert (run.created, run.sent) == (2, 0)
    assert run.failed_step == f"{HERE}.fails"
    assert run.started_at <= run.finished_at <= timezone.now()
    assert DispatcherRun.objects.count() == 2


@pytest.fixture
def _long_running(monkeypatch):
    monkeypatch.setattr("messaging.health.STARTED_AT", NOON - timedelta(days=1))


def at(moment):
    return time_machine.travel(moment, tick=False)


@pytest.mark.usefixtures("_long_running")
def test_a_step_that_fails_in_every_round_for_too_long_is_an_illness(steps):
    steps("makes_two", "fails")
    for seconds in (0, 60, 121):
        with at(NOON + timedelta(seconds=seconds)):
            run_once(NOON, "first" if seconds else "second")
    assert dispatch_health(NOON + SILENCE).is_well
    health = dispatch_health(NOON + timedelta(seconds=121))
    assert not health.is_well
    assert health.failing_step == f"{HERE}.fails"
    town = make_municipality()
    assert trouble_of(NOON + timedelta(seconds=121), town) == (False, f"{HERE}.fails")


@pytest.mark.usefixtures("_long_running")
def test_a_step_that_works_again_anywhere_is_well_again(steps):
    steps("makes_two", "fails")
    with at(NOON):
        run_once(NOON, "first")
    steps("makes_two")
    with at(NOON + timedelta(seconds=60)):
        run_once(NOON, "second")
    steps("makes_two", "fails")
    with at(NOON + timedelta(seconds=121)):
        run_once(NOON, "first")
    assert dispatch_health(NOON + timedelta(seconds=121)).is_well
    assert trouble_of(NOON + timedelta(seconds=121), make_municipality()) == (False, "")


def fails_for_one(_moment):
    note_failure(Municipality.objects.order_by("pk").first().pk)
    return 3


@pytest.mark.usefixtures("_long_running")
def test_a_step_that_fails_for_one_municipality_is_an_illness_there(steps):
    ours, other = make_municipality(), make_municipality()
    steps("fails_for_one")
    for seconds in (0, 60, 121):
        with at(NOON + timedelta(seconds=seconds)):
            result = run_once(NOON, "first")
    assert (result.created, result.failed_steps) == (3, (f"{HERE}.fails_for_one",))
    later = NOON + timedelta(seconds=122)
    assert trouble_of(later, ours) == (False, f"{HERE}.fails_for_one")
    assert trouble_of(later, other) == (False, "")
    assert not dispatch_health(later, ours).is_well
    assert dispatch_health(later, other).is_well
    assert not dispatch_health(later).is_well  # monitoring hears of everybody
    steps("makes_two")
    with at(later):
        run_once(NOON, "first")
    assert trouble_of(later + SILENCE, ours) == (False, "")


@pytest.mark.usefixtures("_long_running")
def test_where_delivery_itself_fails_no_message_leaves():
    FailingStep.objects.create(path=DELIVERY, since=NOON - SILENCE - SILENCE)
    FailingStep.objects.create(path="another", since=NOON - timedelta(hours=1))
    beat(NOON)
    assert dispatch_health(NOON).stands_still
    assert trouble_of(NOON, make_municipality()) == (True, "")


def test_every_step_has_words_for_who_misses_its_work(settings):
    for path in settings.DISPATCH_STEPS:
        assert path == DELIVERY or path not in work_of(path)


def test_a_second_round_sends_nothing_twice(mailoutbox, steps):
    steps(dispatch.DELIVERY)
    make_message()
    run_once(NOON, "first")
    run_once(NOON, "second")
    assert len(mailoutbox) == 1


def test_a_backlog_is_one_message_for_each_intent(mailoutbox, steps, settings):
    """The mail server was away for two hours; the dispatcher came by all the time."""
    steps(dispatch.DELIVERY)
    messages = [make_message() for _ in range(12)]
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for minute in range(0, 120, 4):
        run_once(NOON + timedelta(minutes=minute), "test")
    assert not Message.objects.needing_a_person().exists()
    settings.EMAIL_BACKEND = working
    for minute in range(120, 12 * 60, 30):
        run_once(NOON + timedelta(minutes=minute), "test")
    assert sorted(each.to[0] for each in mailoutbox) == sorted(
        each.recipient for each in messages
    )


def test_the_databases_clock_is_aware_and_runs():
    first, second = database_now(), database_now()
    assert first.tzinfo is not None
    assert first < second


def test_a_dispatchers_name_fits_its_row():
    assert 0 < len(dispatcher_name("x" * 100)) <= 60


# --- Celery and the command line


def test_the_schedule_calls_the_job_that_exists(steps):
    entry = django_settings.CELERY_BEAT_SCHEDULE["dispatch"]
    assert entry["task"] == jobs.dispatch.name
    assert jobs.dispatch.name in current_app.tasks


def test_the_job_runs_one_round(steps):
    steps("makes_two")
    jobs.dispatch()
    assert len(asked) == 1
    assert DispatcherRun.objects.get().name.startswith("celery@")


def test_the_command_runs_one_round_and_says_what_it_did(steps):
    steps("makes_two", dispatch.DELIVERY)
    make_message()
    said = StringIO()
    call_command("dispatch", stdout=said)
    assert said.getvalue() == "2 created, 1 sent\n"


def test_the_loop_goes_on_without_the_database_and_ends_when_asked(
    steps, monkeypatch, caplog
):
    rounds = []

    def beat(*_arguments):
        rounds.append(1)
        if len(rounds) == 2:
            stopping.set()
        raise OperationalError

    monkeypatch.setattr(dispatch, "_beat", beat)
    monkeypatch.setattr(command.signal, "signal", lambda *_arguments: None)
    steps("makes_two")
    said = StringIO()
    call_command("dispatch", "--loop", "--seconds", "0.01", stdout=said)
    assert len(rounds) == 2
    assert "The database does not answer: OperationalError" in caplog.text
    assert "Stopped" in said.getvalue()


def test_the_loop_ends_where_the_database_refuses_what_it_is_asked(steps, monkeypatch):
    def beat(*_arguments):
        raise DataError

    monkeypatch.setattr(dispatch, "_beat", beat)
    monkeypatch.setattr(command.signal, "signal", lambda *_arguments: None)
    steps("makes_two")
    with pytest.raises(DataError):
        call_command("dispatch", "--loop", "--seconds", "0.01")


def test_a_signal_asks_to_stop():
    command._stop(15, None)
    assert stopping.is_set()


# --- A test of the configuration


def say(*arguments):
    said = StringIO()
    try:
        call_command("send_test", *arguments, stdout=said)
    except CommandError as error:
        return said.getvalue(), str(error)
    return said.getvalue(), ""


def test_a_configuration_that_works_is_proved_in_one_line_each(smtp, elks):
    make_municipality()
    said, error = say("--email", "du@example.se", "--sms", "+46701740605")
    assert said.splitlines() == [
        "email to du@example.se: accepted.",
        "sms to +46701740605: accepted.",
    ]
    assert error == ""
    assert smtp.recipients == ["du@example.se"]
    assert elks.accepted[0]["to"] == "+46701740605"
    assert not Message.objects.exists()


def test_a_configuration_that_does_not_work_is_explained(smtp, elks):
    make_municipality()
    smtp.answers["MAIL"] = "535 no"
    elks.status, elks.refuses = 401, True
    said, error = say("--email", "du@example.se", "--sms", "+46701740605")
    assert "email to du@example.se: Our own sender address was refused" in said
    assert "sms to +46701740605: Our own account was refused" in said
    assert error == "Not everything was accepted."


def test_an_sms_address_of_no_carrier_is_said_plainly(settings):
    make_municipality()
    settings.SMS_URL = "ftp://user:secret@x/y"
    said, error = say("--sms", "+46701740605")
    assert "SMS_URL names no carrier" in said
    assert "secret" not in said
    assert error


def test_the_test_must_be_told_where_to_send():
    assert "Say where to" in say()[1]


def test_the_test_needs_somebody_to_send_as():
    assert "no municipality" in say("--email", "du@example.se")[1]


# --- Health


def beat(moment):
    DispatcherRun.objects.create(name="x", started_at=moment, finished_at=moment)


def test_no_round_ever_is_ill():
    assert not dispatch_health(NOON).is_well


def test_a_round_within_the_time_and_nothing_old_is_well():
    beat(NOON - SILENCE)
    make_message(not_before=NOON - LONGEST_WAIT)
    assert dispatch_health(NOON).is_well


def test_a_dispatcher_silent_too_long_is_ill():
    beat(NOON - SILENCE - timedelta(seconds=1))
    assert not dispatch_health(NOON).is_well


def test_a_dispatcher_that_beats_and_sends_nothing_is_ill():
    beat(NOON)
    make_message(not_before=NOON - LONGEST_WAIT - timedelta(seconds=1))
    health = dispatch_health(NOON)
    assert not health.is_well
    assert health.last_round_at == NOON


def test_what_waits_for_its_moment_is_no_illness():
    beat(NOON)
    make_message(not_before=NOON + timedelta(days=1))
    assert dispatch_health(NOON).is_well


def test_health_is_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        dispatch_health(NOON)


def test_what_nobody_took_back_is_counted():
    fields = {"status": Status.SENDING, "lease_token": "0" * 32}
    make_message(**fields, lease_until=NOON - LONGEST_WAIT - timedelta(seconds=1))
    make_message(**fields, lease_until=NOON)
    assert abandoned(NOON) == 1


# --- Words


@pytest.mark.parametrize(
    "text",
    ["Vi ringer dig i kväll.", "Hej Fostervold!", "New: 2026-0412", "Maria ringer"],
)
def test_a_neutral_text_may_stand_on_a_locked_screen(text):
    assert is_neutral(text)


@pytest.mark.parametrize(
    "text",
    ["Ert FAMILJEHEM", "jourhemmet", "kontaktpersoner", "a Foster family"],
)
def test_a_telling_text_may_not(text):
    assert not is_neutral(text)


@pytest.mark.parametrize(
    ("recipient", "shown"),
    [
        ("anna@example.se", "a…@example.se"),
        ("+46701740605", "…0605"),
        ("", ""),
        ("@example.se", "…@example.se"),
    ],
)
def test_a_masked_address_can_be_known_again_and_not_used(recipient, shown):
    assert masked(recipient) == shown


@pytest.mark.parametrize(
    ("recipient", "shown"),
    [
        ("+46701740605", "070-174 06 05"),
        ("+4531390600", "+45 31 39 06 00"),
        ("anna@example.se", "anna@example.se"),
        ("", ""),
    ],
)
def test_a_number_is_shown_as_people_write_it(recipient, shown):
    assert whole(recipient) == shown


def test_an_unknown_code_or_kind_is_no_error():
    assert fault_text("never-heard-of:1") == ""
    assert kind_text("never-heard-of") == "Meddelande"


def test_logs_name_no_person_at_any_level(steps, caplog):
    steps(dispatch.DELIVERY)
    with caplog.at_level(logging.DEBUG, logger="messaging"):
        make_message(recipient="hemlig@example.se", body="Hemligt")
        run_once(NOON, "test")
    assert "emlig" not in caplog.text
