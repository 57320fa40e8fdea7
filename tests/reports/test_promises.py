from datetime import timedelta

import pytest

from followups.models import Promise, Wish
from inquiries.models import Event
from inquiries.workflow import Stage
from organisation.months import Month
from reports.figures.promises import PromiseCounts
from reports.report import Share
from tests.make import make_municipality
from tests.reports.histories import (
    MARCH,
    attempt,
    contact,
    happen,
    local,
    promise,
    receive,
    report_of,
    undo,
)

pytestmark = pytest.mark.django_db
Outcome = Promise.Outcome


@pytest.fixture
def municipality():
    return make_municipality()


@pytest.mark.parametrize(
    ("due_at", "month"),
    [
        ("2026-03-31 23:59:59.999999", Month(2026, 3)),
        ("2026-04-01 00:00", Month(2026, 4)),
        ("2025-10-26 02:30", Month(2025, 10)),
        ("2025-03-30 23:30", Month(2025, 3)),
        ("2024-02-29 16:00", Month(2024, 2)),
    ],
)
def test_a_promise_belongs_to_the_local_month_in_which_it_falls_due(
    municipality, due_at, month
):
    promise(receive(municipality, "2024-01-02 09:00"), due_at)
    counted = {
        each: report_of(municipality, each).own.promises.due
        for each in (month.plus(-1), month, month.plus(1))
    }
    assert counted == {month.plus(-1): 0, month: 1, month.plus(1): 0}


def test_kept_and_broken_promises_make_the_share(municipality):
    for day in range(1, 13):
        outcome = Outcome.BROKEN if day == 1 else Outcome.KEPT
        inquiry = receive(municipality, f"2026-03-{day:02} 09:00")
        promise(inquiry, f"2026-03-{day:02} 16:00", outcome)
    report = report_of(municipality)
    assert report.own.promises == PromiseCounts(due=12, kept=11, ahead=0)
    assert report.kept == Share(11, 12)


def test_a_promise_that_the_family_exchanged_counts_neither_way(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00")
    promise(inquiry, "2026-03-02 16:00", Outcome.SUPERSEDED)
    promise(inquiry, "2026-03-04 16:00")
    assert report_of(municipality).own.promises == PromiseCounts(due=1, kept=1)


def test_an_open_promise_ahead_counts_beside_and_an_overdue_one_as_not_kept(
    municipality,
):
    at = local("2026-03-11 12:00")
    for due_at in ("2026-03-11 11:59:59", "2026-03-11 12:00", "2026-03-11 16:00"):
        promise(receive(municipality, "2026-03-10 09:00"), due_at, Outcome.OPEN)
    own = report_of(municipality, at=at).own
    assert own.promises == PromiseCounts(due=1, kept=0, ahead=2)


def test_a_promise_to_spam_counts_neither_way(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00", stage=Stage.SPAM)
    promise(inquiry, "2026-03-02 16:00", Outcome.BROKEN)
    assert report_of(municipality).own.promises == PromiseCounts()


def test_a_promise_to_a_duplicate_was_a_promise(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00", stage=Stage.DUPLICATE)
    promise(inquiry, "2026-03-02 16:00", Outcome.BROKEN)
    assert report_of(municipality).own.promises == PromiseCounts(due=1)


def test_a_contact_at_the_promised_moment_itself_is_in_time(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00")
    promise(
        inquiry, "2026-03-02 16:00", settled_by=contact(inquiry, "2026-03-02 16:00")
    )
    report = report_of(municipality)
    assert (report.own.promises.kept, report.reached) == (1, 1)


def test_an_unanswered_call_keeps_the_promise_but_reaches_nobody(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00")
    promise(
        inquiry, "2026-03-02 16:00", settled_by=attempt(inquiry, "2026-03-02 10:00")
    )
    contact(inquiry, "2026-03-02 16:00:01")
    report = report_of(municipality)
    assert (report.own.promises.kept, report.reached) == (1, 0)


def test_a_second_call_within_the_promise_reaches_the_family_in_time(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00")
    promise(
        inquiry, "2026-03-02 16:00", settled_by=attempt(inquiry, "2026-03-02 10:00")
    )
    contact(inquiry, "2026-03-02 13:00")
    assert report_of(municipality).reached == 1


def test_an_undone_contact_reaches_nobody(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00")
    promise(
        inquiry, "2026-03-02 16:00", settled_by=attempt(inquiry, "2026-03-02 10:00")
    )
    undo(contact(inquiry, "2026-03-02 13:00"))
    assert report_of(municipality).reached == 0


def test_a_contact_before_a_new_promise_does_not_reach_under_it(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00")
    contact(inquiry, "2026-03-02 10:00")
    promise(
        inquiry, "2026-03-03 16:00", settled_by=attempt(inquiry, "2026-03-03 15:00")
    )
    assert report_of(municipality).reached == 0


@pytest.mark.parametrize(("wish", "reached"), [(Wish.WRITE, 1), (Wish.SOON, 0)])
def test_a_letter_reaches_the_family_that_asked_for_one(municipality, wish, reached):
    inquiry = receive(municipality, "2026-03-02 09:00", wish=wish)
    letter = happen(inquiry, Event.Kind.WROTE, "2026-03-02 11:00")
    promise(inquiry, "2026-03-02 12:00", settled_by=letter, wish=wish)
    assert report_of(municipality).reached == reached


def test_a_broken_promise_reaches_nobody_in_time(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00")
    late = contact(inquiry, "2026-03-02 16:30")
    promise(inquiry, "2026-03-02 16:00", Outcome.BROKEN, settled_by=late)
    report = report_of(municipality)
    assert (report.own.promises.due, report.reached) == (1, 0)


def test_another_municipalitys_promises_never_count(municipality):
    stranger = receive(make_municipality(), "2026-03-02 09:00")
    promise(
        stranger, "2026-03-02 16:00", settled_by=contact(stranger, "2026-03-02 10:00")
    )
    report = report_of(municipality)
    assert report.own.promises == PromiseCounts()
    assert report.reached == 0


def test_thirteen_months_end_with_the_reports_own(municipality):
    due_at = local("2025-03-01 00:00")
    promise(receive(municipality, "2025-02-03 09:00"), due_at)
    promise(
        receive(municipality, "2025-02-03 09:00"), due_at - timedelta(microseconds=1)
    )
    months = report_of(municipality).thirteen_months
    assert [months[0].month, months[-1].month] == [MARCH.year_earlier, MARCH]
    assert months[0].promises.due == 1


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (9, 9, None),
        (10, 10, 100),
        (0, 10, 0),
        (5, 40, 13),
        (999, 1000, 99),
        (1, 1000, 1),
        (2, 3000, 1),
        (37, 40, 93),
    ],
)
def test_a_share_is_whole_per_cent_of_ten_or_more(part, whole, percent):
    assert Share(part, whole).percent == percent
