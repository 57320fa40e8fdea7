"""That the municipality lay low stands in the report: in words, and as a mark."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from organisation.months import Month
from reports.charts import kept_chart
from reports.csv_file import csv_text
from reports.figures.lying_low import LowSpan, lying_low_in
from reports.report import month_report
from reports.sentences import sentences
from tests.make import (
    STOCKHOLM,
    client_of,
    make_inquiry,
    make_lie_low,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
MARCH, APRIL = Month(2026, 3), Month(2026, 4)
IN_MAY = datetime(2026, 5, 2, 9, tzinfo=STOCKHOLM)
TOLD = "Ni låg lågt 3–14 mars och lovade samtal inom fem arbetsdagar."


@pytest.fixture
def town():
    town = make_municipality()
    make_inquiry(town, received_at=local("2025-01-02 10:00"))
    return town


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def low(town, began, ended=None, **fields):
    ended = ended and local(ended)
    return make_lie_low(town, began_at=local(began), ended_at=ended, **fields)


def spans(town, first=MARCH, last=MARCH, at=IN_MAY):
    found = lying_low_in(town, first, last, at=at)
    return [(each.first.isoformat(), str(each.last)) for each in found]


def test_the_month_says_when_and_what_was_promised(town):
    low(town, "2026-03-03 09:00", "2026-03-14 12:00")
    report = month_report(town, MARCH, at=IN_MAY)
    assert sentences(report)[-1] == TOLD
    assert TOLD not in sentences(month_report(town, APRIL, at=IN_MAY))


def test_one_that_reaches_into_the_next_month_stands_in_both(town):
    low(town, "2026-03-30 09:00", "2026-04-03 12:00")
    told = "Ni låg lågt 30 mars–3 april och lovade samtal inom fem arbetsdagar."
    for month in (MARCH, APRIL):
        assert told in sentences(month_report(town, month, at=IN_MAY))


def test_one_that_goes_on_is_told_as_such(town):
    low(town, "2026-04-30 09:00", working_days=3)
    told = "Ni ligger lågt sedan 30 april och lovar samtal inom tre arbetsdagar."
    assert sentences(month_report(town, APRIL, at=IN_MAY))[-1] == told


@pytest.mark.parametrize(
    ("began", "ended", "is_in"),
    [
        ("2026-02-27 09:00", "2026-03-01 00:00", False),
        ("2026-02-27 09:00", "2026-03-01 00:01", True),
        ("2026-03-31 23:59", "2026-04-01 10:00", True),
        ("2026-04-01 00:00", "2026-04-01 10:00", False),
    ],
)
def test_a_month_begins_and_ends_at_midnight(town, began, ended, is_in):
    low(town, began, ended)
    assert bool(spans(town)) is is_in


def test_the_earliest_stands_first_and_no_other_town_s(town):
    low(town, "2026-03-20 09:00", "2026-03-21 12:00")
    low(town, "2026-03-03 09:00", "2026-03-04 12:00")
    low(make_municipality(), "2026-03-05 09:00", "2026-03-06 12:00")
    days = [("2026-03-03", "2026-03-04"), ("2026-03-20", "2026-03-21")]
    assert spans(town) == days


def test_what_has_not_begun_by_the_moment_of_the_count_is_not_told(town):
    low(town, "2026-03-20 09:00")
    assert spans(town, at=local("2026-03-20 08:59")) == []


def test_a_mark_stands_under_its_months_with_a_note_below(town):
    low(town, "2026-01-20 09:00", "2026-02-02 12:00")
    chart = kept_chart(month_report(town, MARCH, at=IN_MAY))
    assert len(chart.marks) == 2
    assert chart.low_notes == [
        "Ni låg lågt 20 januari–2 februari 2026 och lovade samtal inom fem arbetsdagar."
    ]
    assert "januari 2026 (låg lågt)" in chart.description
    assert [row.label for row in chart.table.rows][1:3] == [
        "februari 2026 (låg lågt)",
        "januari 2026 (låg lågt)",
    ]


def test_the_page_and_the_file_have_it(town):
    low(town, "2026-03-03 09:00", "2026-03-14 12:00")
    desk = client_of(make_staff_member(town, "manager"))
    with time_machine.travel(IN_MAY, tick=False):
        address = reverse("reports:month", args=[2026, 3])
        page = desk.get(address).content.decode()
    assert TOLD in page
    assert '<text class="chart-mark"' in page
    text = csv_text(month_report(town, MARCH, at=IN_MAY))
    line = "Låg lågt;2026-03-03/2026-03-14;5;lovade arbetsdagar;2026-03"
    assert line in text


def test_it_takes_no_query_of_its_own(town, django_assert_num_queries):
    low(town, "2026-03-03 09:00", "2026-03-14 12:00")
    lying_low_in(town, MARCH, MARCH, at=IN_MAY)
    with django_assert_num_queries(0):
        lying_low_in(town, MARCH, MARCH, at=IN_MAY)


def test_a_span_touches_the_months_of_its_days():
    span = LowSpan(date(2026, 3, 31), date(2026, 4, 1), 5)
    months = [MARCH.plus(each) for each in range(-1, 4)]
    touched = [month.number for month in months if span.touches(month)]
    assert touched == [3, 4]
