"""Earlier years from a file: all or nothing, each wrong cell by row and column."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from audit.models import Entry
from organisation.models import Municipality
from organisation.months import Month
from reports.definitions import VERSION
from reports.models import EarlierMonth
from reports.stored import as_json, report_from
from tests.make import make_municipality
from tests.reports.histories import MARCH, receive, report_of

pytestmark = pytest.mark.django_db

BY_MONTH = "månad;intresseanmälningar;godkända hem;löften;hållna löften\n"
BY_INQUIRY = "mottagen,godkänd,namn\n"


@pytest.fixture
def town():
    """Its register begins in March 2026."""
    town = make_municipality(name="Ekebacka kommun")
    receive(town, "2026-03-05 10:00")
    return town


@pytest.fixture
def run(town, tmp_path):
    """Import a file's text; what was printed."""

    def run(text, *options, encoding="utf-8"):
        path = tmp_path / "tidigare.csv"
        path.write_bytes(text.encode(encoding))
        printed = StringIO()
        call_command(
            "import_history",
            str(path),
            "--yes",
            *options,
            municipality=town.name,
            stdout=printed,
            stderr=printed,
        )
        return printed.getvalue()

    return run


@pytest.fixture
def refused(run):
    """What is said of a file that is not imported."""

    def refused(text, *options, **ways):
        with pytest.raises(CommandError) as error:
            run(text, *options, **ways)
        assert not EarlierMonth.objects.exists()
        return str(error.value)

    return refused


def kept():
    return {
        str(row.of_month): (row.received, row.approved, row.promises, row.kept)
        for row in EarlierMonth.objects.all()
    }


def test_a_file_by_month_is_kept_as_it_is(run):
    printed = run(f"{BY_MONTH}2025-03;31;2;28;25\n2025-04;27;0;;\n")
    assert kept() == {"2025-03": (31, 2, 28, 25), "2025-04": (27, 0, None, None)}
    assert "2 months imported" in printed


def test_a_file_by_inquiry_is_added_up_and_no_family_is_kept(run):
    printed = run(
        f"{BY_INQUIRY}2025-01-31 23:59,,Anna Holm\n2025-01-02,2025-03-31,Bo Ek\n"
    )
    assert kept() == {
        "2025-01": (2, 0, None, None),
        "2025-02": (0, 0, None, None),
        "2025-03": (0, 1, None, None),
    }
    assert "Columns that are not read: “namn”" in printed
    assert "Anna" not in printed


def test_a_moment_belongs_to_the_month_that_stockholms_clock_shows(run):
    run(f"{BY_INQUIRY}2025-03-31T22:30:00+00:00,,\n2025-10-31T23:30:00+01:00,,\n")
    assert kept()["2025-04"][0] == 1
    assert kept()["2025-10"][0] == 1


def test_a_leap_day_is_a_day_and_one_in_another_year_is_none(run, refused):
    assert "cell to correct" in refused(f"{BY_INQUIRY}2025-02-29,,\n")
    run(f"{BY_INQUIRY}2024-02-29,,\n")
    assert kept() == {"2024-02": (1, 0, None, None)}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_letters_and_delimiters_of_any_program_are_read(run, encoding, delimiter):
    text = f"{BY_MONTH}2025-03;31;2;28;25\n".replace(";", delimiter)
    run(text, encoding=encoding)
    assert kept() == {"2025-03": (31, 2, 28, 25)}


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        ("2025-13;1;0;;", "månad", "is no month of the calendar"),
        ("mars;1;0;;", "månad", "is no date"),
        ("2025-03-02;1;0;;", "månad", "is no month"),
        ("1999-12;1;0;;", "månad", "lies before 2000-01"),
        (";1;0;;", "månad", "is empty"),
        ("2025-03;;0;;", "intresseanmälningar", "is empty"),
        ("2025-03;många;0;;", "intresseanmälningar", "is no whole number"),
        ("2025-03;-4;0;;", "intresseanmälningar", "is no whole number"),
        ("2025-03;4;1,5;;", "godkända hem", "is no whole number"),
        ("2025-03;4;1;=1+1;1", "löften", "is no whole number"),
        ("2025-03;4;1;3;", "hållna löften", "is empty"),
        ("2025-03;4;1;3;4", "hållna löften", "is more than the 3 made"),
        ("2025-02;9;1;;", "månad", "stands in row 2, too"),
        ("2026-03;4;1;;", "månad", "from when we count ourselves"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(town, tmp_path, row, column, why):
    path = tmp_path / "fel.csv"
    path.write_text(f"{BY_MONTH}2025-02;4;1;;\n{row}\n")
    told = StringIO()
    with pytest.raises(CommandError, match=r"to correct\. Nothing was imported"):
        call_command(
            "import_history",
            str(path),
            "--yes",
            municipality=town.name,
            stdout=StringIO(),
            stderr=told,
        )
    assert f"Row 3, column “{column}”:" in told.getvalue()
    assert why in told.getvalue()
    assert not EarlierMonth.objects.exists()


def test_an_approval_before_its_inquiry_is_wrong(refused):
    assert "1 cell to correct" in refused(f"{BY_INQUIRY}2025-03-05,2025-03-04,\n")


def test_an_approval_that_the_register_would_count_is_told_of_and_left_out(run):
    printed = run(f"{BY_INQUIRY}2026-01-05,2026-04-01,\n")
    assert kept() == {
        "2026-01": (1, 0, None, None),
        "2026-02": (0, 0, None, None),
    }
    assert "1 approved later are left out" in printed


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "No row has the headings"),
        ("år;antal\n2025;3\n", "No row has the headings"),
        ("månad;intresseanmälningar\n2025-03;3\n", "lacks a column: “godkända hem”"),
        ("månad;intresseanmälningar;godkända hem;löften\n", "must have both"),
        ("månad;mottagen\n", "both kinds"),
        ("\x00\x01", "neither a text file"),
        ('månad;"intresseanmälningar\n', "lacks a column"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(refused, text, why):
    assert why in refused(text)


def test_a_file_that_is_not_there_is_one_line(town):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_history", "/nowhere.csv", municipality=town.name)


def test_an_unknown_municipality_is_one_line(tmp_path):
    with pytest.raises(CommandError, match="no municipality called Ankeborg"):
        call_command("import_history", str(tmp_path), municipality="Ankeborg")


def test_a_preview_changes_nothing(run):
    printed = run(f"{BY_MONTH}2025-03;31;2;28;25\n", "--preview")
    assert "2025-03" in printed
    assert "Nothing was imported." in printed
    assert not EarlierMonth.objects.exists()


def test_the_same_file_again_changes_nothing(run):
    text = f"{BY_MONTH}2025-03;31;2;28;25\n"
    run(text)
    assert "Nothing was imported." in run(text)
    assert Entry.objects.filter(action="imported-earlier-months").count() == 1


def test_other_figures_are_taken_in_only_where_that_is_meant(run):
    run(f"{BY_MONTH}2025-03;31;2;28;25\n")
    other = f"{BY_MONTH}2025-03;30;2;28;25\n2025-04;1;0;;\n"
    with pytest.raises(CommandError, match="1 month would change, 2025-03 first"):
        run(other)
    assert kept() == {"2025-03": (31, 2, 28, 25)}
    run(other, "--replace")
    assert kept() == {"2025-03": (30, 2, 28, 25), "2025-04": (1, 0, None, None)}


def test_a_new_municipality_imports_what_is_over(tmp_path):
    town = make_municipality(name="Nyköping")
    path = tmp_path / "a.csv"
    path.write_text(f"{BY_MONTH}2025-03;31;2;28;25\n")
    call_command(
        "import_history", str(path), "--yes", municipality=town.name, stdout=StringIO()
    )
    assert kept()


def test_last_year_stands_beside_this_one_from_the_first_day(run, town):
    assert report_of(town).month_compared.year_earlier is None
    run(f"{BY_MONTH}2025-03;31;2;28;25\n")
    report = report_of(Municipality.objects.get(pk=town.pk))
    earlier = report.month_compared.year_earlier
    assert (earlier.received, earlier.approved) == (31, 2)
    assert (earlier.kept.part, earlier.kept.whole) == (25, 28)
    assert report.year_compared.year_earlier is None, "January is not there"
    run(f"{BY_MONTH}2025-01;3;0;;\n2025-02;4;1;;\n")
    assert report_of(town).year_compared.year_earlier.received == 38


def test_an_imported_month_holds_though_an_old_inquiry_is_typed_in_later(run, town):
    run(f"{BY_MONTH}2025-03;31;2;28;25\n")
    receive(town, "2025-03-07 09:00", form_key=None)
    assert report_of(town).month_compared.year_earlier.received == 31


def test_what_is_imported_is_frozen_with_the_month(run, town):
    run(f"{BY_MONTH}2025-03;31;2;28;25\n")
    report = report_of(town)
    again = report_from(as_json(report), VERSION)
    assert again == report
    assert again.imported == (Month(2025, 3),)


def test_the_database_keeps_no_month_twice_and_no_more_kept_than_promised(town):
    def write(**fields):
        with transaction.atomic():
            EarlierMonth.objects.create(
                **{
                    "municipality": town,
                    "month": MARCH.first_day,
                    "received": 1,
                    "approved": 0,
                    "imported_at": MARCH.start,
                    **fields,
                }
            )

    write()
    for wrong in (
        {},
        {"month": MARCH.first_day.replace(day=2)},
        {"month": MARCH.plus(1).first_day, "promises": 1, "kept": 2},
        {"month": MARCH.plus(1).first_day, "promises": 1},
    ):
        with pytest.raises(IntegrityError):
            write(**wrong)
