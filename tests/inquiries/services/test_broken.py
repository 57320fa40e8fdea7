"""A promise that nobody kept: what is written down, and what the family is told."""

from datetime import datetime, time, timedelta

import pytest

from followups import reminders
from followups.models import Promise, Wish
from followups.promise import supersede
from inquiries import apology
from inquiries.messages import still_wanted
from inquiries.models import Inquiry
from inquiries.services import broken
from inquiries.services.broken import settle_broken
from inquiries.services.calls import log_call
from inquiries.services.moves import move_inquiry
from inquiries.services.receive import receive
from inquiries.services.undo import undo
from inquiries.workflow import Stage
from messaging.models import Message
from messaging.neutrality import is_neutral
from organisation.months import Month
from reports.report import month_report
from tests.make import (
    NOON,
    STOCKHOLM,
    Registration,
    add_window,
    make_municipality,
    make_staff_member,
)
from tests.waiting import held_elsewhere

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DUE = datetime(2026, 3, 12, 13, 30, tzinfo=STOCKHOLM)  # of what is asked at NOON
NOTICED = DUE + HOUR + MINUTE
DUE_AGAIN = datetime(2026, 3, 13, 15, 1, tzinfo=STOCKHOLM)  # eight office hours on


@pytest.fixture
def maria():
    return make_staff_member(make_municipality(), display_name="Maria Lind")


@pytest.fixture
def municipality(maria):
    return maria.memberships.get().municipality


@pytest.fixture
def karin(municipality):
    return make_staff_member(municipality, "manager")


def ask(municipality, at=NOON, **changes):
    told = {"name": "Anna Holm", "phone": "+46701740612", **changes}
    return receive(municipality, Registration(**told), at=at)


@pytest.fixture
def inquiry(municipality):
    return ask(municipality, email="anna@example.se")


def outcomes(inquiry):
    rows = inquiry.promises.order_by("made_at")
    return [(each.due_at, each.outcome) for each in rows]


def apologies():
    rows = Message.objects.filter(kind="apology").order_by("channel")
    return {each.channel: each for each in rows}


def told(staff):
    rows = Message.objects.filter(kind="reminder", step="broken", staff=staff)
    return list(rows.order_by("pk"))


def test_a_broken_promise_brings_an_apology_with_a_new_promise(inquiry, maria):
    assert settle_broken(NOTICED) == 1
    assert outcomes(inquiry) == [(DUE, "broken"), (DUE_AGAIN, "open")]
    task = inquiry.followups.get()
    assert task.promise == inquiry.promises.get(outcome="open")
    assert (task.due_at, task.generation, task.owner) == (DUE_AGAIN, 2, maria)
    kinds = list(inquiry.events.order_by("id").values_list("kind", flat=True))
    assert kinds == ["received", "promise_broken", "promised"]


def test_the_apology_names_who_calls_and_when_and_nothing_else(inquiry):
    settle_broken(NOTICED)
    letters = apologies()
    assert set(letters) == {"email", "sms"}
    for letter in letters.values():
        assert "Maria ringer dig senast fredag 13 mars klockan 15.01" in letter.body
        assert is_neutral(letter.heading + letter.body)
    assert letters["email"].heading == "Förlåt att vi inte har ringt"
    assert "Förlåt att vi inte har ringt som vi lovade." in letters["sms"].body
    assert "Anna" not in letters["sms"].body


def test_the_new_step_is_warned_of_from_the_new_promise_on(inquiry):
    reminders.create_due(DUE)
    settle_broken(NOTICED)
    task = inquiry.followups.get()
    assert NOTICED < task.next_action_at < DUE_AGAIN
    old = Message.objects.filter(subject_type="followup", generation=1)
    assert {each.status for each in old} == {"cancelled"}


def test_the_managers_and_who_is_to_call_learn_of_it_at_once(inquiry, maria, karin):
    settle_broken(NOTICED)
    (notice,) = told(karin)
    assert [each.body for each in told(maria)] == [notice.body]
    assert notice.heading == f"Brutet löfte: {inquiry.number}"
    assert "i morgon klockan 15.01" in notice.body
    assert reminders.still_wanted([notice]) == {notice.pk}


def test_at_night_the_apology_waits_for_the_morning(municipality):
    add_window(municipality, 2, time(17), time(22), "evening")
    add_window(municipality, 3, time(17), time(22), "evening")
    ask(municipality, wish="evening")
    settle_broken(NOON + 11 * HOUR + MINUTE)  # 23.01, an hour after the evening
    letter = apologies()["sms"]
    assert letter.not_before == datetime(2026, 3, 12, 8, tzinfo=STOCKHOLM)
    assert "torsdag 12 mars mellan 17.00 och 22.00" in letter.body


def test_whoever_asked_us_to_write_is_told_that_we_will_write(municipality):
    ask(municipality, phone="", email="anna@example.se")  # by Thursday noon
    settle_broken(NOTICED)
    written = apologies()["email"].body
    assert "skriver till dig senast fredag 13 mars klockan 12.00" in written


def test_a_chosen_time_that_passed_becomes_as_soon_as_possible(inquiry):
    chosen = inquiry.promises.get()
    inquiry.followups.update(due_at=NOON)
    supersede(inquiry.pk, at=NOON)
    Promise.objects.create(
        municipality=chosen.municipality,
        inquiry=inquiry,
        wish=Wish.TIME,
        made_at=NOON,
        opens_at=DUE - HOUR,
        due_at=DUE,
    )
    settle_broken(NOTICED)
    anew = inquiry.promises.get(outcome="open")
    assert (anew.wish, anew.due_at, anew.opens_at) == (Wish.SOON, DUE_AGAIN, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"suspicion": "link"},
        {"phone": "+46313900612"},  # a landline, and no address
    ],
    ids=["suspect", "unreachable"],
)
def test_nobody_is_promised_anything_who_must_not_or_cannot_be_told(
    municipality, changes
):
    inquiry = ask(municipality, **changes)
    settle_broken(NOTICED)
    assert outcomes(inquiry) == [(DUE, "broken")]
    assert not apologies()


def test_a_closed_inquiry_gets_no_apology(inquiry, maria):
    move_inquiry(
        inquiry, Stage.WITHDRAWN, by=maria, at=NOON + HOUR, reason="life_changed"
    )
    assert settle_broken(NOTICED) == 0
    assert not apologies()


def test_closing_stops_an_apology_that_waits(inquiry, maria):
    settle_broken(NOTICED)
    move_inquiry(inquiry, Stage.WITHDRAWN, by=maria, at=NOTICED, reason="life_changed")
    assert {each.status for each in apologies().values()} == {"cancelled"}


def test_an_apology_is_not_wanted_once_somebody_has_called(inquiry, maria):
    settle_broken(NOTICED)
    letters = list(apologies().values())
    assert still_wanted(letters) == {each.pk for each in letters}
    log_call(inquiry, "answered", by=maria, at=NOTICED + MINUTE)
    assert still_wanted(letters) == set()


def test_a_family_gets_one_apology_a_day_also_by_another_inquiry(municipality, karin):
    first = ask(municipality)
    second = ask(municipality, at=NOON + HOUR, name="Anna igen")
    assert settle_broken(NOTICED + 2 * HOUR) == 2
    assert len(first.promises.all()) + len(second.promises.all()) == 3
    assert len(apologies()) == 1
    bodies = [each.body for each in told(karin)]
    assert sum("Familjen får en ursäkt" in each for each in bodies) == 1
    assert sum("inte fått något nytt besked" in each for each in bodies) == 1


def test_the_second_promise_has_its_own_fate_in_the_months_figures(
    inquiry, municipality, maria
):
    settle_broken(NOTICED)
    log_call(inquiry, "no_answer", by=maria, at=DUE_AGAIN)
    assert outcomes(inquiry) == [(DUE, "broken"), (DUE_AGAIN, "kept")]
    march = Month(2026, 3)
    counts = month_report(municipality, march, at=NOON + 30 * 24 * HOUR).own.promises
    assert (counts.due, counts.kept) == (2, 1)


def test_undoing_the_call_that_kept_the_second_promise_opens_that_alone(inquiry, maria):
    settle_broken(NOTICED)
    event = log_call(inquiry, "no_answer", by=maria, at=NOTICED + HOUR)
    undo(event, by=maria, at=NOTICED + HOUR)
    assert outcomes(inquiry) == [(DUE, "broken"), (DUE_AGAIN, "open")]
    assert inquiry.followups.get(closed_at=None).due_at == DUE_AGAIN


def test_a_call_in_time_that_is_logged_within_the_hour_breaks_nothing(inquiry, maria):
    assert settle_broken(DUE + HOUR) == 0
    log_call(inquiry, "answered", by=maria, at=DUE + HOUR, called_at=DUE - MINUTE)
    assert settle_broken(NOTICED) == 0
    assert outcomes(inquiry) == [(DUE, "kept")]


def test_a_call_in_time_that_is_logged_later_keeps_neither_promise(inquiry, maria):
    settle_broken(NOTICED)
    log_call(inquiry, "answered", by=maria, at=NOTICED + MINUTE, called_at=DUE - MINUTE)
    assert outcomes(inquiry) == [(DUE, "broken"), (DUE_AGAIN, "superseded")]


def test_whoever_undoes_a_call_has_an_hour_to_log_it_rightly(inquiry, maria):
    event = log_call(inquiry, "no_answer", by=maria, at=DUE)
    undo(event, by=maria, at=NOTICED)
    assert settle_broken(NOTICED + MINUTE) == 0
    assert settle_broken(NOTICED + 2 * HOUR) == 1


def test_an_apology_that_cannot_be_made_hides_no_broken_promise(
    inquiry, municipality, monkeypatch
):
    other = ask(municipality, name="Bo", phone="+46701740613")
    real = apology.of_apology

    def fail_for_the_first(about, *arguments, **named):
        if about == inquiry:
            raise RuntimeError("planted")
        return real(about, *arguments, **named)

    monkeypatch.setattr(apology, "of_apology", fail_for_the_first)
    assert settle_broken(NOTICED) == 2
    assert outcomes(inquiry) == [(DUE, "broken")]
    assert outcomes(other)[1][1] == "open"


def test_one_promise_that_cannot_be_settled_stops_no_other(
    inquiry, municipality, monkeypatch
):
    other = ask(municipality, name="Bo", phone="+46701740613")
    real = broken.write_down

    def fail_for_the_first(about, *arguments, **named):
        if about == inquiry:
            raise RuntimeError("planted")
        return real(about, *arguments, **named)

    monkeypatch.setattr(broken, "write_down", fail_for_the_first)
    monkeypatch.setattr(broken, "BATCH", 1)
    assert settle_broken(NOTICED) == 1
    assert outcomes(inquiry) == [(DUE, "open")]
    assert outcomes(other)[0][1] == "broken"


@pytest.mark.django_db(transaction=True)
def test_what_another_dispatcher_has_in_hand_is_left_to_it(inquiry):
    with held_elsewhere(Inquiry.objects.filter(pk=inquiry.pk)):
        assert settle_broken(NOTICED) == 0
    assert settle_broken(NOTICED) == 1
    assert Promise.objects.count() == 2
