import pytest
from django.utils import translation

from inquiries.workflow import Stage
from reports.channel_sheets import dropout_sheets
from reports.dropout_tables import dropout_notes, dropout_tables, dropout_title
from reports.figures.dropouts import DropOut
from reports.shown import Point, ways_out
from reports.suppression import TOTAL, Hidden
from tests.make import make_municipality
from tests.reports.figures import make_report
from tests.reports.histories import happen, receive, report_of, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def municipality():
    return make_municipality()


def leave(inquiry, old, new, at, reason="life_changed"):
    return happen(inquiry, "moved", at, from_stage=old, to_stage=new, reason=reason)


def dropouts(municipality):
    return report_of(municipality).dropouts


def test_the_familys_choice_and_ours_stand_apart(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00")
    leave(inquiry, "contacted", "withdrawn", "2026-03-03 09:00")
    leave(inquiry, "contacted", "declined", "2026-03-04 09:00", "requirements")
    leave(inquiry, "meeting", "handed_over", "2026-03-05 09:00", "other_municipality")
    assert set(dropouts(municipality)) == {
        DropOut(Stage.CONTACTED, "life_changed", False, 1),
        DropOut(Stage.CONTACTED, "requirements", True, 1),
        DropOut(Stage.MEETING, "other_municipality", True, 1),
    }


def test_who_left_came_back_and_left_again_has_left_twice(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00")
    leave(inquiry, "contacted", "withdrawn", "2026-03-03 09:00")
    leave(inquiry, "withdrawn", "contacted", "2026-03-04 09:00", "")
    leave(inquiry, "contacted", "withdrawn", "2026-03-05 09:00")
    assert dropouts(municipality) == (
        DropOut(Stage.CONTACTED, "life_changed", False, 2),
    )


def test_resting_duplicates_and_what_was_undone_are_no_leaving(municipality):
    inquiry = receive(municipality, "2026-03-02 09:00")
    leave(inquiry, "contacted", "dormant", "2026-03-03 09:00", "")
    leave(inquiry, "contacted", "duplicate", "2026-03-03 09:00", "same_household")
    undo(leave(inquiry, "contacted", "withdrawn", "2026-03-05 09:00"))
    assert dropouts(municipality) == ()


def test_it_counts_twelve_local_months_whenever_the_family_came(municipality):
    inquiry = receive(municipality, "2023-02-02 09:00")
    for at in (
        "2025-03-31 23:59:59",
        "2025-04-01 00:00",
        "2026-03-31 23:59:59",
        "2026-04-01 00:00",
    ):
        leave(inquiry, "contacted", "withdrawn", at)
    assert [each.number for each in dropouts(municipality)] == [2]


def left(number, stage=Stage.CONTACTED, reason="life_changed", *, ours=False):
    return DropOut(stage, reason, ours, number)


def test_the_most_common_reason_is_the_title():
    report = make_report(
        dropouts=(left(11), left(6, Stage.MEETING, "not_now"), left(8, ours=True))
    )
    with translation.override("sv"):
        assert dropout_title(report) == (
            "Familjernas vanligaste skäl: livet ändrades (11)"
        )


@pytest.mark.parametrize(
    "dropouts", [(), (left(3),), (left(7), left(7, reason="not_now"))]
)
def test_no_reason_is_named_where_none_is_the_most_common(dropouts):
    with translation.override("sv"):
        title = dropout_title(make_report(dropouts=dropouts))
    assert title == "Vilka som inte gick vidare, och varför"


def test_small_numbers_of_reasons_are_words_in_the_table():
    report = make_report(dropouts=(left(2), left(9, reason="not_now")))
    with translation.override("sv"):
        (table,) = dropout_tables(report)
    cells = {row.label: row.cells for row in table.rows}
    assert cells["Livet ändrades"][1] == "färre\xa0än\xa05"
    assert cells["Summa"][0] == "11"
    assert "2" not in [cell for row in table.rows for cell in row.cells]


def test_a_reason_that_was_not_given_is_called_so_and_every_stage_has_its_point():
    left_by = tuple(left(5, stage, "") for stage in Stage)
    ways = ways_out(make_report(dropouts=left_by))
    theirs = ways[Stage.WITHDRAWN]
    assert theirs["their_no_reason", TOTAL] == theirs[TOTAL, TOTAL] == 60
    assert theirs["their_no_reason", Point.BEFORE_MEETING] == 10
    assert ways[Stage.DECLINED][TOTAL, TOTAL] == 0
    assert Hidden.FEW not in theirs.values()


def test_what_we_declined_and_what_we_handed_over_are_tables_of_their_own():
    report = make_report(
        dropouts=(
            left(7, reason="requirements", ours=True),
            left(6, reason="other_authority", ours=True),
        )
    )
    with translation.override("sv"):
        tables = dropout_tables(report)
        notes = dropout_notes(report)
    assert [(table.caption, table.rows[-1].cells[0]) for table in tables] == [
        ("Vi tackade nej", "7"),
        ("Vi lämnade över till andra", "6"),
    ]
    assert [list(row.cells[:2]) for row in tables[1].rows] == [
        ["0", "0"],
        ["6", "6"],
        ["6", "6"],
    ]
    assert notes[0].endswith(
        "0 familjer valde att inte gå vidare, vi tackade nej till 7 och lämnade över 6."
    )


def test_the_workbook_has_each_number_under_its_head():
    report = make_report(dropouts=(left(7), left(6, Stage.ASSESSMENT)))
    with translation.override("sv"):
        (sheet,) = dropout_sheets(report)
    told = {
        row[0]: dict(zip(sheet.heads[1:], row[1:], strict=True)) for row in sheet.rows
    }
    assert told["Livet ändrades"] == {
        "Totalt": 13,
        "Före möte": 7,
        "Efter möte": 0,
        "Utredning": 6,
        "Vilande": 0,
        "Godkänt hem": 0,
    }
    assert told["Summa"]["Utredning"] == 6
