from datetime import timedelta

import pytest
from django.utils import translation

from followups.steps import NextStep
from inquiries.models import Event
from inquiries.services.broken import settle_broken
from inquiries.services.calls import log_call
from inquiries.services.moves import assign_owner, move_inquiry, wake
from inquiries.services.receive import receive
from inquiries.services.undo import undo
from inquiries.timeline import entries, history_of
from inquiries.workflow import Stage
from tests.make import NOON, Registration

pytestmark = pytest.mark.django_db
CALL = NextStep("call", NOON + timedelta(days=2))


@pytest.fixture(autouse=True)
def _swedish():
    with translation.override("sv"):
        yield


@pytest.fixture
def inquiry(municipality):
    return receive(
        municipality,
        Registration(name="Anna Holm", email="anna@example.se"),
        at=NOON - timedelta(days=9),
    )


def told(inquiry):
    """Every entry's words, newest first."""
    return [" ".join(each.lines) for each in entries(history_of(inquiry), NOON)]


def test_what_one_person_did_at_once_is_one_entry(inquiry, maria):
    log_call(inquiry, "answered", by=maria, at=NOON, next_step=CALL)
    assert told(inquiry)[0] == (
        "Pratade med familjen. Flyttad från Mottagen till Kontaktad. "
        "Sedan: Ring fre 13 mars klockan 12.00."
    )


def test_a_new_promise_is_told_with_its_moment(inquiry, maria):
    log_call(inquiry, "call_back", by=maria, at=NOON)
    assert "Lovat: senast i dag klockan 16.00." in told(inquiry)[0]


def test_a_broken_promise_is_told_and_marked(inquiry):
    settle_broken(NOON)
    broken = next(
        each for each in entries(history_of(inquiry), NOON) if each.kind == "broken"
    )
    assert broken.lines == [
        "Löftet bröts.",
        "Lovat: senast i morgon klockan 12.00.",
    ]


def test_closing_tells_the_reason(inquiry, maria):
    move_inquiry(inquiry, Stage.WITHDRAWN, by=maria, at=NOON, reason="life_changed")
    assert "Livet ändrades." in told(inquiry)[0]


def test_a_program_that_wakes_an_inquiry_is_nobody(inquiry, maria):
    move_inquiry(
        inquiry,
        Stage.DORMANT,
        by=maria,
        at=NOON - timedelta(days=1),
        wake_up_on=NOON.date(),
    )
    wake(inquiry, CALL, at=NOON)
    latest = entries(history_of(inquiry), NOON)[0]
    assert latest.who == ""
    assert "Sedan: Ring fre 13 mars klockan 12.00." in latest.lines


def test_an_inquiry_typed_in_later_says_when(municipality, maria):
    inquiry = receive(
        municipality,
        Registration(
            name="Anna",
            phone="+46701740612",
            received_at=NOON - timedelta(days=1),
        ),
        at=NOON,
        by=maria,
    )
    assert "Inskriven i dag klockan 12.00." in " ".join(told(inquiry))


def test_an_act_that_only_changed_the_owner_is_told_as_that(inquiry, maria, ali):
    assign_owner(inquiry, ali, by=maria, at=NOON)
    assert told(inquiry)[0] == "Ny ansvarig."


def test_an_attempt_whose_outcome_is_not_known_is_still_a_call(inquiry, maria):
    event = log_call(inquiry, "wrong_number", by=maria, at=NOON)
    event.call_attempt.delete()
    assert told(inquiry)[0].startswith("Samtal utan svar.")


def test_an_undone_act_says_so_and_the_undoing_too(inquiry, maria):
    event = log_call(inquiry, "no_answer", by=maria, at=NOON)
    undo(event, by=maria, at=NOON)
    found = entries(history_of(inquiry), NOON)
    assert {each.is_undone for each in found if each.who} == {True, False}
    assert "Ångrade det senaste." in told(inquiry)
    assert Event.objects.filter(kind=Event.Kind.UNDONE).exists()
