import pytest

from inquiries.workflow import Stage
from organisation.months import Month
from reports.figures.received import received, still_open
from tests.make import make_municipality
from tests.reports.histories import LATER, MARCH, receive, report_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        ("2026-02-28 23:59:59.999999", Month(2026, 2)),
        ("2026-03-01 00:00:00", Month(2026, 3)),
        ("2026-03-31 23:59:59.999999", Month(2026, 3)),
        ("2026-04-01 00:00:00", Month(2026, 4)),
        ("2024-02-29 23:59:59", Month(2024, 2)),
        ("2024-03-01 00:00:00", Month(2024, 3)),
        ("2025-10-01 00:30:00", Month(2025, 10)),
        ("2025-10-31 23:30:00", Month(2025, 10)),
        ("2025-03-31 23:30:00", Month(2025, 3)),
        ("2025-12-31 23:59:59", Month(2025, 12)),
        ("2026-01-01 00:00:00", Month(2026, 1)),
    ],
)
def test_an_inquiry_belongs_to_the_local_month_of_its_receipt(moment, month):
    municipality = make_municipality()
    receive(municipality, moment)
    counted = {
        each: report_of(municipality, each).own.received
        for each in (month.plus(-1), month, month.plus(1))
    }
    assert counted == {month.plus(-1): 0, month: 1, month.plus(1): 0}


def test_the_month_counts_by_receipt_not_by_registration():
    municipality = make_municipality()
    receive(municipality, "2026-03-31 18:00", registered_at=LATER)
    assert report_of(municipality).own.received == 1


@pytest.mark.parametrize("stage", [Stage.DUPLICATE, Stage.SPAM])
def test_duplicates_and_spam_are_not_counted_as_families(stage):
    municipality = make_municipality()
    receive(municipality, "2026-03-11 12:00")
    receive(municipality, "2026-03-12 12:00", stage=stage)
    report = report_of(municipality)
    assert report.own.received == 1
    assert report.cohort[stage] == 1


def test_a_suspicious_inquiry_counts_until_it_is_judged():
    municipality = make_municipality()
    receive(municipality, "2026-03-11 12:00", suspicion="honeypot")
    assert report_of(municipality).own.received == 1


def test_the_cohort_shows_where_the_months_inquiries_are_now():
    municipality = make_municipality()
    receive(municipality, "2026-03-02 09:00")
    receive(municipality, "2026-03-02 10:00", stage=Stage.MEETING)
    receive(municipality, "2026-03-03 10:00", stage=Stage.MEETING)
    receive(municipality, "2026-03-04 10:00", stage=Stage.DORMANT)
    receive(municipality, "2026-03-05 10:00", stage=Stage.WITHDRAWN)
    receive(municipality, "2026-04-01 00:00", stage=Stage.APPROVED)
    cohort = report_of(municipality).cohort
    assert dict(cohort) == {
        Stage.RECEIVED: 1,
        Stage.MEETING: 2,
        Stage.DORMANT: 1,
        Stage.WITHDRAWN: 1,
    }
    assert received(cohort) == 5
    assert still_open(cohort) == 3


def test_another_municipalitys_inquiries_never_appear():
    municipality = make_municipality()
    receive(make_municipality(), "2026-03-11 12:00")
    assert report_of(municipality).own.received == 0
    assert report_of(municipality).began_at is None


def test_two_years_of_months_are_counted_the_own_last():
    municipality = make_municipality()
    receive(municipality, "2024-04-01 00:00")
    receive(municipality, "2024-03-31 23:59:59")
    report = report_of(municipality)
    assert len(report.counts) == 24
    assert report.counts[0].month == Month(2024, 4)
    assert report.counts[0].received == 1
    assert report.counts[-1].month == MARCH
