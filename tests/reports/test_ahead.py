from datetime import timedelta

import pytest
from django.utils import translation

from followups.models import FollowUpTask
from organisation.models import Capacity
from organisation.services import touch_settings
from organisation.weeks import Week
from reports.figures.ahead import WeekAhead
from reports.outlook_tables import weeks_table, weeks_title
from tests.make import NOON, make_inquiry, make_municipality, make_staff_member
from tests.reports.figures import make_report
from tests.reports.histories import MARCH, local, report_of

WEEK = Week.of(NOON)  # week 11


@pytest.fixture
def municipality(db):
    return make_municipality()


def staffed(municipality, calls):
    Capacity.objects.create(
        municipality=municipality,
        staff=make_staff_member(municipality),
        calls_per_week=calls,
    )
    touch_settings(municipality)


def test_a_week_has_room_by_the_rota_beside_what_is_to_be_done(municipality):
    staffed(municipality, calls=2)
    for _ in range(5):
        inquiry = make_inquiry(municipality)
        FollowUpTask.objects.filter(inquiry=inquiry).update(
            kind="call", due_at=NOON + timedelta(days=7)
        )
    weeks = report_of(municipality, MARCH, NOON).weeks
    assert [each.monday for each in weeks] == [WEEK.plus(n).monday for n in range(4)]
    second = weeks[1]
    assert (second.room, second.promised, second.planned) == (2, 0, 5)
    assert second.missing == 3


def test_without_a_rota_no_week_is_told(municipality):
    assert report_of(municipality, MARCH, NOON).weeks == ()


@pytest.mark.parametrize(
    ("at", "weeks"), [("2026-04-30 23:59", 4), ("2026-05-01 00:00", 0)]
)
def test_only_the_running_month_and_the_last_look_ahead(municipality, at, weeks):
    staffed(municipality, calls=2)
    assert len(report_of(municipality, MARCH, local(at)).weeks) == weeks


def week(place, room, promised, planned=0, low=None, high=None):
    return WeekAhead(WEEK.plus(place).monday, room, promised, planned, low, high)


@pytest.mark.parametrize(
    ("weeks", "title"),
    [
        ([week(0, 9, 3), week(1, 5, 7, 2)], "Vecka 12 saknas tid för fyra samtal"),
        ([week(0, 5, 6)], "Vecka 11 saknas tid för ett samtal"),
        ([week(0, 5, 5, 0, 0, 3)], "Vecka 11 kan bli för full"),
        ([week(0, 5, 3, 1, 0, 1)], "De kommande fyra veckorna räcker tiden"),
    ],
)
def test_the_title_says_where_time_is_missing(weeks, title):
    with translation.override("sv"):
        assert weeks_title(make_report(weeks=tuple(weeks))).startswith(title)


def test_the_table_tells_what_is_expected_or_that_history_is_short():
    report = make_report(weeks=(week(0, 9, 3), week(1, 9, 3, 2, 4, 8)))
    with translation.override("sv"):
        rows = weeks_table(report).rows
    assert [list(row.cells) for row in rows] == [
        ["3", "0", "för lite historik", "9"],
        ["3", "2", "4–8", "9"],
    ]
    assert weeks_table(make_report()) is None
