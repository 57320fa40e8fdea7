"""The figures after what the desk really does."""

from datetime import timedelta

import pytest

from followups.steps import NextStep
from inquiries.models import CallAttempt, Event
from inquiries.services.calls import log_call
from inquiries.services.erase import erase_person
from inquiries.services.moves import move_inquiry
from inquiries.services.receive import receive
from inquiries.services.undo import undo
from inquiries.workflow import Stage
from reports.figures.promises import PromiseCounts
from tests.make import NOON, Registration, make_municipality, make_staff_member
from tests.reports.histories import report_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def municipality():
    return make_municipality()


@pytest.fixture
def recruiter(municipality):
    return make_staff_member(municipality)


def register(municipality):
    registration = Registration(name="Anna Holm", phone="+46701740612")
    return receive(municipality, registration, at=NOON)


def next_step(at):
    return NextStep("home_visit", at + timedelta(days=3))


def test_an_answered_call_keeps_the_promise_reaches_and_moves(municipality, recruiter):
    inquiry = register(municipality)
    log_call(
        inquiry,
        CallAttempt.Outcome.ANSWERED,
        by=recruiter,
        at=NOON + HOUR,
        next_step=next_step(NOON),
    )
    report = report_of(municipality)
    assert report.own.received == 1
    assert report.own.promises == PromiseCounts(due=1, kept=1)
    assert report.reached == 1
    assert report.waits.elapsed.median == HOUR
    assert report.moves.taken[Stage.CONTACTED] == 1
    assert dict(report.cohort) == {Stage.CONTACTED: 1}


def test_an_undone_call_leaves_no_figure_behind(municipality, recruiter):
    inquiry = register(municipality)
    before = report_of(municipality)
    call = log_call(
        inquiry,
        CallAttempt.Outcome.ANSWERED,
        by=recruiter,
        at=NOON + HOUR,
        next_step=next_step(NOON),
    )
    undo(call, by=recruiter, at=NOON + 2 * HOUR)
    assert Event.objects.filter(kind=Event.Kind.UNDONE).exists()
    assert report_of(municipality) == before


def test_erasing_a_person_changes_no_figure(municipality, recruiter):
    inquiry = register(municipality)
    log_call(
        inquiry,
        CallAttempt.Outcome.ANSWERED,
        by=recruiter,
        at=NOON + HOUR,
        next_step=next_step(NOON),
    )
    move_inquiry(
        inquiry,
        Stage.WITHDRAWN,
        by=recruiter,
        at=NOON + 2 * HOUR,
        reason="life_changed",
    )
    before = report_of(municipality)
    erase_person(inquiry, by=recruiter, at=NOON + 3 * HOUR, reason="Begärt av familjen")
    assert report_of(municipality) == before


def test_spam_leaves_the_figures_when_it_is_judged(municipality, recruiter):
    registration = Registration(
        name="Köp nu", email="reklam@example.se", suspicion="honeypot"
    )
    inquiry = receive(municipality, registration, at=NOON)
    assert report_of(municipality).own.received == 1
    move_inquiry(
        inquiry, Stage.SPAM, by=recruiter, at=NOON + HOUR, reason="not_an_inquiry"
    )
    report = report_of(municipality)
    assert report.own.received == 0
    assert report.own.promises == PromiseCounts()
