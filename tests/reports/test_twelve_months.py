import io
import json
from dataclasses import replace

from openpyxl import load_workbook

from organisation.models import Municipality
from reports.figures.channels import ChannelCounts, ChannelRow, ChannelTable
from reports.twelve_months import MONTHS, counts_of, twelve_months_xlsx
from tests.reports.figures import make_counts, make_report
from tests.reports.histories import MARCH
from tests.reports.test_documents import make_busy_report


def months():
    """April 2025 to March 2026, as they are kept between two steps."""
    reports = [
        replace(make_busy_report(month=MARCH.plus(1 - MONTHS + place)), reached=place)
        for place in range(MONTHS)
    ]
    return json.loads(json.dumps([counts_of(each) for each in reports]))


def book_of(given):
    town = Municipality(name="Ekebacka kommun", committee="Socialnämnden")
    content = twelve_months_xlsx(town, MARCH, given, at=MARCH.end)
    return load_workbook(io.BytesIO(content))


def test_there_is_a_row_to_each_month_in_order():
    page = book_of(months())["Löften"]
    shown = [f"{row[0].value:%Y-%m}" for row in page.iter_rows(min_row=2)]
    assert (shown[0], shown[-1], len(shown)) == ("2025-04", "2026-03", 12)
    assert [row[4].value for row in page.iter_rows(min_row=2)] == list(range(12))


def test_stages_have_a_column_to_each_month():
    book = book_of(months())
    for title in ("Där de är nu", "Det som hände"):
        heads = [cell.value for cell in book[title][1]]
        assert heads[1:] == [cell.value for cell in book["Det som hände"][1]][1:]
        assert (heads[1], heads[-1], len(heads)) == ("April 2025", "Mars 2026", 13)


def test_channels_are_told_for_the_year_as_the_last_month_tells_them():
    rows = list(book_of(months())["Kanaler"].values)
    assert ("Facebook", 200, 120, 50, 8) in rows
    assert rows[-1] == ("Okänt", 40, 90, 10, 5)


def test_a_small_number_of_a_channel_is_hidden_here_too():
    few = ChannelTable(
        tuple(
            ChannelRow(name, "", ChannelCounts(0, 0, number, 30, 0, 0))
            for name, number in (("Radio", 3), ("Facebook", 40), ("Affisch", 2))
        )
    )
    given = [counts_of(make_report(make_counts(MARCH), channels=few))]
    rows = book_of(given)["Kanaler"].values
    told = {row[0]: str(row[1]).replace("\xa0", " ") for row in rows}
    assert (told["Radio"], told["Facebook"]) == ("färre än 5", "40")


def test_what_is_too_few_for_a_share_has_none():
    page = book_of([counts_of(make_report())])["Löften"]
    assert page["D2"].value is None


def test_read_me_says_which_months_and_what_they_mean():
    told = dict(book_of(months())["Läs mig"].values)
    assert told["Rapport"] == "Tolv månader: april 2025–mars 2026"
    assert told["Nämnd"] == "Socialnämnden"
    assert "Hållna löften" in told
