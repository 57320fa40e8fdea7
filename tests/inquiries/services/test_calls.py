from datetime import date, timedelta

import pytest

from followups.models import FollowUpTask, Promise, Wish
from followups.steps import NextStep
from inquiries.models import CallAttempt, Event, Note
from inquiries.services.acts import InquiryClosed, OutOfOrder
from inquiries.services.calls import (
    ONE_CALL,
    LoggedAlready,
    log_call,
    log_written,
)
from inquiries.services.moves import assign_owner, move_inquiry
from inquiries.services.people import save_draft
from inquiries.services.receive import receive
from inquiries.services.undo import UndoRefused, undo
from inquiries.workflow import Stage
from messaging.models import Message
from organisation.services import touch_settings
from tests.make import NOON, Registration, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db

Outcome = CallAttempt.Outcome
CALL = NextStep(FollowUpTask.Kind.CALL, NOON + timedelta(days=2))


@pytest.fixture
def maria():
    return make_staff_member(make_municipality())


@pytest.fixture
def inquiry(maria):
    municipality = maria.memberships.get().municipality
    return receive(
        municipality,
        Registration(name="Anna", phone="+46701740612", email="anna@example.se"),
        at=NOON,
    )


def promise_of(inquiry):
    return inquiry.promises.order_by("pk").first()


def test_an_answer_keeps_the_promise_moves_the_stage_and_plans_the_next_step(
    inquiry, maria
):
    at = NOON + timedelta(hours=1)
    log_call(inquiry, Outcome.ANSWERED, by=maria, at=at)
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.CONTACTED
    assert inquiry.first_attempt_at == inquiry.first_contact_at == at
    assert promise_of(inquiry).outcome == Promise.Outcome.KEPT
    assert inquiry.followups.open().get().kind == FollowUpTask.Kind.HOME_VISIT


def test_a_call_without_answer_keeps_the_promise_and_is_no_contact(inquiry, maria):
    log_call(inquiry, Outcome.NO_ANSWER, by=maria, at=NOON + timedelta(hours=1))
    inquiry.refresh_from_db()
    assert promise_of(inquiry).outcome == Promise.Outcome.KEPT
    assert (inquiry.stage, inquiry.first_contact_at) == (Stage.RECEIVED, None)


def test_a_call_at_the_promised_moment_is_in_time(inquiry, maria):
    due_at = promise_of(inquiry).due_at
    log_call(inquiry, Outcome.NO_ANSWER, by=maria, at=due_at)
    assert promise_of(inquiry).outcome == Promise.Outcome.KEPT


def test_a_call_a_second_late_breaks_the_promise(inquiry, maria):
    late = promise_of(inquiry).due_at + timedelta(seconds=1)
    log_call(inquiry, Outcome.ANSWERED, by=maria, at=late)
    assert promise_of(inquiry).outcome == Promise.Outcome.BROKEN


def test_a_call_made_in_time_and_logged_afterwards_keeps_the_promise(inquiry, maria):
    due_at = promise_of(inquiry).due_at
    log_call(
        inquiry,
        Outcome.ANSWERED,
        by=maria,
        at=due_at + timedelta(minutes=20),
        called_at=due_at - timedelta(minutes=5),
    )
    assert promise_of(inquiry).outcome == Promise.Outcome.KEPT


@pytest.mark.parametrize("offset", [timedelta(hours=-1), timedelta(hours=2)])
def test_a_call_before_the_receipt_or_ahead_is_refused(inquiry, maria, offset):
    with pytest.raises(OutOfOrder):
        log_call(
            inquiry,
            Outcome.ANSWERED,
            by=maria,
            at=NOON + timedelta(hours=1),
            called_at=NOON + offset,
        )


def test_five_calls_without_answer_end_in_a_kind_letter_and_rest(inquiry, maria):
    for hour in range(5):
        log_call(inquiry, Outcome.NO_ANSWER, by=maria, at=NOON + timedelta(hours=hour))
    inquiry.refresh_from_db()
    assert (inquiry.stage, inquiry.wake_up_on) == (Stage.DORMANT, date(2026, 6, 9))
    assert not inquiry.followups.open().exists()
    assert Message.objects.filter(kind="letter").count() == 2


def test_five_presses_of_a_stuttering_mouse_are_one_attempt(inquiry, maria):
    ali = make_staff_member(inquiry.municipality)
    log_call(inquiry, Outcome.NO_ANSWER, by=maria, at=NOON)
    for number, by in enumerate((maria, ali, maria, ali), start=1):
        at = NOON + timedelta(seconds=25 * number)
        with pytest.raises(LoggedAlready):
            log_call(inquiry, Outcome.NO_ANSWER, by=by, at=at)
    inquiry.refresh_from_db()
    assert (inquiry.stage, inquiry.attempts) == (Stage.RECEIVED, 1)


def test_another_call_two_minutes_later_is_another_attempt(inquiry, maria):
    for at in (NOON, NOON + ONE_CALL):
        log_call(inquiry, Outcome.NO_ANSWER, by=maria, at=at)
    inquiry.refresh_from_db()
    assert inquiry.attempts == 2


def test_another_outcome_a_moment_later_is_another_attempt(inquiry, maria):
    log_call(inquiry, Outcome.NO_ANSWER, by=maria, at=NOON)
    log_call(inquiry, Outcome.ANSWERED, by=maria, at=NOON + timedelta(seconds=40))
    log_call(inquiry, Outcome.NO_ANSWER, by=maria, at=NOON + timedelta(seconds=50))
    assert CallAttempt.objects.count() == 3


def test_a_call_that_was_undone_may_be_logged_at_once(inquiry, maria):
    undo(log_call(inquiry, Outcome.NO_ANSWER, by=maria, at=NOON), by=maria, at=NOON)
    log_call(inquiry, Outcome.NO_ANSWER, by=maria, at=NOON + timedelta(seconds=5))
    assert CallAttempt.objects.filter(undone_at=None).count() == 1


def test_what_follows_from_a_click_leaves_a_moment_later(inquiry, maria, settings):
    settings.SEND_DELAY = timedelta(seconds=60)
    step = NextStep("call", NOON + timedelta(days=1), promise_wish=Wish.SOON)
    log_call(inquiry, Outcome.CALL_BACK, by=maria, at=NOON, next_step=step)
    waiting = Message.objects.filter(kind="promise")
    assert {each.not_before for each in waiting} == {NOON + timedelta(seconds=60)}
    receipts = Message.objects.filter(kind="receipt")
    assert {each.not_before for each in receipts} == {NOON}


def test_another_time_agreed_on_is_a_new_promise(inquiry, maria):
    agreed = NOON + timedelta(days=1, hours=5)
    step = NextStep(FollowUpTask.Kind.CALL, agreed, maria.pk, promise_wish=Wish.SOON)
    log_call(inquiry, Outcome.CALL_BACK, by=maria, at=NOON, next_step=step)
    first, second = inquiry.promises.order_by("pk")
    assert (first.outcome, second.outcome) == ("kept", "open")
    assert second.due_at == inquiry.followups.open().get().due_at == agreed
    assert Message.objects.filter(kind="promise").count() == 2


def test_writing_keeps_the_promise_and_is_neither_attempt_nor_contact(inquiry, maria):
    log_written(inquiry, by=maria, at=NOON, next_step=CALL)
    inquiry.refresh_from_db()
    assert promise_of(inquiry).outcome == Promise.Outcome.KEPT
    assert (inquiry.attempts, inquiry.first_attempt_at) == (0, None)


def test_a_closed_inquiry_takes_no_calls(inquiry, maria):
    move_inquiry(inquiry, Stage.WITHDRAWN, by=maria, at=NOON, reason="life_changed")
    with pytest.raises(InquiryClosed):
        log_call(inquiry, Outcome.ANSWERED, by=maria, at=NOON)


def state_of(inquiry):
    inquiry.refresh_from_db()
    promise = promise_of(inquiry)
    return (
        inquiry.stage,
        inquiry.attempts,
        inquiry.first_attempt_at,
        inquiry.first_contact_at,
        inquiry.wake_up_on,
        promise.outcome,
        promise.settled_at,
        inquiry.followups.open().get().pk,
    )


@pytest.mark.parametrize("outcome", Outcome.values)
@pytest.mark.parametrize("attempts", [0, 4])
def test_undoing_a_call_puts_everything_back(inquiry, maria, outcome, attempts):
    for hour in range(attempts):
        log_call(inquiry, Outcome.NO_ANSWER, by=maria, at=NOON + timedelta(hours=hour))
    before = state_of(inquiry)
    at = NOON + timedelta(hours=5)
    event = log_call(inquiry, outcome, by=maria, at=at, note="Ring efter lunch")
    undo(event, by=maria, at=at + timedelta(seconds=5))
    assert state_of(inquiry) == before
    assert not inquiry.events.filter(act=event.act, reversed_by=None).exists()
    assert Note.objects.get(inquiry=inquiry).is_draft
    letters = Message.objects.filter(kind__in=["letter", "promise"])
    assert not letters.waiting().exists()


def test_a_call_can_be_logged_again_after_an_undo(inquiry, maria):
    event = log_call(inquiry, Outcome.NO_ANSWER, by=maria, at=NOON)
    undo(event, by=maria, at=NOON + timedelta(seconds=5))
    log_call(inquiry, Outcome.ANSWERED, by=maria, at=NOON + timedelta(minutes=1))
    inquiry.refresh_from_db()
    assert (inquiry.stage, inquiry.attempts) == (Stage.CONTACTED, 1)


def test_only_the_latest_act_can_be_undone(inquiry, maria):
    first = log_call(inquiry, Outcome.NO_ANSWER, by=maria, at=NOON)
    log_call(inquiry, Outcome.ANSWERED, by=maria, at=NOON + timedelta(minutes=1))
    with pytest.raises(UndoRefused):
        undo(first, by=maria, at=NOON + timedelta(minutes=2))


def test_an_undo_is_not_undone_twice(inquiry, maria):
    event = log_call(inquiry, Outcome.NO_ANSWER, by=maria, at=NOON)
    undo(event, by=maria, at=NOON)
    with pytest.raises(UndoRefused):
        undo(event, by=maria, at=NOON)


def test_undoing_a_call_that_closed_nothing_else_leaves_events_standing(inquiry, maria):
    event = log_call(inquiry, Outcome.ANSWERED, by=maria, at=NOON)
    undo(event, by=maria, at=NOON)
    assert inquiry.events.filter(kind=Event.Kind.CONTACTED).count() == 1
    assert inquiry.events.filter(kind=Event.Kind.UNDONE).count() == 2


def test_a_closed_inquiry_takes_no_letters(inquiry, maria):
    move_inquiry(inquiry, Stage.WITHDRAWN, by=maria, at=NOON, reason="life_changed")
    with pytest.raises(InquiryClosed):
        log_written(inquiry, by=maria, at=NOON, next_step=CALL)
    assert not inquiry.followups.open().exists()


def test_an_undo_leaves_the_draft_that_was_begun_since(inquiry, maria):
    event = log_call(inquiry, Outcome.NO_ANSWER, by=maria, at=NOON, note="Ingen svarar")
    save_draft(inquiry, "Ring efter", by=maria, at=NOON)
    undo(event, by=maria, at=NOON)
    notes = Note.objects.order_by("is_draft").values_list("text", "is_draft")
    assert list(notes) == [("Ingen svarar", False), ("Ring efter", True)]


def test_a_family_that_is_the_teams_is_told_three_names_and_of_colleagues(
    inquiry, maria
):
    for name in ("Ali", "Eva", "James"):
        make_staff_member(inquiry.municipality, display_name=f"{name} Ek")
    touch_settings(inquiry.municipality)
    assign_owner(inquiry, None, by=maria, at=NOON)
    log_call(inquiry, Outcome.CALL_BACK, by=maria, at=NOON)
    told = Message.objects.get(kind="promise", channel="email")
    assert "Ali, Eva, James eller en kollega ringer" in told.heading
