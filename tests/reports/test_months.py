"""Month by month: many months on one page, each as its own page has it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from followups.models import Promise
from organisation.models import Role
from organisation.months import Month, months_between
from reports.definitions import VERSION
from reports.models import EarlierMonth, Snapshot
from reports.months import Source, months_until
from reports.months_chart import months_chart, scale_end
from reports.reading import read_month
from reports.services.freezing import correct_month, freeze_month
from reports.services.rolling_up import roll_up
from tests.make import client_of, make_municipality, make_staff_member
from tests.reports.histories import MARCH, contact, local, move, promise, receive
from tests.reports.test_pages import text_of

pytestmark = pytest.mark.django_db

IN_JUNE = local("2026-06-10 14:30")
JUNE = Month(2026, 6)
MARCH_PAGE = "/desk/rapport/2026/3/manader/"
JUNE_PAGE = "/desk/rapport/2026/6/manader/"


@pytest.fixture(autouse=True)
def _in_june():
    with time_machine.travel(IN_JUNE, tick=False):
        yield


@pytest.fixture
def town():
    return make_municipality(name="Ekebacka kommun", committee="socialnämnden")


@pytest.fixture
def boss(town):
    return make_staff_member(town, Role.MANAGER)


@pytest.fixture
def desk(boss):
    return client_of(boss)


def make_family(town, month: Month, day: int = 5, hours: int = 2):
    """Received at nine, promised and called within some hours."""
    at = local(f"{month}-{day:02} 09:00")
    inquiry = receive(town, f"{month}-{day:02} 09:00")
    called = contact(inquiry, at + timedelta(hours=hours))
    promise(inquiry, at + timedelta(hours=8), settled_by=called)
    return inquiry


def make_years(town, first: Month, last: Month, families: int = 1) -> None:
    """So many families each month, one approved each March."""
    for month in months_between(first, last):
        for number in range(families):
            inquiry = make_family(town, month, day=1 + number % 9)
        if month.number == 3:
            move(inquiry, "decision", "approved", f"{month}-28 09:00")


def imported(town, month: Month, **figures):
    fields = {"received": 31, "approved": 2, "promises": None, "kept": None, **figures}
    EarlierMonth.objects.create(
        municipality=town, month=month.first_day, imported_at=IN_JUNE, **fields
    )


def history(town, last=MARCH, *, is_all=False):
    return months_until(town, last, at=timezone.now(), all_of_them=is_all)


def lines(answer):
    """The rows of the table, cell by cell."""
    table = answer.content.decode().partition('<table class="table months">')[2]
    rows = table.partition("</table>")[0].split("<tr")[2:]
    return [
        [
            re.sub(r"<[^>]+>", "", cell).strip().replace("\N{NO-BREAK SPACE}", " ")
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        ]
        for row in rows
    ]


def finding_of(answer):
    return re.search(r"<h2>(.*?)</h2>", answer.content.decode())[1]


def in_the_register(town, month):
    """What the month's own page shows, in the order of the figures here."""
    report = read_month(town, month, at=timezone.now()).report
    own, waits = report.own, report.waits
    return (
        *(own.received, own.promises.due, own.promises.kept, own.approved),
        *(report.reached, waits.contacted, waits.elapsed),
    )


def here(row):
    found = row.figures
    return (
        *(found.received, found.due, found.kept, found.approved),
        *(found.reached, found.spoken, found.elapsed),
    )


@pytest.mark.parametrize("is_kept", [True, False])
def test_every_figure_is_that_of_the_months_own_page(town, is_kept):
    make_years(town, Month(2025, 1), JUNE, families=3)
    broken = receive(town, "2026-02-03 09:00")
    promise(broken, "2026-02-03 16:00", Promise.Outcome.BROKEN)
    late = receive(town, "2026-05-29 09:00")
    promise(late, "2026-05-29 16:00", Promise.Outcome.OPEN)
    for month in (Month(2025, 9), Month(2026, 2)):
        freeze_month(town, month, at=timezone.now())
    if is_kept:
        roll_up(town, at=timezone.now())
    found = history(town, JUNE, is_all=True)
    assert [row.month for row in found.rows] == [*months_between(Month(2025, 1), JUNE)]
    for row in found.rows:
        assert here(row) == in_the_register(town, row.month), row.month


def test_a_frozen_month_stays_when_the_register_changes(town, desk):
    make_years(town, Month(2026, 1), MARCH)
    freeze_month(town, MARCH, at=local("2026-04-01 06:00"))
    before = lines(desk.get(MARCH_PAGE))
    receive(town, "2026-03-31 22:00")
    make_family(town, Month(2026, 2), day=9)
    after = lines(desk.get(MARCH_PAGE))
    assert (
        after[1]
        == before[1]
        == ["Mars 2026", "1", "1", *["1 av 1"] * 2, "1", *["2 h"] * 2, "1"]
    )
    assert (before[2][1], after[2][1]) == ("1", "2")  # February is not frozen


def test_a_corrected_month_has_the_figures_of_its_latest_version(town, boss, desk):
    make_years(town, Month(2026, 1), MARCH)
    freeze_month(town, MARCH, at=local("2026-04-01 06:00"))
    receive(town, "2026-03-31 22:00")
    correct_month(
        town, MARCH, version=1, reason="En kom sent.", by=boss, at=timezone.now()
    )
    receive(town, "2026-03-31 23:00")
    assert lines(desk.get(MARCH_PAGE))[1][:2] == ["Mars 2026", "2"]


def test_the_running_month_and_one_that_is_not_frozen_say_so(town, desk):
    make_years(town, Month(2026, 4), JUNE)
    freeze_month(town, Month(2026, 4), at=timezone.now())
    answer = desk.get(JUNE_PAGE)
    assert [line[0] for line in lines(answer)] == [
        "April–juni 2026",
        "Juni 2026 pågår",
        "Maj 2026 preliminär",
        "April 2026",
        "Juli 2025–mars 2026",
    ]
    page = text_of(answer)
    assert "Den pågående månaden är räknad till 10 juni 2026 klockan 14.30." in page
    assert "Streckad: månaden pågår." in page
    assert finding_of(answer) == (
        "Tre familjer hörde av sig från april 2026 till juni 2026, den pågående "
        "månaden medräknad"
    )


def test_months_before_the_register_are_empty_and_say_why(town, desk):
    make_years(town, Month(2026, 2), MARCH)
    assert lines(desk.get(MARCH_PAGE))[-1] == [
        "April 2025–januari 2026",
        "De första anmälningarna är från februari 2026.",
    ]


def test_imported_months_are_marked_and_tell_what_the_list_tells(town, desk):
    imported(town, Month(2026, 1))
    imported(town, Month(2026, 2), promises=20, kept=15)
    make_family(town, MARCH)
    answer = desk.get(MARCH_PAGE)
    assert lines(answer)[:4] == [
        ["Januari–mars 2026", "63", "21", "76 %", "–", "–", "–", "–", "4"],
        ["Mars 2026 preliminär", "1", "1", "1 av 1", "1 av 1", "1", "2 h", "2 h", "0"],
        [
            "Februari 2026 äldre förteckning",
            *("31", "20", "75 %", "–", "–", "–", "–", "2"),
        ],
        [
            "Januari 2026 äldre förteckning",
            *("31", "–", "–", "–", "–", "–", "–", "2"),
        ],
    ]
    assert 'href="/desk/rapport/2026/3/">Mars 2026' in answer.content.decode()
    assert 'href="/desk/rapport/2026/2/"' not in answer.content.decode()
    assert "Grå: ur den äldre förteckningen." in text_of(answer)


def test_a_gap_between_the_list_and_the_register_is_told(town, desk):
    imported(town, Month(2025, 10))
    make_years(town, Month(2026, 1), MARCH)
    found = lines(desk.get(MARCH_PAGE))
    assert found[4:] == [
        [
            "November–december 2025",
            "Finns varken i registret eller i den äldre förteckningen.",
        ],
        [
            "Oktober 2025 äldre förteckning",
            *("31", "–", "–", "–", "–", "–", "–", "2"),
        ],
        ["April–september 2025", "De första anmälningarna är från oktober 2025."],
    ]


def test_a_frozen_month_that_was_imported_is_still_marked(town):
    receive(town, "2026-01-05 10:00")
    imported(town, Month(2026, 2))
    freeze_month(town, Month(2026, 2), at=timezone.now())
    row = history(town).rows[-2]
    assert (row.source, row.figures.received) == (Source.IMPORTED, 31)
    assert row.has_page


@pytest.mark.parametrize("address", [JUNE_PAGE, f"{JUNE_PAGE}?alla=1"])
def test_without_any_inquiry_the_page_says_so_kindly(desk, address):
    page = text_of(desk.get(address))
    assert "Ingen familj har hört av sig ännu." in page
    assert "Så räknar vi" not in page


@pytest.mark.parametrize("address", [MARCH_PAGE, f"{MARCH_PAGE}?alla=1"])
def test_before_the_register_the_page_says_when_it_begins(town, desk, address):
    make_family(town, Month(2026, 4))
    page = text_of(desk.get(address))
    assert "De första anmälningarna är från april 2026." in page


def test_before_the_older_list_the_page_says_when_that_begins(town, desk):
    imported(town, Month(2026, 4))
    make_family(town, Month(2026, 5))
    page = text_of(desk.get(MARCH_PAGE))
    assert "De första anmälningarna är från april 2026." in page


def test_the_months_have_their_sum_above_them(town, desk):
    make_years(town, Month(2025, 4), MARCH, families=2)
    found = lines(desk.get(MARCH_PAGE))
    assert len(found) == 13
    assert found[0] == [
        "April 2025–mars 2026",
        *("24", "24", "100 %", "100 %", "24", "–", "–", "1"),
    ]


def test_all_months_stand_by_year_with_the_sum_of_each(town, desk):
    make_years(town, Month(2023, 11), MARCH, families=2)
    answer = desk.get(f"{MARCH_PAGE}?alla=1")
    sums = [line for line in lines(answer) if "–" in line[0] or "Hela" in line[0]]
    assert [(line[0], line[1], line[8]) for line in sums] == [
        ("November 2023–mars 2026", "58", "3"),
        ("Januari–mars 2026", "6", "1"),
        ("Hela 2025", "24", "1"),
        ("Hela 2024", "24", "1"),
        ("November–december 2023", "4", "0"),
    ]
    assert len(lines(answer)) == 29 + 5
    assert finding_of(answer) == (
        "58 familjer hörde av sig från november 2023 till mars 2026"
    )


def test_a_year_of_which_a_list_tells_only_a_part_has_no_sum_of_the_rest(town, desk):
    imported(town, Month(2025, 12), promises=12, kept=12)
    make_years(town, Month(2026, 1), MARCH)
    found = {line[0]: line for line in lines(desk.get(f"{MARCH_PAGE}?alla=1"))}
    assert found["December 2025–mars 2026"][4:6] == ["–", "–"]
    assert found["Januari–mars 2026"][4:6] == ["3 av 3", "3"]


def test_the_finding_compares_with_the_twelve_months_before(town, desk):
    make_years(town, Month(2024, 3), MARCH)
    receive(town, "2026-03-20 09:00")
    assert finding_of(desk.get(MARCH_PAGE)) == (
        "13 familjer hörde av sig på tolv månader, en fler än de tolv före"
    )


def test_nothing_is_compared_with_a_month_that_was_registered_in_part(town, desk):
    make_years(town, Month(2024, 4), MARCH)
    assert finding_of(desk.get(MARCH_PAGE)) == (
        "Tolv familjer hörde av sig på tolv månader"
    )


def test_imported_months_are_compared_with(town, desk):
    for month in months_between(Month(2024, 4), Month(2025, 4)):
        imported(town, month, received=1)
    make_years(town, Month(2025, 5), MARCH)
    answer = desk.get(MARCH_PAGE)
    assert finding_of(answer).endswith("tolv månader")  # May 2025 began in part
    imported(town, Month(2025, 5), received=1)
    assert finding_of(desk.get(MARCH_PAGE)) == (
        "Tolv familjer hörde av sig på tolv månader, lika många som de tolv före"
    )


def test_a_single_month_is_named_alone(town, desk):
    make_family(town, MARCH)
    answer = desk.get(MARCH_PAGE)
    assert finding_of(answer) == "En familj hörde av sig i mars 2026"
    assert lines(answer)[0][0] == "Mars 2026 preliminär"  # its sum would be itself


def test_a_share_of_fewer_than_ten_stands_as_a_number(town, desk):
    make_years(town, MARCH, MARCH, families=9)
    make_years(town, Month(2026, 2), Month(2026, 2), families=10)
    found = lines(desk.get(MARCH_PAGE))
    assert [line[3:5] for line in found[1:3]] == [["9 av 9"] * 2, ["100 %"] * 2]


def test_thousands_of_families_are_written_as_such(town, desk):
    for month in months_between(Month(2024, 1), Month(2025, 12)):
        imported(town, month, received=1234, approved=104)
    make_years(town, Month(2026, 1), MARCH)
    answer = desk.get(f"{MARCH_PAGE}?alla=1")
    found = {line[0]: line for line in lines(answer)}
    assert found["Hela 2025"][1] == "14 808"
    html = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert ">2 000</text>" in html
    assert "Flest hörde av sig i januari 2024: 1 234." in html


def test_a_long_name_of_the_municipality_stands_in_full(desk, town):
    town.name = "Ekebacka-Sjölidens gemensamma familjehemsverksamhet och Strandby stad"
    town.save()
    make_family(town, MARCH)
    assert f"{town.name} · socialnämnden · april 2025" in text_of(desk.get(MARCH_PAGE))


def test_without_javascript_nothing_is_missing(town, desk):
    make_years(town, Month(2025, 1), MARCH)
    html = desk.get(MARCH_PAGE).content.decode()
    main = html.partition("<main")[2]
    assert "<script" not in main
    assert (
        'href="/desk/rapport/2026/3/manader/?alla=1">Alla månader sedan januari' in html
    )
    assert 'action="/desk/rapport/2026/3/fil/"' in html
    assert 'value="report-twelve-months"' in html
    for month in months_between(Month(2025, 4), MARCH):
        assert f'href="/desk/rapport/{month.year}/{month.number}/"' in main


def test_twelve_months_that_are_all_lead_to_no_more(town, desk):
    make_years(town, Month(2025, 4), MARCH)
    assert "alla=1" not in desk.get(MARCH_PAGE).content.decode()
    all_of_them = desk.get(f"{MARCH_PAGE}?alla=1").content.decode()
    assert 'href="/desk/rapport/2026/3/manader/">Bara tolv månader' in all_of_them


def test_each_months_page_leads_here(town, desk):
    make_family(town, MARCH)
    html = desk.get("/desk/rapport/2026/3/").content.decode()
    assert 'href="/desk/rapport/2026/3/manader/">Månad för månad</a>' in html


@pytest.mark.parametrize("question", ["", "?alla=1"])
@pytest.mark.parametrize("is_frozen", [True, False])
@pytest.mark.parametrize("months", [3, 130])
def test_three_months_take_as_many_queries_as_a_hundred_and_thirty(
    town, desk, months, is_frozen, question, django_assert_num_queries
):
    make_years(town, JUNE.plus(1 - months), JUNE)
    roll_up(town, at=timezone.now())
    if is_frozen:
        for month in months_between(JUNE.plus(1 - months), JUNE.plus(-1)):
            Snapshot.objects.get_or_create(
                municipality=town,
                month=month.first_day,
                at=timezone.now(),
                definitions=VERSION,
                figures=FIGURES | {"counts": [COUNTS | {"month": str(month)}]},
            )
    desk.get(JUNE_PAGE + question)  # the calendar is in memory from now on
    with django_assert_num_queries(10):
        answer = desk.get(JUNE_PAGE + question)
    assert answer.status_code == 200


COUNTS = {"received": 3, "promises": {"due": 3, "kept": 3, "ahead": 0}, "approved": 0}
FIGURES = {"reached": 3, "waits": {"contacted": 3, "elapsed": None}}


def test_a_month_that_a_newer_program_froze_is_not_guessed_at(town, desk):
    make_family(town, MARCH)
    freeze_month(town, MARCH, at=timezone.now())
    stored = Snapshot.objects.get()
    stored.pk, stored.month = None, Month(2026, 2).first_day
    stored.definitions = VERSION + 1
    stored.save()
    answer = desk.get(MARCH_PAGE)
    assert answer.status_code == 503
    assert "nyare version av programmet" in text_of(answer)


def test_another_municipalitys_figures_never_appear(town, desk):
    theirs = make_municipality(name="Sjöliden")
    make_years(theirs, Month(2026, 1), MARCH)
    freeze_month(theirs, MARCH, at=timezone.now())
    imported(theirs, Month(2025, 12))
    page = text_of(desk.get(f"{MARCH_PAGE}?alla=1"))
    assert "Ingen familj har hört av sig ännu." in page


@pytest.mark.parametrize("month", ["2026/7", "2026/13", "1999/12"])
def test_a_month_ahead_or_that_is_none_is_not_found(desk, month):
    assert desk.get(f"/desk/rapport/{month}/manader/").status_code == 404


@pytest.mark.parametrize("role", Role.values)
def test_every_role_may_read_it_and_nobody_else(town, client, role):
    assert client_of(make_staff_member(town, role)).get(MARCH_PAGE).status_code == 200
    assert client.get(MARCH_PAGE).status_code == 302
    assert client_of(make_staff_member(role=None)).get(MARCH_PAGE).status_code == 403


def test_it_is_read_only(desk):
    assert desk.post(MARCH_PAGE).status_code == 405


def test_the_page_is_english_for_those_who_read_english(town):
    make_years(town, Month(2026, 2), MARCH)
    staff = make_staff_member(town, Role.MANAGER, desk_language="en")
    page = text_of(client_of(staff).get(MARCH_PAGE))
    assert "Two families got in touch from February 2026 to March 2026" in page
    assert "Month by month" in page
    assert "The register begins in February 2026." in page


@pytest.mark.parametrize(
    ("largest", "end"),
    [(0, 1), (1, 1), (7, 8), (9, 10), (10, 10), (11, 20), (61, 80), (1234, 2000)],
)
def test_a_scale_ends_at_the_next_round_number(largest, end):
    assert scale_end(largest) == end


def test_many_months_are_drawn_with_as_few_elements_as_twelve(town, desk):
    make_years(town, Month(2016, 1), MARCH)
    drawn = [
        desk.get(address).content.decode().count("<path class=")
        for address in (MARCH_PAGE, f"{MARCH_PAGE}?alla=1")
    ]
    assert drawn == [2, 2]


def test_the_axis_names_months_where_there_is_room_and_else_years(town):
    make_years(town, Month(2021, 11), MARCH)
    few, many = months_chart(history(town)), months_chart(history(town, is_all=True))
    assert [each.text for each in few.months][:3] == ["Apr", "Maj", "Jun"]
    assert [each.text for each in few.years] == ["2025", "2026"]
    assert not many.months
    assert [each.text for each in many.years] == [
        "2022",
        "2023",
        "2024",
        "2025",
        "2026",
    ]
    assert [each.text for each in many.received.labels] == ["1"]


def test_of_many_years_only_some_are_written(town):
    EarlierMonth.objects.bulk_create(
        EarlierMonth(
            municipality=town,
            month=month.first_day,
            received=1,
            approved=0,
            imported_at=IN_JUNE,
        )
        for month in months_between(Month(2002, 7), Month(2026, 2))
    )
    years = months_chart(history(town, is_all=True)).years
    assert [each.text for each in years] == [
        "2002",
        "2005",
        "2010",
        "2015",
        "2020",
        "2025",
    ]
