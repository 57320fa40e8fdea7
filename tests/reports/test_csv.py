import csv
from io import StringIO

import pytest
from django.utils import translation

from reports.csv_file import csv_text
from reports.figures.channels import ChannelCounts, ChannelRow, ChannelTable
from reports.figures.promises import PromiseCounts
from tests.reports.figures import make_counts, make_report
from tests.reports.histories import MARCH


def lines_of(report) -> list[list[str]]:
    with translation.override("sv"):
        text = csv_text(report)
    return list(csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_a_line_says_figure_what_value_unit_and_period():
    lines = lines_of(make_report(make_counts(MARCH, 38, PromiseCounts(40, 37))))
    assert lines[0] == ["Mått", "Avser", "Värde", "Enhet", "Period"]
    assert ["Hörde av sig", "", "38", "antal", "2026-03"] in lines
    assert ["Försökt i tid", "", "93", "procent", "2026-03"] in lines
    assert {len(line) for line in lines} == {5}


def test_excel_is_told_the_letters():
    assert csv_text(make_report()).startswith("\ufeff")


def test_what_cannot_be_counted_is_empty_not_nought():
    lines = lines_of(make_report())
    assert ["Försökt i tid", "", "", "procent", "2026-03"] in lines


@pytest.mark.parametrize(
    "name", ["=HYPERLINK(1)", "+46", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"]
)
def test_no_cell_begins_like_a_formula(name):
    channels = ChannelTable((ChannelRow(name, "", ChannelCounts(1)),))
    text = csv_text(make_report(channels=channels))
    cells = [
        cell
        for line in csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";")
        for cell in line
    ]
    assert f"'{name}".replace("\r", "\n") in [c.replace("\r", "\n") for c in cells]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n"))]


def test_a_name_with_semicolon_and_quotes_stays_one_cell():
    name = 'Radio; "P4"'
    channels = ChannelTable((ChannelRow(name, "", ChannelCounts(1)),))
    assert name in [line[1] for line in lines_of(make_report(channels=channels))]
