from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit.models import Entry
from followups.models import FollowUpTask, Promise
from followups.promise import make
from followups.steps import NextStep, NextStepMissing, StepAfterPromise
from inquiries.dormancy import wake_due
from inquiries.models import ContactDetails, Event, Inquiry, Note
from inquiries.services.acts import InquiryClosed
from inquiries.services.broken import write_down
from inquiries.services.calls import log_call
from inquiries.services.erase import ErasureReasonMissing, erase_person
from inquiries.services.moves import assign_owner, move_inquiry, plan_next_step
from inquiries.services.people import add_note, correct_contact, save_draft
from inquiries.services.receive import receive
from inquiries.services.undo import undo
from inquiries.workflow import (
    MOVES,
    OPEN_STAGES,
    REASONS,
    MoveRefused,
    ReasonMissing,
    Stage,
    WakeUpMissing,
)
from messaging.models import Message
from tests.make import (
    NOON,
    Registration,
    make_inquiry,
    make_municipality,
    make_staff_member,
)
from tests.waiting import held_elsewhere

pytestmark = pytest.mark.django_db

VISIT = NextStep(FollowUpTask.Kind.HOME_VISIT, NOON + timedelta(days=7))
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def maria():
    return make_staff_member(make_municipality())


@pytest.fixture
def inquiry(maria):
    return receive(
        maria.memberships.get().municipality,
        Registration(name="Anna", phone="+46701740612", message="Ring gärna"),
        at=NOON,
    )


@pytest.mark.parametrize("stage", sorted(set(Stage) - MOVES[Stage.RECEIVED]))
def test_a_received_inquiry_refuses_every_other_move(inquiry, maria, stage):
    with pytest.raises(MoveRefused):
        move_inquiry(inquiry, stage, by=maria, at=LATER, next_step=VISIT)
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.RECEIVED


def test_the_database_knows_the_same_moves_as_the_workflow():
    with connection.cursor() as cursor:
        for old in Stage:
            for new in Stage:
                cursor.execute("SELECT stage_may_move(%s, %s)", [old, new])
                assert cursor.fetchone()[0] == (new in MOVES[old]), (old, new)


def test_the_database_refuses_a_stage_that_may_not_follow():
    inquiry = make_inquiry()
    with pytest.raises(IntegrityError, match="cannot go"), transaction.atomic():
        Inquiry.objects.filter(pk=inquiry.pk).update(stage=Stage.DECISION)


def test_the_database_refuses_an_open_inquiry_without_a_next_step():
    inquiry = make_inquiry()
    steps = FollowUpTask.objects.filter(inquiry=inquiry)
    with pytest.raises(IntegrityError, match="no next step"):
        commit(steps.delete)


def test_the_database_refuses_to_close_the_last_step_of_an_open_inquiry():
    inquiry = make_inquiry()
    steps = FollowUpTask.objects.filter(inquiry=inquiry)
    with pytest.raises(IntegrityError, match="no next step"):
        commit(steps.update, closed_at=NOON, outcome="done")


@transaction.atomic
def commit(change, **fields):
    """Make a change and let the deferred checks look at it, as a commit would.

    What was done before is looked at first, and then no more: as if committed, too.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    change(**fields)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_an_event(change):
    events = Event.objects.filter(inquiry=make_inquiry())
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        events.update(reason="x") if change == "update" else events.delete()


def test_the_database_refuses_a_contact_of_another_municipality():
    inquiry, other = make_inquiry(), make_municipality()
    contact = ContactDetails.objects.filter(inquiry=inquiry)
    with pytest.raises(IntegrityError):
        commit(contact.update, municipality=other)


def test_a_move_to_an_open_stage_demands_a_next_step(inquiry, maria):
    with pytest.raises(NextStepMissing):
        move_inquiry(inquiry, Stage.MEETING, by=maria, at=LATER)


def test_rest_demands_a_date(inquiry, maria):
    with pytest.raises(WakeUpMissing):
        move_inquiry(inquiry, Stage.DORMANT, by=maria, at=LATER)


@pytest.mark.parametrize("stage", sorted(REASONS))
def test_closing_demands_a_reason_of_the_stages_own(stage, maria, inquiry):
    with pytest.raises(ReasonMissing):
        move_inquiry(inquiry, stage, by=maria, at=LATER, reason="sunshine")


def test_closing_ends_the_promise_without_breaking_it(inquiry, maria):
    move_inquiry(inquiry, Stage.WITHDRAWN, by=maria, at=LATER, reason="life_changed")
    assert inquiry.promises.get().outcome == Promise.Outcome.SUPERSEDED
    assert not Message.objects.filter(recipient_key="family").waiting().exists()


def test_closing_after_the_promised_moment_does_not_save_the_promise(inquiry, maria):
    late = inquiry.promises.get().due_at + timedelta(minutes=1)
    move_inquiry(inquiry, Stage.WITHDRAWN, by=maria, at=late, reason="life_changed")
    assert inquiry.promises.get().outcome == Promise.Outcome.BROKEN


def test_replanning_lets_the_promise_stand(inquiry, maria):
    promise = inquiry.promises.get()
    step = NextStep(FollowUpTask.Kind.HOME_VISIT, promise.due_at)
    plan_next_step(inquiry, step, by=maria, at=LATER)
    promise.refresh_from_db()
    assert promise.outcome == Promise.Outcome.OPEN
    assert inquiry.followups.open().get().promise == promise


def test_no_next_step_is_planned_after_an_open_promise(inquiry, maria):
    task, promise = inquiry.followups.open().get(), inquiry.promises.get()
    late = NextStep("call", promise.due_at + timedelta(microseconds=1))
    with pytest.raises(StepAfterPromise) as refused:
        plan_next_step(inquiry, late, by=maria, at=LATER)
    assert refused.value.promised_at == promise.due_at
    assert inquiry.followups.open().get() == task


def test_no_move_plans_a_step_after_an_open_promise(inquiry, maria):
    task = inquiry.followups.open().get()
    with pytest.raises(StepAfterPromise):
        move_inquiry(inquiry, Stage.MEETING, by=maria, at=LATER, next_step=VISIT)
    assert inquiry.followups.open().get() == task


def test_a_promise_that_is_kept_or_broken_holds_no_step_back(inquiry, maria):
    promise = inquiry.promises.get()
    write_down(inquiry, promise, at=promise.due_at + timedelta(hours=2))
    plan_next_step(inquiry, VISIT, by=maria, at=LATER)
    assert inquiry.followups.open().get().due_at == VISIT.due_at


def test_the_database_refuses_a_step_after_an_open_promise(inquiry):
    steps = FollowUpTask.objects.filter(inquiry=inquiry)
    with pytest.raises(IntegrityError, match="after what is promised"):
        commit(steps.update, due_at=VISIT.due_at)


def test_the_database_refuses_a_promise_before_the_next_step(inquiry, maria):
    log_call(inquiry, "no_answer", by=maria, at=LATER)
    FollowUpTask.objects.filter(inquiry=inquiry).update(due_at=VISIT.due_at)

    def promise():
        make(inquiry.municipality, inquiry.pk, "soon", due_at=LATER, at=LATER)

    with pytest.raises(IntegrityError, match="after what is promised"):
        commit(promise)


def test_a_new_owner_gets_the_step_and_a_notice(inquiry, maria):
    ali = make_staff_member(inquiry.municipality, display_name="Ali Demir")
    event = assign_owner(inquiry, ali, by=maria, at=LATER)
    task = inquiry.followups.open().get()
    assert (task.owner, task.generation) == (ali, 2)
    assert Message.objects.filter(staff=ali, kind="notice").exists()
    undo(event, by=maria, at=LATER)
    inquiry.refresh_from_db()
    assert inquiry.owner == inquiry.followups.open().get().owner == maria


def test_a_move_can_be_undone(inquiry, maria):
    event = move_inquiry(inquiry, Stage.DECLINED, by=maria, at=LATER, reason="no_need")
    undo(event, by=maria, at=LATER)
    inquiry.refresh_from_db()
    assert (inquiry.stage, inquiry.close_reason) == (Stage.RECEIVED, "")
    assert inquiry.promises.get().outcome == Promise.Outcome.OPEN


def test_a_resting_inquiry_wakes_on_its_day_and_not_before(inquiry, maria):
    move_inquiry(
        inquiry, Stage.DORMANT, by=maria, at=LATER, wake_up_on=date(2026, 9, 1)
    )
    day = timedelta(days=1)
    eve = NOON.replace(month=8, day=31)
    assert wake_due(eve) == 0
    assert wake_due(eve + day) == 1
    assert wake_due(eve + day) == 0
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.RECEIVED
    assert inquiry.followups.open().get().due_at.date() == date(2026, 9, 1)


def test_the_whole_way_to_an_approved_home(inquiry, maria):
    log_call(inquiry, "answered", by=maria, at=LATER)
    for stage in (Stage.MEETING, Stage.ASSESSMENT, Stage.DECISION):
        move_inquiry(inquiry, stage, by=maria, at=LATER, next_step=VISIT)
    move_inquiry(inquiry, Stage.APPROVED, by=maria, at=LATER)
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.APPROVED
    assert not inquiry.followups.open().exists()


@pytest.mark.parametrize("before", [None, Stage.WITHDRAWN, Stage.MEETING])
def test_nobody_is_contacted_before_a_conversation_is_logged(inquiry, maria, before):
    soon = NextStep("call", inquiry.promises.get().due_at)
    if before is not None:
        reason = "life_changed" if before is Stage.WITHDRAWN else ""
        step = {"next_step": soon, "reason": reason}
        move_inquiry(inquiry, before, by=maria, at=LATER, **step)
    with pytest.raises(MoveRefused):
        move_inquiry(inquiry, Stage.CONTACTED, by=maria, at=LATER, next_step=soon)
    inquiry.refresh_from_db()
    assert inquiry.stage == (before or Stage.RECEIVED)


def test_who_walks_in_to_a_meeting_need_not_have_been_called(inquiry, maria):
    soon = NextStep("information_meeting", inquiry.promises.get().due_at)
    move_inquiry(inquiry, Stage.MEETING, by=maria, at=LATER, next_step=soon)
    inquiry.refresh_from_db()
    assert (inquiry.stage, inquiry.first_contact_at) == (Stage.MEETING, None)


def test_contact_details_are_corrected_and_the_audit_names_fields_only(inquiry, maria):
    correct_contact(inquiry, by=maria, at=LATER, phone="+46701740699")
    entry = Entry.objects.get(action="corrected-contact")
    assert entry.fields == ["phone"]
    assert "0699" not in str(entry.__dict__)


def test_a_draft_is_one_per_author_and_becomes_the_note(inquiry, maria):
    save_draft(inquiry, "Ring", by=maria, at=LATER)
    save_draft(inquiry, "Ring efter lunch", by=maria, at=LATER)
    assert Note.objects.get(inquiry=inquiry).text == "Ring efter lunch"
    add_note(inquiry, "Ring efter lunch", by=maria, at=LATER)
    assert not Note.objects.get(inquiry=inquiry).is_draft


def test_an_empty_draft_is_dropped(inquiry, maria):
    save_draft(inquiry, "Ring", by=maria, at=LATER)
    save_draft(inquiry, "  ", by=maria, at=LATER)
    assert not Note.objects.exists()


def test_erasing_leaves_the_line_and_nothing_of_the_person(inquiry, maria):
    add_note(inquiry, "Anna vill vänta", by=maria, at=LATER)
    erase_person(inquiry, by=maria, at=LATER, reason="Begärd av personen")
    inquiry.refresh_from_db()
    assert inquiry.number == "2026-0001"
    assert inquiry.stage == Stage.RECEIVED
    assert inquiry.events.filter(kind=Event.Kind.RECEIVED).exists()
    assert not ContactDetails.objects.exists()
    assert not Note.objects.exists()
    for message in Message.objects.filter(inquiry=inquiry):
        assert "Anna" not in message.body
        assert "0612" not in message.recipient


def test_nobody_is_erased_without_a_reason_or_twice(inquiry, maria):
    with pytest.raises(ErasureReasonMissing):
        erase_person(inquiry, by=maria, at=LATER, reason=" ")
    erase_person(inquiry, by=maria, at=LATER, reason="Begärd")
    with pytest.raises(InquiryClosed):
        erase_person(inquiry, by=maria, at=LATER, reason="Begärd")


def test_every_open_stage_is_said_in_the_databases_guard():
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'check_next_step'")
        source = cursor.fetchone()[0]
    assert all(f"'{stage.value}'" in source for stage in OPEN_STAGES)


def test_a_closed_inquiry_changes_hands_without_a_step(inquiry, maria):
    ali = make_staff_member(inquiry.municipality)
    move_inquiry(inquiry, Stage.WITHDRAWN, by=maria, at=LATER, reason="life_changed")
    assign_owner(inquiry, ali, by=maria, at=LATER)
    inquiry.refresh_from_db()
    assert inquiry.owner == ali
    assert not inquiry.followups.open().exists()


def test_opening_again_can_be_undone_and_leaves_no_step(inquiry, maria):
    move_inquiry(inquiry, Stage.WITHDRAWN, by=maria, at=LATER, reason="life_changed")
    event = move_inquiry(inquiry, Stage.RECEIVED, by=maria, at=LATER, next_step=VISIT)
    undo(event, by=maria, at=LATER)
    inquiry.refresh_from_db()
    assert (inquiry.stage, inquiry.close_reason) == (Stage.WITHDRAWN, "life_changed")
    assert not inquiry.followups.open().exists()


def test_one_that_cannot_be_woken_keeps_no_other_asleep(caplog):
    today = NOON.date()
    ahead = make_inquiry(  # as if the clock had been put back
        received_at=LATER, stage=Stage.DORMANT, wake_up_on=today
    )
    due = make_inquiry(stage=Stage.DORMANT, wake_up_on=today)
    assert wake_due(NOON) == 1
    due.refresh_from_db()
    ahead.refresh_from_db()
    assert (due.stage, ahead.stage) == (Stage.RECEIVED, Stage.DORMANT)
    assert f"Inquiry {ahead.pk} could not be woken" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_an_inquiry_that_somebody_works_on_is_woken_in_a_later_round():
    inquiry = make_inquiry(stage=Stage.DORMANT, wake_up_on=NOON.date())
    with held_elsewhere(Inquiry.objects.filter(pk=inquiry.pk)):
        assert wake_due(NOON) == 0
    assert wake_due(NOON) == 1
