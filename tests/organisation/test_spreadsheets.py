import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from openpyxl import load_workbook

from organisation.months import Month
from organisation.spreadsheet_charts import Chart
from organisation.spreadsheets import Percent, Sheet, csv_text, workbook

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DANGEROUS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+46 31 390 06 10",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    '=HYPERLINK("https://example.se")',
]


def made(*rows, heads=("Namn", "Antal"), title="Kampanjer"):
    content = workbook([Sheet(title, heads, rows)], title="Resultat", at=AT)
    return content, load_workbook(io.BytesIO(content))


def read(text):
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))


@pytest.mark.parametrize("typed", DANGEROUS)
def test_what_begins_like_a_formula_is_text_in_csv(typed):
    ((cell, other),) = read(csv_text([[typed, "Radio"]]))
    assert cell == f"'{typed}"
    assert other == "Radio"


@pytest.mark.parametrize("typed", DANGEROUS)
def test_what_begins_like_a_formula_is_text_in_a_workbook(typed):
    content, book = made([typed, 1], heads=(typed, "Antal"))
    page = book.active
    for cell in (page["A1"], page["A2"]):
        assert cell.data_type == "s"
        assert cell.value.replace("_x000D_", "\r") == typed
    assert page["A2"].quotePrefix
    sheets = zipfile.ZipFile(io.BytesIO(content))
    names = [name for name in sheets.namelist() if "worksheets/" in name]
    assert not any(re.search(rb"<f[ >]", sheets.read(name)) for name in names)


def test_numbers_are_numbers_and_nothing_is_nothing():
    _, book = made(["Radio", 12], ["Affisch", None])
    page = book.active
    assert page["B2"].value == 12
    assert page["B2"].data_type == "n"
    assert page["B3"].value is None


def test_money_and_days_are_what_they_are():
    _, book = made([date(2026, 3, 1), Decimal("3200.50")])
    page = book.active
    assert page["A2"].value == datetime(2026, 3, 1)  # noqa: DTZ001 -- as read
    assert page["A2"].is_date
    assert page["B2"].value == 3200.5


def test_a_link_is_no_link_and_a_digit_no_number():
    _, book = made(["https://example.se", 1], ["007", 1])
    page = book.active
    assert page["A2"].hyperlink is None
    assert page["A3"].value == "007"


@pytest.mark.parametrize(
    ("title", "shown"),
    [("Våren: [nytt]/2026?", "Våren   nytt  2026"), ("x" * 40, "x" * 31), ("//", "1")],
)
def test_a_sheet_has_a_title_that_excel_takes(title, shown):
    _, book = made(title=title)
    assert book.sheetnames == [shown]


def test_a_text_longer_than_a_cell_is_cut():
    _, book = made(["x" * 40_000, 1])
    assert len(book.active["A2"].value) == 32_767


@pytest.mark.parametrize(("language", "written"), [("sv", "1,50"), ("en", "1.50")])
def test_csv_writes_decimals_as_the_language_does(language, written):
    with translation.override(language):
        assert read(csv_text([[Decimal("1.5"), 2, None]])) == [[written, "2", ""]]


def test_csv_begins_with_a_byte_order_mark_and_ends_lines_as_excel_does():
    assert csv_text([["Namn"], [date(2026, 3, 1)]]) == "\ufeffNamn\r\n2026-03-01\r\n"


def test_shares_months_and_spans_of_time_are_plain_in_csv():
    cells = [Percent(92), Month(2026, 3), timedelta(hours=5, minutes=2)]
    assert read(csv_text([cells])) == [["92", "2026-03", "302"]]


def test_two_sheets_never_share_a_title():
    sheets = [Sheet(title, ["Namn"], []) for title in ("x" * 40, "X" * 35, "//", "")]
    book = load_workbook(io.BytesIO(workbook(sheets, title="Resultat", at=AT)))
    assert book.sheetnames == ["x" * 31, "X" * 29 + " 2", "3", "4"]


def test_a_chart_draws_the_cells_and_no_title_is_a_formula():
    chart = Chart("line", "=Hej", [1], 2)
    sheet = Sheet("Löften", ["Månad", "Antal"], [[Month(2026, 3), 4]], chart)
    content = workbook([sheet], title="Resultat", at=AT)
    drawn = zipfile.ZipFile(io.BytesIO(content)).read("xl/charts/chart1.xml").decode()
    assert "<c:f>Löften!$B$2:$B$3</c:f>" in drawn
    assert "<a:t>Hej</a:t>" in drawn


def test_a_row_is_as_high_as_its_longest_text():
    _, book = made(["ord " * 60, 1], ["kort", 1])
    page = book.active
    assert page.row_dimensions[2].height >= 60
    assert page.row_dimensions[3].height is None  # as high as any other


def test_words_among_numbers_stand_where_the_numbers_do():
    _, book = made(["Radio", 12], ["Affisch", "färre än 5"])
    page = book.active
    assert [page[cell].alignment.horizontal for cell in ("A3", "B1", "B3")] == [
        None,
        "right",
        "right",
    ]
