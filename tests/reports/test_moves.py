import pytest

from inquiries.workflow import MOVES, Stage
from organisation.months import Month
from reports.figures.moves import Moves
from tests.make import make_municipality
from tests.reports.histories import move, receive, report_of, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def municipality():
    return make_municipality()


def taken(moves: Moves) -> dict[Stage, int]:
    return {stage: number for stage, number in moves.taken.items() if number}


def test_a_step_counts_in_the_month_in_which_it_happened(municipality):
    inquiry = receive(municipality, "2025-06-02 09:00")
    move(inquiry, "received", "contacted", "2026-02-28 23:59:59.999999")
    move(inquiry, "contacted", "meeting", "2026-03-01 00:00")
    move(inquiry, "meeting", "assessment", "2026-03-31 23:59:59.999999")
    move(inquiry, "assessment", "decision", "2026-04-01 00:00")
    report = report_of(municipality)
    assert taken(report.moves) == {Stage.MEETING: 1, Stage.ASSESSMENT: 1}
    assert report.own.received == 0


def test_closed_reopened_and_closed_again_counts_each_once(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00", stage=Stage.WITHDRAWN)
    move(inquiry, "received", "withdrawn", "2026-03-03 09:00")
    move(inquiry, "withdrawn", "received", "2026-03-04 09:00")
    move(inquiry, "received", "withdrawn", "2026-03-05 09:00")
    moves = report_of(municipality).moves
    assert taken(moves) == {Stage.WITHDRAWN: 2}
    assert (moves.reopened, moves.stepped_back, moves.total) == (1, 0, 3)


def test_an_undone_step_has_not_happened_and_neither_has_its_undoing(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00")
    undo(move(inquiry, "received", "contacted", "2026-03-03 09:00"))
    assert report_of(municipality).moves.total == 0


def test_a_step_back_is_told_apart(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00")
    move(inquiry, "assessment", "meeting", "2026-03-03 09:00")
    moves = report_of(municipality).moves
    assert taken(moves) == {}
    assert moves.stepped_back == 1


def test_a_dormant_family_that_withdraws_is_not_opened_again(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00", stage=Stage.WITHDRAWN)
    move(inquiry, "dormant", "withdrawn", "2026-03-03 09:00")
    moves = report_of(municipality).moves
    assert taken(moves) == {Stage.WITHDRAWN: 1}
    assert moves.reopened == 0


def test_every_move_of_the_workflow_has_one_place(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00")
    pairs = [(old, new) for old, news in MOVES.items() for new in news]
    for old, new in pairs:
        move(inquiry, old, new, "2026-03-03 09:00")
    assert report_of(municipality).moves.total == len(pairs)


def test_an_approved_home_counts_by_the_date_of_the_decision(municipality):
    inquiry = receive(municipality, "2025-06-02 09:00", stage=Stage.APPROVED)
    move(inquiry, "decision", "approved", "2026-03-31 23:59:59")
    assert report_of(municipality).own.approved == 1
    assert report_of(municipality, Month(2026, 4)).own.approved == 0


def test_a_home_that_left_later_was_approved_all_the_same(municipality):
    inquiry = receive(municipality, "2025-06-02 09:00", stage=Stage.WITHDRAWN)
    move(inquiry, "decision", "approved", "2026-03-10 09:00")
    move(inquiry, "approved", "withdrawn", "2026-03-20 09:00")
    assert report_of(municipality).own.approved == 1


def test_an_undone_approval_is_no_home(municipality):
    inquiry = receive(municipality, "2025-06-02 09:00")
    undo(move(inquiry, "decision", "approved", "2026-03-10 09:00"))
    assert report_of(municipality).own.approved == 0


def test_another_municipalitys_steps_never_count(municipality):
    stranger = receive(make_municipality(), "2026-03-02 09:00")
    move(stranger, "decision", "approved", "2026-03-10 09:00")
    report = report_of(municipality)
    assert (report.moves.total, report.own.approved) == (0, 0)
