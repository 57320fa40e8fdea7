import csv
import io
import re
import shutil
import subprocess
import zipfile
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from django.utils import translation
from openpyxl import load_workbook

from inquiries.workflow import Stage
from organisation.models import Municipality
from reports.csv_file import csv_text
from reports.edition import live
from reports.figures.ahead import WeekAhead
from reports.figures.annotations import Note
from reports.figures.bank import Bank
from reports.figures.channels import ChannelCounts, ChannelRow, ChannelTable
from reports.figures.dropouts import DropOut
from reports.figures.forecast import StageOutlook
from reports.figures.funnel import Funnel
from reports.figures.lying_low import LowSpan
from reports.figures.moves import Moves
from reports.figures.promises import PromiseCounts
from reports.figures.waits import Spread, Waits
from reports.workbook import report_xlsx
from tests.reports.figures import make_counts, make_report
from tests.reports.histories import MARCH
from tests.reports.test_documents import make_edition

FORMULA = '=HYPERLINK("https://example.se")'


def make_report_of_different_numbers():
    """No two counts alike: a number that is missing cannot hide behind another."""
    numbers = count(1001, 7)

    def some(how_many):
        return [next(numbers) for _ in range(how_many)]

    def spread():
        return Spread(*(timedelta(minutes=each) for each in some(2)))

    def channel(name):
        return ChannelRow(name, "", ChannelCounts(*some(6), ore=100 * next(numbers)))

    return make_report(
        *(
            make_counts(
                MARCH.plus(-back),
                next(numbers),
                PromiseCounts(next(numbers), next(numbers) // 3, next(numbers)),
                next(numbers),
            )
            for back in range(24)
        ),
        cohort={stage: next(numbers) for stage in Stage},
        moves=Moves({stage: next(numbers) for stage in Stage}, 3, 5),
        reached=next(numbers) // 4,
        waits=Waits(*some(4), spread(), spread(), tuple(some(5))),
        waits_year_earlier=Waits(),
        channels=ChannelTable((channel(FORMULA), channel(""))),
        lie_lows=(LowSpan(date(2026, 3, 3), date(2026, 3, 14), 17),),
        funnels=tuple(Funnel(*some(6)) for _ in range(24)),
        dropouts=tuple(
            DropOut(stage, reason, is_ours, next(numbers))
            for stage in (Stage.CONTACTED, Stage.MEETING, Stage.ASSESSMENT)
            for reason, is_ours in (("life_changed", False), ("requirements", True))
        ),
        weeks=tuple(
            WeekAhead(date(2026, 4, 6) + timedelta(weeks=week), *some(5))
            for week in range(4)
        ),
        bank=Bank(*some(3)),
        outlook=(StageOutlook(Stage.MEETING, *sorted(some(3), reverse=True)),),
    )


def book_of(edition):
    return load_workbook(io.BytesIO(report_xlsx(edition)))


def heads_of(page):
    return [cell.value for cell in page[1]]


@pytest.fixture
def edition():
    return make_edition(
        make_report_of_different_numbers(), notes=[Note(date(2026, 1, 9), "Radio")]
    )


def test_the_first_sheets_say_what_it_is_and_the_others_have_a_figure_each(edition):
    assert book_of(edition).sheetnames == [
        "Läs mig",
        "Sammanfattning",
        "Månad för månad",
        "Löften",
        "Tid till samtal",
        "Tid till samtal, fördelning",
        "Där de är nu",
        "Det som hände",
        "Hur långt de kom",
        "Kanaler",
        "Kostnad",
        "Jämfört med i fjol",
        "De kommande veckornas samtal",
        "Familjens val",
        "Vi tackade nej",
        "Prognos",
        "Hem och behov",
        "Låg lågt",
        "Anteckningar",
    ]


def test_read_me_tells_municipality_diary_number_cut_off_and_definitions(edition):
    told = dict(book_of(edition)["Läs mig"].values)
    assert told["Kommun"] == "Ekebacka kommun"
    assert told["Diarienummer"] == "NIF 2026/0147"
    assert told["Siffror till"] == "1 april 2026 klockan 00.00"
    assert told["Version"] == "månaden pågår"
    assert told["Hållna löften"].startswith("Ett löfte är")


def test_numbers_months_shares_and_times_are_what_they_are(edition):
    book = book_of(edition)
    page = book["Löften"]
    row = dict(zip(heads_of(page), page[2], strict=True))
    assert row["Månad"].value == datetime(2026, 3, 1)  # noqa: DTZ001 -- as read
    assert row["Månad"].number_format == "yyyy-mm"
    assert row["Försökt i tid, andel"].value == edition.report.kept.percent / 100
    assert row["Försökt i tid, andel"].number_format == "0 %"
    wait = book["Tid till samtal"]["B2"]
    assert wait.value == edition.report.waits.elapsed.median
    assert wait.number_format == "[h]:mm"


def test_no_text_is_a_formula_wherever_it_stands(edition):
    content = report_xlsx(edition)
    book = load_workbook(io.BytesIO(content))
    assert book["Kanaler"]["A2"].value == FORMULA
    kinds = {cell.data_type for page in book for row in page for cell in row}
    assert "f" not in kinds
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            # In a chart, a reference to cells is an element of the same name.
            assert not re.search(rb"<(c:)?f>[^<]*HYPERLINK", parts.read(name))


def test_figures_that_run_over_time_or_kinds_have_a_chart(edition):
    pages = {page.title: len(page._charts) for page in book_of(edition)}
    assert [title for title, charts in pages.items() if charts] == [
        "Månad för månad",
        "Löften",
        "Tid till samtal, fördelning",
        "Där de är nu",
        "Det som hände",
        "Hur långt de kom",
        "Kanaler",
        "Kostnad",
        "De kommande veckornas samtal",
    ]


def test_heads_stay_in_view_and_columns_are_wide_enough(edition):
    for page in book_of(edition):
        assert page.freeze_panes == "B2"
        assert all(column.width >= 8 for column in page.column_dimensions.values())


def test_the_file_of_lines_carries_every_number_of_the_workbook(edition):
    lines = csv.reader(io.StringIO(csv_text(edition.report)), delimiter=";")
    carried = {line[2] for line in lines}
    missing = {
        (page.title, cell.coordinate, cell.value)
        for page in book_of(edition)
        if page.title not in {"Läs mig", "Anteckningar"}
        for row in page.iter_rows(min_row=2)
        for cell in row
        if (number := as_line(cell)) and number not in carried
        if heads_of(page)[cell.column - 1] != "Mål"
    }
    assert missing == set()


def as_line(cell) -> str:
    """A number as the file of lines writes it; "" for what is none."""
    if isinstance(cell.value, timedelta):
        return str(round(cell.value / timedelta(minutes=1)))
    if not isinstance(cell.value, int | float):
        return ""
    is_share = cell.number_format == "0 %"
    return str(round(cell.value * 100 if is_share else cell.value))


def test_it_is_in_the_language_of_who_asks(edition):
    with translation.override("en"):
        book = book_of(live(Municipality(name="Ekebacka"), edition.report))
    assert book.sheetnames[:2] == ["Read me", "Summary"]


def test_a_month_with_nothing_in_it_is_a_workbook_too():
    book = book_of(make_edition(make_report()))
    assert book["Sammanfattning"]["B2"].value == 0
    assert book["Sammanfattning"]["B3"].value is None


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_it_without_a_fault(edition, tmp_path):
    file = tmp_path / "rapport.xlsx"
    file.write_bytes(report_xlsx(edition))
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    wanted = ["--headless", "--convert-to", "ods", "--outdir", str(tmp_path)]
    subprocess.run(["soffice", home, *wanted, str(file)], check=True, timeout=120)
    with zipfile.ZipFile(tmp_path / "rapport.ods") as parts:
        content = parts.read("content.xml").decode()
        charts = [name for name in parts.namelist() if name.endswith("/content.xml")]
    assert "Err:" not in content
    assert "of:=" not in content
    assert len(charts) == 9
