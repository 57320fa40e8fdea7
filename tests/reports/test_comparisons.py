from organisation.months import Month
from reports.figures.promises import PromiseCounts
from reports.report import Share
from tests.reports.figures import make_counts, make_report
from tests.reports.histories import MARCH, local


def test_the_month_the_year_and_twelve_months_are_added_up_beside_last_years():
    report = make_report(
        *(
            make_counts(Month(year, number), number, PromiseCounts(10, number), 1)
            for year in (2024, 2025, 2026)
            for number in range(1, 13)
        )
    )
    assert report.month_compared.now.received == 3
    assert report.month_compared.year_earlier.received == 3
    assert report.year_compared.now.received == 1 + 2 + 3
    assert report.year_compared.now.kept == Share(6, 30)
    assert report.twelve_months_compared.now.received == sum(range(1, 13))
    assert report.twelve_months_compared.year_earlier.approved == 12
    assert report.twelve_months_compared.year_earlier.first == Month(2024, 4)


def test_a_span_is_compared_only_where_the_register_was_in_use_when_it_began():
    report = make_report(began_at=local("2025-01-20 09:00"))
    assert report.month_compared.year_earlier is not None
    assert report.year_compared.year_earlier is None
    assert report.twelve_months_compared.year_earlier is None


def test_an_empty_register_compares_nothing():
    report = make_report(began_at=None)
    assert report.month_compared.year_earlier is None


def test_december_compares_its_whole_year():
    december = Month(2026, 12)
    report = make_report(
        make_counts(Month(2025, 1), 4), make_counts(december, 5), month=december
    )
    assert report.year_compared.now.received == 5
    assert report.year_compared.year_earlier.received == 4
    assert report.counts[0].month == Month(2025, 1)


def test_thirteen_months_reach_from_march_to_march():
    months = [each.month for each in make_report().thirteen_months]
    assert (months[0], months[-1], len(months)) == (MARCH.year_earlier, MARCH, 13)
