import io
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import translation
from openpyxl import load_workbook

from audit.models import Entry
from organisation.models import Role
from reports.care_tables import care_examples, care_notes, care_tables, care_title
from reports.changes import changes_between, told
from reports.csv_file import csv_text
from reports.definitions import VERSION
from reports.documents import report_pdf
from reports.figures.own_care import OwnCare
from reports.models import CarePrices
from reports.reading import read_month
from reports.services.care_prices import end_care_prices, type_care_prices
from reports.services.freezing import correct_month, freeze_month
from reports.standing import change_rows
from reports.stored import as_json, report_from
from reports.workbook import report_xlsx
from tests.make import client_of, make_municipality, make_staff_member
from tests.reports.figures import make_counts, make_report
from tests.reports.histories import LATER, MARCH, local, receive, report_of
from tests.reports.test_documents import make_edition, read, words_of

pytestmark = pytest.mark.django_db

MONTH = "/desk/rapport/2026/3/"
PAGE = f"{MONTH}dygnspris/"
END = f"{PAGE}avsluta/"
NOW = local("2026-03-30 14:30")
LABEL, SOURCE = "konsulentstött familjehem", "Avtal 2026, verksamhetens budget"
TYPED = {"own": "1 850,50", "bought": "3000", "label": LABEL, "source": SOURCE}
CARE = OwnCare(Decimal("1850.50"), Decimal(3000), LABEL, SOURCE, MARCH)
HARD = "\N{NO-BREAK SPACE}"


@pytest.fixture
def town():
    return make_municipality()


@pytest.fixture
def boss(town):
    return make_staff_member(town, Role.MANAGER, display_name="Karin Ek")


@pytest.fixture
def desk(boss):
    with time_machine.travel(NOW, tick=False):
        yield client_of(boss)


@pytest.fixture
def type_in(town, boss):
    def type_in(month=MARCH, own=1850, bought=3000, label=LABEL, source=SOURCE):
        words = {"label": label, "source": source, "by": boss, "at": NOW}
        prices = {"own": Decimal(own), "bought": Decimal(bought)}
        return type_care_prices(town, month, **prices, **words)

    return type_in


def page_of(client, address=MONTH):
    text = client.get(address).content.decode()
    return " ".join(text.replace(HARD, " ").split())


def compared(care=CARE, homes=0, **fields):
    """A report of a month in which, and a month before it, homes were approved."""
    counts = [make_counts(MARCH.plus(-3), approved=homes)] if homes else []
    return make_report(*counts, own_care=care, **fields)


def test_nothing_is_compared_where_nothing_was_typed(type_in):
    type_in()
    assert report_of(make_municipality()).own_care is None


def test_they_hold_from_their_month_on(town, type_in):
    type_in(MARCH, own=1850)
    months = [MARCH.plus(-1), MARCH, MARCH.plus(1), MARCH.plus(14)]
    prices = [report_of(town, each, at=each.end).own_care for each in months]
    assert [each and (each.own, each.since) for each in prices] == [
        None,
        *[(Decimal(1850), MARCH)] * 3,
    ]


def test_a_later_month_takes_over_and_an_earlier_one_is_mended_by_itself(town, type_in):
    type_in(MARCH.plus(-2), own=1700)
    type_in(MARCH, own=1850)
    type_in(MARCH.plus(-2), own=1720)
    months = [MARCH.plus(back) for back in (-2, -1, 0, 1)]
    found = [report_of(town, each).own_care.own for each in months]
    assert found == [1720, 1720, 1850, 1850]


def test_what_was_typed_last_for_a_month_holds(town, type_in):
    type_in(own=1850)
    type_in(own=1900, bought=6200, label="HVB", source="Avtal 2027")
    assert report_of(town).own_care == OwnCare(
        Decimal(1900), Decimal(6200), "HVB", "Avtal 2027", MARCH
    )


def test_it_is_taken_away_from_a_month_on_and_may_come_back(town, boss, type_in):
    type_in(MARCH.plus(-1))
    end_care_prices(town, MARCH, by=boss, at=NOW)
    assert report_of(town, MARCH.plus(-1)).own_care is not None
    assert report_of(town, MARCH).own_care is None
    assert report_of(town, MARCH.plus(1)).own_care is None
    type_in(MARCH.plus(1), own=1900)
    assert report_of(town, MARCH).own_care is None
    assert report_of(town, MARCH.plus(1)).own_care.own == 1900


def test_where_nothing_is_compared_nothing_is_ended(town, boss, type_in):
    assert end_care_prices(town, MARCH, by=boss, at=NOW) is None
    type_in()
    assert end_care_prices(town, MARCH, by=boss, at=NOW) is not None
    assert end_care_prices(town, MARCH, by=boss, at=NOW) is None
    assert CarePrices.objects.count() == 2
    assert Entry.objects.filter(action="ended-care-prices").count() == 1


def test_the_difference_is_exact_for_a_day_and_for_a_year():
    assert CARE.difference == Decimal("1149.50")
    assert CARE.difference_of_year(1) == Decimal("419567.50")
    assert CARE.difference_of_year(11) == Decimal("4615242.50")


def test_a_frozen_month_keeps_its_prices_until_it_is_corrected(town, boss, type_in):
    receive(town, "2026-03-02 09:00")
    type_in(own=1850)
    freeze_month(town, MARCH, at=LATER)
    type_in(own=1900)
    assert read_month(town, MARCH, at=LATER).report.own_care.own == 1850
    why = {"version": 1, "reason": "Nytt avtal.", "by": boss}
    correct_month(town, MARCH, **why, at=LATER + timedelta(hours=1))
    reading = read_month(town, MARCH, at=LATER)
    assert reading.report.own_care.own == 1900
    assert "Eget familjehem, per barn och dygn" in str(reading.snapshot.changes)


def test_a_month_frozen_before_there_was_a_comparison_has_none_and_says_so():
    stored = as_json(compared())
    del stored["own_care"]
    report = report_from(stored, VERSION)
    assert (report.own_care, report.uncounted) == (None, {"own_care"})


@pytest.mark.parametrize(
    ("own", "bought", "title", "difference"),
    [
        (
            "1850.50",
            "3000",
            "Eget familjehem 1 850,50 kr per barn och dygn, "
            "konsulentstött familjehem 3 000 kr",
            "1 149,50 kr",
        ),
        (
            "3000",
            "2850",
            "Eget familjehem 3 000 kr per barn och dygn, "
            "konsulentstött familjehem 2 850 kr",
            "−150 kr",
        ),
        (
            "3000",
            "3000",
            "Eget familjehem 3 000 kr per barn och dygn, "
            "konsulentstött familjehem 3 000 kr",
            "0 kr",
        ),
    ],
)
def test_title_and_difference_say_what_was_typed(own, bought, title, difference):
    report = compared(OwnCare(Decimal(own), Decimal(bought), LABEL, SOURCE, MARCH))
    with translation.override("sv"):
        assert care_title(report).replace(HARD, " ") == title
        row = care_tables(report)[0].rows[-1]
    assert row.cells[0].replace(HARD, " ") == difference
    assert HARD in row.cells[0]


@pytest.mark.parametrize(
    ("homes", "label", "kronor"),
    [
        (1, "Det enda hem som godkändes april 2025–mars 2026: ett barn", "419567.50"),
        (
            11,
            "De 11 hem som godkändes april 2025–mars 2026: ett barn i varje",
            "4615242.50",
        ),
    ],
)
def test_the_homes_of_twelve_months_stand_beside_one_child(homes, label, kronor):
    with translation.override("sv"):
        one, all_homes = care_examples(compared(homes=homes))
    assert one == ("Ett barn, 365 dygn", Decimal("419567.50"))
    assert all_homes == (f"{label}, 365 dygn", Decimal(kronor))


def test_where_no_home_was_approved_only_one_child_is_reckoned_with():
    assert len(care_examples(compared())) == 1


def test_the_notes_name_the_source_and_promise_nothing():
    with translation.override("sv"):
        source, note = care_notes(compared())
    assert source == f"Källa: {SOURCE}. Priserna gäller från mars 2026."
    assert "Ingen besparing är gjord och ingen utlovas." in note


def test_without_prices_there_are_no_words_of_it():
    report = make_report()
    assert care_title(report) == ""
    found = care_tables(report), care_examples(report), care_notes(report)
    assert found == ([], [], [])


def test_a_manager_types_prices_as_swedes_write_them_and_sees_all_of_them(town, desk):
    receive(town, "2026-03-02 09:00")
    answer = desk.post(PAGE, TYPED)
    assert answer.headers["Location"] == MONTH
    page = page_of(desk)
    assert "Eget familjehem 1 850,50 kr per barn och dygn" in page
    assert f"Källa: {SOURCE}." in page
    assert "ett räkneexempel, ingen gjord besparing" in page
    assert page.count("Vad ett dygn i ett eget familjehem kostar jämfört med") == 1
    desk.post(PAGE, TYPED | {"own": "1900"})
    form = page_of(desk, PAGE)
    assert 'value="1 900"' in form
    for own in ("1 850,50 kr", "1 900 kr"):
        words = f"från mars 2026: eget familjehem {own}, {LABEL} 3 000 kr"
        assert f"{words}, källa ”{SOURCE}” (Karin Ek)" in form
    assert Entry.objects.filter(action="typed-care-prices").count() == 2
    assert CarePrices.objects.count() == 2


def test_a_manager_takes_it_away_again(town, desk):
    receive(town, "2026-03-02 09:00")
    assert END not in page_of(desk, PAGE)
    desk.post(PAGE, TYPED)
    assert f'action="{END}"' in page_of(desk, PAGE)
    assert desk.post(END).headers["Location"] == MONTH
    page = page_of(desk)
    assert "Från och med mars 2026 jämför rapporten inga priser." in page
    assert "per barn och dygn" not in page
    form = page_of(desk, PAGE)
    assert "från mars 2026: ingen jämförelse (Karin Ek)" in form
    assert 'value="3 000"' not in form
    assert END not in form


def test_where_nothing_is_typed_only_who_may_type_sees_a_link(town, desk):
    receive(town, "2026-03-02 09:00")
    page = page_of(desk)
    assert f'<a href="{PAGE}">Jämför egna hem med köpt vård</a>' in page
    assert page.count("köpt vård") == 1
    assert "räkneexempel" not in page
    recruiter = client_of(make_staff_member(town, Role.RECRUITER))
    assert "köpt vård" not in page_of(recruiter)


def test_all_of_the_desk_read_it_and_only_who_may_type_is_led_to_the_form(
    town, type_in
):
    receive(town, "2026-03-02 09:00")
    type_in()
    page = page_of(client_of(make_staff_member(town, Role.RECRUITER)))
    assert "Eget familjehem 1 850 kr per barn och dygn" in page
    assert "dygnspris/" not in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"own": ""}, "Eget familjehem: skriv vad ett dygn kostar, i kronor."),
        ({"bought": " "}, "Köpt vård: skriv vad ett dygn kostar, i kronor."),
        ({"own": "-5"}, "Eget familjehem: skriv ett belopp i kronor, till exempel"),
        ({"own": "dyrt"}, "Eget familjehem: skriv ett belopp i kronor, till exempel"),
        ({"own": "1850,505"}, "Eget familjehem: skriv ett belopp i kronor"),
        ({"own": "0"}, "Eget familjehem: skriv ett belopp som är mer än 0 och högst"),
        (
            {"bought": "50000,01"},
            "Köpt vård: skriv ett belopp som är mer än 0 och högst",
        ),
        ({"bought": "9" * 12}, "Köpt vård: det är alldeles för mycket för ett dygn."),
        ({"source": " "}, "Varifrån kommer priserna? Utan källa visas de inte."),
        ({"source": "s" * 201}, "Varifrån kommer priserna? Skriv högst 200 tecken."),
        ({"label": ""}, "Vad kallar ni den vård ni köper? Skriv några ord."),
        ({"label": "v" * 61}, "Vad kallar ni den vård ni köper? Skriv högst 60"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(desk, wrong, words):
    answer = desk.post(PAGE, TYPED | wrong)
    assert answer.status_code == 422
    page = " ".join(answer.content.decode().replace(HARD, " ").split())
    assert words in page
    for text in (TYPED | wrong).values():
        assert not text.strip() or f'value="{text}"' in page
    assert not CarePrices.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kronor"),
    [("1850,5", "1850.50"), ("1 850:-", "1850"), ("0,01", "0.01"), ("50 000", "50000")],
)
def test_amounts_are_read_as_swedes_write_them(desk, typed, kronor):
    desk.post(PAGE, TYPED | {"own": typed})
    assert CarePrices.objects.get().own == Decimal(kronor)


def test_on_a_frozen_month_the_form_says_when_it_will_be_seen(town, desk):
    receive(town, "2026-02-02 09:00")
    words = "Det du skriver kommer med i nästa version"
    assert words not in page_of(desk, PAGE)
    freeze_month(town, MARCH.plus(-1), at=NOW)
    assert "Månaden är fryst" in page_of(desk, "/desk/rapport/2026/2/dygnspris/")


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.COMMUNICATOR])
def test_nobody_else_types_it_or_takes_it_away(town, type_in, role):
    type_in()
    client = client_of(make_staff_member(town, role))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, TYPED).status_code == 403
    assert client.post(END).status_code == 403
    assert CarePrices.objects.count() == 1


def test_nobody_reads_it_without_login(client):
    assert client.get(PAGE).status_code == 302


def test_taking_away_is_only_posted(desk):
    assert desk.get(END).headers["Location"] == PAGE


@pytest.mark.parametrize("month", ["2099/1", "2026/13"])
def test_a_month_that_has_not_begun_or_is_none_has_no_prices(desk, month):
    assert desk.get(f"/desk/rapport/{month}/dygnspris/").status_code == 404
    assert desk.post(f"/desk/rapport/{month}/dygnspris/avsluta/").status_code == 404


def test_the_appendix_of_the_document_has_it_with_source_and_definition():
    report = compared(homes=11)
    with translation.override("sv"):
        words = words_of(read(make_edition(report))).replace(HARD, " ")
    for part in (
        "Eget familjehem 1 850,50 kr per barn och dygn",
        "Konsulentstött familjehem",
        "Skillnad, köpt vård minus eget hem 1 149,50 kr",
        "Skillnaden på ett år: ett räkneexempel, ingen gjord besparing",
        "De 11 hem som godkändes april 2025–mars 2026",
        "4 615 242,50 kr",
        f"Källa: {SOURCE}.",
        "Det är ingen prognos och inget löfte.",
    ):
        assert part in words


def test_a_document_without_prices_has_no_word_of_it():
    with translation.override("sv"):
        words = words_of(read(make_edition(make_report())))
    assert "köpt vård" not in words
    assert "eget familjehem" not in words


def test_a_document_is_made_in_english_too():
    with translation.override("en"):
        assert report_pdf(make_edition(compared(homes=1))).startswith(b"%PDF")


def sheet_of(report):
    with translation.override("sv"):
        file = io.BytesIO(report_xlsx(make_edition(report)))
    book = load_workbook(file)
    return book["Eget hem och köpt vård"]


def test_the_workbook_has_a_sheet_with_numbers_and_two_bars():
    page = sheet_of(compared(homes=11))
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0] == [
        "Vård",
        "Kronor per barn och dygn",
        "Räkneexempel: ett barn, 365 dygn",
        "Räkneexempel: ett barn i vart och ett av de 11 hem som godkänts på tolv "
        "månader, 365 dygn",
    ]
    assert rows[1] == ["Eget familjehem", 1850.5, 675432.5, 7429757.5]
    assert rows[2] == ["Konsulentstött familjehem", 3000, 1095000, 12045000]
    assert rows[3] == [
        "Skillnad, köpt vård minus eget hem",
        1149.5,
        419567.5,
        4615242.5,
    ]
    assert rows[4][0] == f"Källa: {SOURCE}. Priserna gäller från mars 2026."
    assert page["B2"].number_format == "#,##0.00"
    (chart,) = page._charts
    assert [each.val.numRef.f for each in chart.series] == [
        "'Eget hem och köpt vård'!$B$2:$B$3"
    ]
    assert chart.y_axis.scaling.min == 0


def test_where_no_home_was_approved_the_sheet_has_one_child_only():
    assert len(list(sheet_of(compared()).columns)) == 3


def test_a_workbook_without_prices_has_no_such_sheet_and_no_definition():
    with translation.override("sv"):
        book = load_workbook(io.BytesIO(report_xlsx(make_edition(make_report()))))
    assert "Eget hem och köpt vård" not in book.sheetnames
    assert "Eget hem jämfört med köpt vård" not in dict(book["Läs mig"].values)


@pytest.mark.parametrize("label", ["=1+1", "@familjehem"])
def test_what_was_typed_is_never_a_formula(label):
    care = OwnCare(Decimal(1850), Decimal(3000), label, "=HYPERLINK()", MARCH)
    assert sheet_of(compared(care))["A3"].data_type == "s"
    with translation.override("sv"):
        assert f";{label}" not in csv_text(compared(care))


def test_the_file_has_a_line_to_each_amount_and_one_to_the_source():
    with translation.override("sv"):
        text = csv_text(compared(homes=11))
    lines = [each for each in text.splitlines() if "hem jämfört" in each]
    figure, months = "Eget hem jämfört med köpt vård", "april 2025–mars 2026"
    assert lines == [
        f"{figure};Eget familjehem, per barn och dygn;1850,50;kronor;2026-03",
        f"{figure};Konsulentstött familjehem, per barn och dygn;3000,00;kronor;2026-03",
        f"{figure};Skillnad, köpt vård minus eget hem, per barn och dygn;1149,50;"
        "kronor;2026-03",
        f"{figure};Källa: {SOURCE}. Priserna gäller från mars 2026.;;;2026-03",
    ]
    example = "Räkneexempel för ett år, ingen gjord besparing"
    assert f"{example};Ett barn, 365 dygn;419567,50;kronor;2026-03" in text
    assert (
        f"{example};De 11 hem som godkändes {months}: ett barn i varje, 365 dygn;"
        "4615242,50;kronor;2026-03"
    ) in text
    assert "hem jämfört" not in csv_text(make_report())


def changed(old, new, language="sv"):
    with translation.override(language):
        rows = change_rows(told(changes_between(old, new)))
    return {
        each.figure.rpartition(": ")[2]: tuple(
            text.replace(HARD, " ") for text in (each.before, each.after)
        )
        for each in rows
    }


def test_a_correction_names_the_prices_that_are_others():
    new = OwnCare(Decimal(1900), CARE.bought, LABEL, SOURCE, MARCH)
    assert changed(compared(), compared(new)) == {
        "Eget familjehem, per barn och dygn": ("1 850,50 kr", "1 900 kr"),
        "Skillnad, köpt vård minus eget hem, per barn och dygn": (
            "1 149,50 kr",
            "1 100 kr",
        ),
        "Ett barn, 365 dygn": ("419 567,50 kr", "401 500 kr"),
    }
    assert changed(compared(), compared(new), "en")[
        "Own foster home, per child and day"
    ] == ("1 850,50 kr", "1 900 kr")


def test_a_correction_names_a_new_source():
    new = OwnCare(CARE.own, CARE.bought, LABEL, "Avtal 2027", MARCH)
    assert changed(compared(), compared(new)) == {
        "Avtal 2027. Priserna gäller från mars 2026.": ("fanns inte", "tillagd"),
        f"{SOURCE}. Priserna gäller från mars 2026.": ("–", "borttagen"),
    }


def test_nothing_differs_where_nothing_was_typed_anew():
    same = OwnCare(Decimal("1850.5"), Decimal("3000.00"), LABEL, SOURCE, MARCH)
    assert changes_between(compared(), compared(same)) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_careprices SET own = 1",
        "DELETE FROM reports_careprices",
        "TRUNCATE reports_careprices",
    ],
)
def test_what_was_typed_is_only_ever_added(type_in, statement):
    type_in()
    refused = pytest.raises(IntegrityError, match="only ever added")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


@pytest.mark.parametrize(
    "fields",
    [
        {"month": "2026-03-02"},
        {"own": 0},
        {"bought": -1},
        {"own": Decimal("50000.01")},
        {"bought": 100_000},
        {"own": None},
        {"bought": None},
        {"label": ""},
        {"source": ""},
        {"own": None, "bought": None},
    ],
)
def test_the_row_guards_itself(town, boss, fields):
    whole = {
        "month": "2026-03-01",
        "own": 1850,
        "bought": 3000,
        "label": LABEL,
        "source": SOURCE,
    }
    with pytest.raises((IntegrityError, DataError)):
        CarePrices.objects.create(
            municipality=town, typed_by=boss, typed_at=NOW, **whole | fields
        )


def test_others_prices_are_others(town, type_in):
    type_in(source="Upphandling 17")
    other = make_municipality()
    receive(other, "2026-03-02 09:00")
    client = client_of(make_staff_member(other, Role.MANAGER))
    assert "Upphandling 17" not in page_of(client)
    assert "Upphandling 17" not in page_of(client, PAGE)
