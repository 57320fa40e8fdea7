"""What a file may be, and all that it may be instead."""

import struct
import warnings
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from campaigns.imports.columns import Column, table_of
from campaigns.imports.files import grids_of
from campaigns.imports.grid import MOST_ROWS, Unreadable
from campaigns.imports.refusals import FileRefused
from tests.campaigns.importing import HEADS, ROW, csv, repacked, xlsx

HEAD_CELLS = ["Kod", "Från", "Till", "Visningar"]
CELLS = ["ratel7", date(2026, 3, 1), date(2026, 3, 7), 12_500]


def table(content):
    return table_of(grids_of(BytesIO(content), len(content)))


def refusal(content):
    with pytest.raises(FileRefused) as refused:
        table(content)
    return str(refused.value)


def first_row(content):
    return [str(each) for each in table(content).rows[0].cells]


class TestText:
    @pytest.mark.parametrize("delimiter", [";", ",", "\t"])
    def test_of_any_delimiter(self, delimiter):
        lines = [each.replace(";", delimiter) for each in (HEADS, ROW)]
        if delimiter == ",":
            lines[1] = lines[1].replace("1250,50", '"1250,50"')
        assert first_row(csv(*lines))[0:3] == ["ratel7", "2026-03-01", "2026-03-07"]

    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"]
    )
    def test_in_the_letters_of_any_program(self, encoding):
        content = csv(HEADS, ROW).decode().encode(encoding)
        assert len(table(content).headings) == 7

    @pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
    def test_with_any_end_of_lines(self, ending):
        content = csv(HEADS, ROW).replace(b"\r\n", ending.encode())
        assert len(table(content).rows) == 1

    def test_below_titles_and_empty_lines_and_rows_keep_their_numbers(self):
        content = csv("sep=;", "Kampanjrapport", "1 mars 2026", "", HEADS, "", ROW)
        found = table(content)
        assert [each.number for each in found.rows] == [7]

    def test_a_cell_may_have_lines(self):
        content = csv(HEADS, ROW.replace("ratel7", '"rad ett\nrad två"'), ROW)
        assert [each.number for each in table(content).rows] == [2, 3]

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"", "Filen är tom."),
            (b" \r\n\t", "Filen är tom."),
            (b"%PDF-1.7\n...", "Filen är en PDF."),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "gammalt format (.xls)"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "varken en textfil (CSV) eller XLSX"),
            (b"a\x00b;c", "varken en textfil (CSV) eller XLSX"),
            (b"\x81\x8d;\x8f", "Bokstäverna i filen går inte att läsa."),
            (b"hej", "Ingen rad har rubriker som vi känner igen"),
            (b"Namn;Adress\r\nAnna;Storgatan", "Ingen rad har rubriker"),
            (csv(HEADS, '"utan slut' + "x" * 140_000), "Rad 2 går inte att läsa"),
        ],
    )
    def test_what_it_is_instead(self, content, told):
        assert told in refusal(content)

    def test_one_row_too_many(self):
        assert f"fler än {MOST_ROWS} rader" in refusal(csv(HEADS, *[ROW] * MOST_ROWS))
        assert len(table(csv(HEADS, *[ROW] * (MOST_ROWS - 1))).rows) == MOST_ROWS - 1


class TestSpreadsheets:
    def test_the_sheet_with_headings_is_read(self):
        book = Workbook()
        book.active.append(["Om den här rapporten"])
        sheet = book.create_sheet("Raw Data Report")
        sheet.append(HEAD_CELLS)
        sheet.append(CELLS)
        file = BytesIO()
        book.save(file)
        found = table(file.getvalue())
        assert found.title == "Raw Data Report"
        assert found.rows[0].cells[1] == datetime(2026, 3, 1)  # noqa: DTZ001 -- as openpyxl reads a day

    def test_empty_rows_keep_the_numbers_of_the_others(self):
        content = xlsx(["Rapport"], [], HEAD_CELLS, [], CELLS)
        assert [each.number for each in table(content).rows] == [5]

    def test_a_formula_counts_as_the_value_that_was_saved_with_it(self):
        content = xlsx(HEAD_CELLS, [*CELLS[:3], 12_500])
        sheet = load_workbook(BytesIO(content))
        assert sheet is not None
        part = ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")
        with_formula = part.replace(b"<v>12500</v>", b"<f>2*6250</f><v>12500</v>")
        assert with_formula != part
        content = repacked(content, {"xl/worksheets/sheet1.xml": with_formula})
        assert table(content).rows[0].cells[3] == 12_500

    def test_a_formula_without_a_value_is_not_taken_for_nothing(self):
        content = xlsx(HEAD_CELLS, [*CELLS[:3], "=2*6250"])
        assert table(content).rows[0].cells[3] == Unreadable("=2*6250", is_formula=True)

    def test_an_error_of_the_spreadsheet_is_one(self):
        content = xlsx(HEAD_CELLS, [*CELLS[:3], "#DIV/0!"])
        cell = table(content).rows[0].cells[3]
        assert cell == Unreadable("#DIV/0!", is_formula=False)

    def test_a_wrong_size_in_the_file_hides_no_row(self):
        content = xlsx(HEAD_CELLS, CELLS, CELLS)
        part = ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")
        lying = part.replace(b"<sheetViews", b'<dimension ref="A1:B2"/><sheetViews')
        assert lying != part
        content = repacked(content, {"xl/worksheets/sheet1.xml": lying})
        assert len(table(content).rows) == 2
        assert table(content).headings[Column.SHOWN].place == 3

    def test_a_row_at_the_end_of_the_world_is_refused_soon(self):
        content = xlsx(HEAD_CELLS, CELLS)
        part = ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")
        far = part.replace(b'<row r="2"', b'<row r="99999999999"')
        assert far != part
        content = repacked(content, {"xl/worksheets/sheet1.xml": far})
        assert "fler än" in refusal(content)

    def test_macros_are_refused_whatever_the_name(self):
        content = repacked(xlsx(HEAD_CELLS, CELLS), {"xl/vbaProject.bin": b"Sub x()"})
        assert "Filen innehåller makron." in refusal(content)

    def test_a_zip_that_unfolds_without_end_is_refused_by_its_own_list(self):
        bomb = repacked(xlsx(HEAD_CELLS, CELLS), {"xl/media/a": b"\0" * 30_000_000})
        assert len(bomb) < 100_000
        assert "packas upp till mer än 25 MB" in refusal(bomb)

    def test_a_list_that_lies_is_not_read_beyond_what_it_says(self):
        """The part says 100 bytes and holds 30 million: it is broken, not unfolded."""
        content = repacked(
            xlsx(HEAD_CELLS, CELLS), {"xl/workbook.xml": b" " * 30_000_000}
        )
        lying = content.replace(struct.pack("<L", 30_000_000), struct.pack("<L", 100))
        assert "går inte att läsa som kalkylark" in refusal(lying)

    @pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
    def test_xml_that_unfolds_without_end_is_refused(self, part):
        laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
        content = repacked(xlsx(HEAD_CELLS, CELLS), {part: laughs})
        assert "går inte att läsa som kalkylark" in refusal(content)

    @pytest.mark.parametrize(
        "content", [b"PK", b"PK\x03\x04" + b"x" * 1000, b"PK\x05\x06" + b"\0" * 18]
    )
    def test_what_only_begins_like_a_zip(self, content):
        assert "går inte att läsa som kalkylark" in refusal(content) or (
            "inget kalkylark" in refusal(content)
        )

    def test_a_zip_of_something_else(self):
        file = BytesIO()
        with ZipFile(file, "w", ZIP_DEFLATED) as parts:
            parts.writestr("word/document.xml", "<w/>")
        assert "inget kalkylark (XLSX)" in refusal(file.getvalue())

    @pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
    def test_half_a_file(self, cut):
        whole = xlsx(HEAD_CELLS, *[CELLS] * 50)
        assert "går inte att läsa" in refusal(whole[: int(len(whole) * cut)])

    def test_what_the_reader_warns_of_is_no_fault(self):
        content = xlsx(HEAD_CELLS, CELLS)
        without_style = repacked(
            content,
            {
                "xl/styles.xml": b"<styleSheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'/>"
            },
        )
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert len(table(without_style).headings) == 4

    def test_one_row_too_many(self):
        assert "fler än" in refusal(xlsx(HEAD_CELLS, *[CELLS] * MOST_ROWS))


class TestHeadings:
    META = (
        "Campaign name,Ad set name,Ad name,Day,Reach,Impressions,Clicks (all),"
        "Link clicks,Amount spent (SEK),Reporting starts,Reporting ends"
    )
    META_SV = (
        "Kampanjnamn,Annonsuppsättningens namn,Annonsnamn,Dag,Räckvidd,Exponeringar,"
        "Klick (alla),Länkklick,Spenderat belopp (SEK),Rapporteringsstart,"
        "Rapporteringsslut"
    )
    GOOGLE = "Day,Campaign,Ad group,Currency code,Clicks,Impr.,Cost"
    GOOGLE_SV = "Dag,Kampanj,Annonsgrupp,Valutakod,Klick,Exponer.,Kostnad"

    @pytest.mark.parametrize("heads", [META, META_SV])
    def test_of_meta(self, heads):
        found = table(csv(heads, "x" + "," * 10)).headings
        assert set(found) == {
            *(Column.CAMPAIGN, Column.AD_SET, Column.AD, Column.DAY, Column.REACHED),
            *(Column.SHOWN, Column.CLICKS, Column.SPENT, Column.STARTS, Column.ENDS),
        }
        assert found[Column.CLICKS].place == 7  # on the link, not of any kind

    @pytest.mark.parametrize("heads", [GOOGLE, GOOGLE_SV])
    def test_of_google(self, heads):
        content = csv("Rapport", "mars 2026", heads.replace(",", "\t"), "x\t")
        found = table(content.decode().encode("utf-16")).headings
        assert set(found) == {
            *(Column.DAY, Column.CAMPAIGN, Column.AD_SET, Column.CURRENCY),
            *(Column.CLICKS, Column.SHOWN, Column.SPENT),
        }

    @pytest.mark.parametrize("unit", ["(SEK)", "(kr)", ", kronor", ""])
    def test_kronor_by_any_name(self, unit):
        assert (
            Column.SPENT
            in table(csv(f"Kod;Kostnad{unit and ' '}{unit}", "a;1")).headings
        )

    def test_other_money_is_refused_by_its_column(self):
        told = refusal(csv("Ad name,Amount spent (EUR)", "x,1"))
        assert (
            told
            == "Kolumn ”Amount spent (EUR)”: beloppen ska vara i svenska kronor (SEK)."
        )
