"""Numbers, findings and notes of the page, from chosen figures."""

from datetime import timedelta

import pytest
from django.utils import translation

from reports.big_numbers import big_numbers
from reports.charts import BOTTOM, TOP, kept_chart
from reports.figures.promises import PromiseCounts
from reports.figures.waits import Spread, Waits
from reports.page import figures_of
from tests.reports.figures import make_counts, make_report
from tests.reports.histories import MARCH, local

LAST_YEAR = MARCH.year_earlier
FIVE_HOURS = Spread(timedelta(hours=5), timedelta(hours=20))
A_DAY = Spread(timedelta(hours=24), timedelta(hours=90))


@pytest.fixture(autouse=True)
def _in_swedish():
    with translation.override("sv"):
        yield


def words_of(report) -> list[tuple[str, str]]:
    return [
        (number.figure.replace("\u00a0", " "), number.beside.replace("\u00a0", " "))
        for number in big_numbers(report)
    ]


def make_two_years(**fields):
    return make_report(
        make_counts(MARCH, 38, PromiseCounts(40, 37), 2),
        make_counts(LAST_YEAR, 29, PromiseCounts(31, 25), 1),
        waits=Waits(36, 0, 2, 0, FIVE_HOURS, FIVE_HOURS),
        waits_year_earlier=Waits(28, 0, 0, 1, A_DAY, A_DAY),
        **fields,
    )


def test_last_years_numbers_stand_beside():
    assert words_of(make_two_years()) == [
        ("38", "29 i mars i fjol"),
        ("93 %", "mål 95 %, 81 % i fjol"),
        ("5 h", "24 h i fjol"),
        ("2", "1 i mars i fjol"),
    ]


def test_last_years_are_left_out_where_nothing_was_registered_then():
    words = words_of(make_two_years(began_at=local("2025-03-04 09:00")))
    assert words == [("38", ""), ("93 %", "mål 95 %"), ("5 h", ""), ("2", "")]


def test_in_the_running_month_last_years_is_called_whole():
    words = words_of(make_two_years(at=local("2026-03-11 12:00")))
    assert words[0] == ("38", "29 i hela mars i fjol")


def test_an_empty_month_has_dashes_and_noughts():
    figures = [figure for figure, _ in words_of(make_report())]
    assert figures == ["0", "–", "–", "0"]


@pytest.mark.parametrize(
    ("kept", "title"),
    [
        (39, "98 % av löftena hölls, målet är 95 %"),
        (38, "95 % av löftena hölls, målet är 95 %"),
        (37, "93 % av löftena hölls, en bit kvar till målet 95 %"),
    ],
)
def test_the_charts_title_says_what_it_shows(kept, title):
    report = make_report(make_counts(MARCH, promises=PromiseCounts(40, kept)))
    assert kept_chart(report).title.replace("\u00a0", " ") == title


def test_a_chart_without_shares_says_only_what_it_would_show():
    chart = kept_chart(make_report())
    assert chart.title == "Hållna löften, månad för månad"
    assert (list(chart.points), list(chart.lines)) == ([], [])


def shares(*kept_of_hundred: int | None):
    """The latest months, each with its share; None: too few for one."""
    months = [MARCH.plus(-back) for back in range(len(kept_of_hundred))][::-1]
    return make_report(
        *(
            make_counts(
                month,
                promises=PromiseCounts() if kept is None else PromiseCounts(100, kept),
            )
            for month, kept in zip(months, kept_of_hundred, strict=True)
        )
    )


def test_a_month_without_a_share_leaves_a_gap_in_the_line():
    chart = kept_chart(shares(90, 80, None, 95))
    assert [len(points.split()) for points in chart.lines] == [2, 1]
    assert len(chart.points) == 3


def test_only_the_last_point_is_labelled():
    labels = [
        point.label.replace("\u00a0", " ")
        for point in kept_chart(shares(90, 80)).points
    ]
    assert labels == ["", "80 %"]


def test_the_scale_begins_at_half_unless_something_lies_below():
    high, low = kept_chart(shares(50, 100)), kept_chart(shares(49, 100))
    assert [line.text.replace("\u00a0", " ") for line in high.grid] == [
        "100 %",
        "75 %",
        "50 %",
    ]
    assert [line.text.replace("\u00a0", " ") for line in low.grid] == [
        "100 %",
        "50 %",
        "0 %",
    ]
    assert [point.y for point in high.points] == [BOTTOM, TOP]


@pytest.mark.parametrize(
    ("waits", "notes"),
    [
        (Waits(38, 0, 0, 0), "Vi har pratat med 38 av 38."),
        (
            Waits(36, 0, 1, 1),
            "Vi har pratat med 36 av 38. En väntar på ett första samtal. "
            "En är avslutad eller vilar utan samtal.",
        ),
        (
            Waits(20, 0, 15, 3),
            "Vi har pratat med 20 av 38. 15 väntar på ett första samtal. "
            "Tre är avslutade eller vilar utan samtal.",
        ),
        (
            Waits(37, 1, 0, 0),
            "Vi har pratat med 37 av 38. En har vi skrivit till, som familjen bad om.",
        ),
        (
            Waits(10, 28, 0, 0),
            "Vi har pratat med 10 av 38. 28 har vi skrivit till, som de bad om.",
        ),
    ],
)
def test_whom_the_waits_are_of(waits, notes):
    page = figures_of(make_report(make_counts(MARCH, 38), waits=waits))
    assert " ".join(page["wait_notes"]) == notes


def test_channels_that_brought_alike_are_not_ranked():
    assert figures_of(make_report())["channel_title"] == "Månadens kanaler"
