import pytest
from django.utils import translation

from followups.models import Wish
from inquiries.models import Event
from inquiries.workflow import Stage
from organisation.months import Month
from reports.figures.funnel import Funnel
from reports.outlook_tables import funnel_table, funnel_title
from tests.make import make_municipality
from tests.reports.figures import make_report
from tests.reports.histories import (
    MARCH,
    contact,
    happen,
    local,
    move,
    receive,
    report_of,
    undo,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def municipality():
    return make_municipality()


def funnel(municipality, month=MARCH, first=None):
    return report_of(municipality, month).funnel(first or month, month)


def test_each_step_counts_those_who_came_that_far_or_further(municipality):
    receive(municipality, "2026-03-02 09:00")
    contact(receive(municipality, "2026-03-02 09:00"), "2026-03-03 09:00")
    for stage in ("meeting", "assessment", "decision", "approved"):
        inquiry = receive(municipality, "2026-03-02 09:00", stage=stage)
        move(inquiry, "contacted", stage, "2026-05-03 09:00")
    assert funnel(municipality) == Funnel(6, 5, 4, 3, 1, still_open=5)


def test_who_turned_back_has_still_come_that_far(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00", stage=Stage.WITHDRAWN)
    move(inquiry, "contacted", "assessment", "2026-03-10 09:00")
    move(inquiry, "assessment", "meeting", "2026-03-11 09:00")
    move(inquiry, "meeting", "withdrawn", "2026-03-12 09:00")
    assert funnel(municipality) == Funnel(1, 1, 1, 1, 0, still_open=0)


def test_a_family_that_came_back_counts_once(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00", stage=Stage.CONTACTED)
    contact(inquiry, "2026-03-03 09:00")
    move(inquiry, "contacted", "withdrawn", "2026-03-04 09:00")
    move(inquiry, "withdrawn", "contacted", "2026-04-04 09:00")
    contact(inquiry, "2026-04-05 09:00")
    assert funnel(municipality) == Funnel(1, 1, 0, 0, 0, still_open=1)


def test_what_was_undone_is_no_step(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00")
    undo(move(inquiry, "decision", "approved", "2026-03-10 09:00"))
    undo(contact(inquiry, "2026-03-11 09:00"))
    assert funnel(municipality) == Funnel(1, still_open=1)


@pytest.mark.parametrize(("wish", "spoken"), [(Wish.WRITE, 1), (Wish.SOON, 0)])
def test_a_letter_counts_where_the_family_asked_for_it(municipality, wish, spoken):
    inquiry = receive(municipality, "2026-03-02 09:00", wish=wish)
    happen(inquiry, Event.Kind.WROTE, "2026-03-03 09:00")
    assert funnel(municipality).spoken == spoken


def test_duplicates_and_spam_are_in_no_cohort(municipality):
    receive(municipality, "2026-03-02 09:00", stage=Stage.DUPLICATE)
    receive(municipality, "2026-03-02 09:00", stage=Stage.SPAM)
    assert funnel(municipality) == Funnel()


@pytest.mark.parametrize(
    ("received", "month"),
    [
        ("2026-03-31 23:59:59", Month(2026, 3)),
        ("2026-04-01 00:00", Month(2026, 4)),
        ("2026-03-29 03:30", Month(2026, 3)),
        ("2025-10-26 02:30", Month(2025, 10)),
        ("2024-02-29 23:59:59", Month(2024, 2)),
        ("2024-03-01 00:00", Month(2024, 3)),
    ],
)
def test_a_cohort_is_a_local_month(municipality, received, month):
    receive(municipality, received)
    assert funnel(municipality, month).received == 1
    assert funnel(municipality, month.plus(1)).received == 0
    assert funnel(municipality, month.plus(1), first=month).received == 1


def test_twelve_months_add_up_and_last_year_is_a_calendar_year(municipality):
    for day in ("2025-01-01", "2025-03-31", "2025-04-01", "2025-12-31", "2026-03-31"):
        receive(municipality, f"{day} 12:00")
    assert funnel(municipality, first=MARCH.plus(-11)).received == 3
    report = report_of(municipality)
    assert report.funnel(Month(2025, 1), Month(2025, 12)).received == 4
    assert report.funnel(Month(2023, 1), Month(2025, 12)) is None


def test_another_municipality_has_its_own(municipality):
    other = make_municipality()
    contact(receive(other, "2026-03-02 09:00"), local("2026-03-02 10:00"))
    assert funnel(municipality) == Funnel()


def told(month_counts=(), year_counts=(), **fields):
    """The title of a report whose own month and whose last March had these steps."""
    funnels = [Funnel()] * 24
    funnels[-1] = Funnel(*month_counts)
    funnels[-13] = Funnel(*year_counts)
    with translation.override("sv"):
        return funnel_title(make_report(funnels=tuple(funnels), **fields))


@pytest.mark.parametrize(
    ("steps", "title"),
    [
        ((40, 38, 12, 6, 3), "i fjol kom 12 till ett möte och 3 blev godkända hem"),
        ((40, 38, 12, 6, 1), "i fjol kom 12 till ett möte och en blev godkänt hem"),
        ((40, 38, 12, 6, 0), "i fjol kom 12 till ett möte. Ingen är godkänd än"),
    ],
)
def test_last_years_families_are_the_title(steps, title):
    assert told(year_counts=steps) == f"Av 40 familjer som hörde av sig {title}"


def test_nobody_has_come_to_a_meeting():
    assert told(year_counts=(40, 38)) == (
        "Ingen av de 40 familjer som hörde av sig i fjol har kommit till ett möte"
    )


def test_without_a_register_last_year_twelve_months_are_the_title():
    title = told((40, 38, 12, 6, 3), began_at=local("2026-02-01 09:00"))
    assert title.startswith("Av 40 familjer som hörde av sig på tolv månader kom 12")


def test_an_imported_list_of_last_year_knows_no_steps():
    imported = tuple(Month(2025, number) for number in range(1, 13))
    title = told(
        (40, 38, 12, 6, 3), began_at=local("2026-02-01 09:00"), imported=imported
    )
    assert "på tolv månader" in title


@pytest.mark.parametrize("received", [0, 9])
def test_of_fewer_than_ten_nothing_is_said(received):
    assert told((received, 5, 5, 5, 5)) == "Hur långt familjerna kom"


def test_three_cohorts_stand_beside_each_other_with_a_share_of_twelve_months():
    funnels = [Funnel()] * 22 + [Funnel(30, 20, 10, 5, 1, 7), Funnel(10, 9, 5, 2, 0, 4)]
    with translation.override("sv"):
        rows = funnel_table(make_report(funnels=tuple(funnels))).rows
    cells = {row.label: [c.replace("\xa0", " ") for c in row.cells] for row in rows}
    assert cells["Kom till ett möte"] == ["5", "15", "38 %", "0"]
    assert cells["Fortfarande öppna"] == ["4", "11", "", "0"]
    assert funnel_table(make_report()) is None
