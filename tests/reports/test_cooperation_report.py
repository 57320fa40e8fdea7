"""The joint report: page, files and mail; whose figures, and who reads them."""

import csv
import io
from datetime import UTC

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook
from pypdf import PdfReader

from audit.models import Entry
from exports.making import make_due
from exports.models import Export
from inquiries.models import Inquiry
from inquiries.services.erase import erase_person
from messaging.models import Message
from organisation.models import Role
from organisation.months import Month
from reports.joint.documents import joint_pdf
from reports.joint.page import page_of
from reports.joint.reading import by_name, members, read_joint
from reports.joint.sentences import sentences
from reports.joint.shown import joint_report
from reports.models import Recipient, Snapshot
from reports.reading import read_month
from reports.services.cooperation import leave
from reports.services.freezing import correct_month, freeze_due, freeze_month
from reports.services.need import type_need
from reports.services.sending import send_due, send_version
from tests.make import client_of, make_municipality, make_staff_member
from tests.reports.cooperating import boss_of, cooperate, make_towns
from tests.reports.histories import MARCH, local, receive
from tests.reports.test_frozen_pages import shown
from tests.reports.test_pages import make_month, text_of

pytestmark = pytest.mark.django_db

AT_SIX = local("2026-04-01 06:00")
AT_SEVEN = local("2026-04-01 07:00")
IN_JUNE = local("2026-06-10 14:30")
LONG_NAME = "Samverkan om familjehem i nordöstra Skånes och västra Blekinges kommuner"


@pytest.fixture(autouse=True)
def _in_june():
    with time_machine.travel(IN_JUNE, tick=False):
        yield


@pytest.fixture
def towns():
    towns = make_towns("Osby kommun", "Broby kommun")
    make_month(towns[0])
    make_month(towns[1], families=10)
    return towns


@pytest.fixture
def cooperation(towns):
    return cooperate(*towns)


@pytest.fixture
def desk(towns):
    return client_of(make_staff_member(towns[0]))


def path_of(cooperation, month=MARCH, name="joint"):
    arguments = [cooperation.pk, month.year, month.number]
    return reverse(f"reports:{name}", args=arguments)


def joint_of(cooperation, month=MARCH, at=IN_JUNE):
    reading = read_joint(cooperation, month, at=at)
    return reading, joint_report(reading)


def words_of(cooperation, month=MARCH, at=IN_JUNE):
    with translation.override("sv"):
        return " ".join(sentences(*joint_of(cooperation, month, at)))


def lines_of(content):
    text = content.decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_everybody_at_a_members_desk_reads_it(towns, cooperation):
    for role in Role:
        client = client_of(make_staff_member(towns[1], role))
        answer = client.get(path_of(cooperation))
        assert answer.status_code == 200
        assert "Osby kommun" in text_of(answer)


@pytest.mark.parametrize("name", ["joint", "joint_csv", "joint_export"])
def test_who_is_no_member_finds_nothing(cooperation, name):
    client = client_of(boss_of(make_municipality()))
    address = path_of(cooperation, name=name)
    for answer in (client.get(address, follow=True), client.post(address)):
        assert answer.status_code in (404, 405)


@pytest.mark.parametrize("ending", ["2026/7/", "2026/13/", "1999/1/"])
def test_a_month_that_has_not_begun_is_not_there(cooperation, desk, ending):
    address = f"/desk/rapport/gemensam/{cooperation.pk}/{ending}"
    assert desk.get(address).status_code == 404


def test_the_page_tells_sums_in_the_same_plain_words(cooperation, desk):
    page = text_of(desk.get(path_of(cooperation)))
    assert (
        "22 familjer hörde av sig till de två kommunerna tillsammans. Vi höll alla 22 "
        "löften om att höra av oss och nådde familjen i tid varje gång. Två nya hem "
        "godkändes, och på tolv månader har det blivit två."
    ) in page


def test_every_figure_is_that_of_the_members_own_report(towns, cooperation):
    _reading, joint = joint_of(cooperation)
    for row in joint.rows:
        own = read_month(row.municipality, MARCH, at=IN_JUNE).report
        assert row.told["received"] == own.own.received
        assert row.told["due"] == own.own.promises.due
        assert row.told["kept"] == own.own.promises.kept
        assert row.told["reached"] == own.reached
        assert row.told["year_received"] == own.twelve_months_compared.now.received
        assert row.share("kept", "due") == own.kept
        assert row.wait == own.waits.elapsed.median
    assert joint.total["received"] == 22


def test_the_rows_stand_by_name_whoever_did_most(cooperation):
    _reading, joint = joint_of(cooperation)
    names = [row.municipality.name for row in joint.rows]
    assert names == ["Broby kommun", "Osby kommun"]


def test_names_stand_as_swedes_sort_them():
    names = ["Ödeshög", "Ängelholm", "Åre", "Zinkgruvan", "arboga", "Bjuv"]
    assert sorted(names, key=by_name) == [
        "arboga",
        "Bjuv",
        "Zinkgruvan",
        "Åre",
        "Ängelholm",
        "Ödeshög",
    ]


def test_nobody_is_ranked_marked_or_named(towns, cooperation, desk):
    page = shown(desk.get(path_of(cooperation)))
    for word in ("bäst", "sämst", "Maria", "table-bar", "data-sort"):
        assert word not in page


def test_small_numbers_are_hidden_and_explained(cooperation, desk):
    page = text_of(desk.get(path_of(cooperation))).replace("\N{NO-BREAK SPACE}", " ")
    assert "Broby kommun 10 0 färre än 5" in page
    assert "Alla tillsammans 22 0 2" in page
    assert "”Färre än 5” kan vara ingen alls." in page


def test_a_member_without_a_register_then_has_an_empty_row_and_the_reason(towns):
    new, empty = make_towns("Hörby kommun", "Åhus kommun")
    receive(new, "2026-04-09 10:00")
    cooperation = cooperate(*towns, new, empty)
    page = text_of(client_of(boss_of(new)).get(path_of(cooperation)))
    assert "Hörby kommun – – – –" in page
    assert "Hörby kommun: registret börjar i april 2026." in page
    assert "Åhus kommun: ingen familj har hört av sig ännu." in page
    assert "till de två kommunerna tillsammans" in page


def test_one_member_alone_is_led_to_its_own_report(towns):
    cooperation = cooperate(towns[0])
    page = client_of(boss_of(towns[0])).get(path_of(cooperation))
    assert "Ni är ensamma i det här samarbetet." in text_of(page)
    assert "<table" not in shown(page)


def test_a_month_in_which_nobody_had_a_register_is_empty(cooperation, desk):
    page = text_of(desk.get(path_of(cooperation, Month(2023, 5))))
    assert "Ingen av kommunerna hade något registrerat ännu." in page
    assert "registret börjar i januari 2024." in page


def test_only_one_member_with_figures_is_told_as_little_as_two():
    first, second = make_towns("Osby kommun", "Broby kommun")
    receive(first, "2026-03-02 10:00")
    cooperation = cooperate(first, second)
    assert words_of(cooperation) == (
        "Färre än fem familjer hörde av sig. Vi hade inga löften att hålla. "
        "Inget nytt hem godkändes."
    )


def test_promises_that_are_too_few_are_not_counted_aloud():
    first, second = make_towns("Osby kommun", "Broby kommun")
    make_month(first, families=3)
    cooperation = cooperate(first, second)
    words = words_of(cooperation)
    assert "Löftena var för få för att visas." in words
    assert "Färre än fem nya hem godkändes." in words


def test_the_running_month_is_marked(cooperation, towns, desk):
    receive(towns[0], "2026-06-02 10:00")
    page = text_of(desk.get(path_of(cooperation, Month(2026, 6))))
    assert "Månaden pågår: det här är siffror till 10 juni 2026 klockan 14.30." in page
    assert "har hört av sig" in page
    assert "månaden pågår, siffror till 10 juni 2026" in page


def test_frozen_months_stay_whatever_is_registered_or_erased(towns, cooperation, desk):
    for town in towns:
        freeze_month(town, MARCH, at=AT_SIX)
    addresses = [path_of(cooperation), path_of(cooperation, name="joint_csv")]
    before = [shown(desk.get(each)) for each in addresses]
    assert "version 1, siffror till 1 april 2026 klockan 06.00" in text_of(
        desk.get(addresses[0])
    )
    receive(towns[1], "2026-03-31 22:00")
    boss = boss_of(towns[1])
    for inquiry in Inquiry.objects.of(towns[1]):
        erase_person(inquiry, by=boss, at=IN_JUNE, reason="På begäran.")
    assert [shown(desk.get(each)) for each in addresses] == before


def test_a_corrected_month_is_the_latest_version(towns, cooperation):
    freeze_month(towns[1], MARCH, at=AT_SIX)
    receive(towns[1], "2026-03-31 22:00")
    boss = boss_of(towns[1])
    correct_month(towns[1], MARCH, version=1, reason="Sent.", by=boss, at=IN_JUNE)
    _reading, joint = joint_of(cooperation)
    assert joint.rows[0].told["received"] == 11
    with translation.override("sv"):
        sources = page_of(read_joint(cooperation, MARCH, at=IN_JUNE))["sources"]
    assert sources[0] == (
        "Broby kommun",
        "version 2, siffror till 10 juni 2026 klockan 14.30",
    )
    assert sources[1][1].startswith("preliminärt, siffror till")


def test_a_month_of_a_newer_program_is_not_shown(towns, cooperation, desk):
    freeze_month(towns[1], MARCH, at=AT_SIX)
    row = Snapshot.objects.get()
    Snapshot.objects.create(
        municipality=towns[1],
        month=row.month,
        version=2,
        at=AT_SIX,
        definitions=30_000,
        figures=row.figures,
        lede="x",
        lede_en="x",
        made_by=boss_of(towns[1]),
        reason="x",
    )
    assert desk.get(path_of(cooperation)).status_code == 503


def test_homes_stand_beside_the_need_where_it_was_typed(towns, cooperation, desk):
    assert "behovet är" not in words_of(cooperation)
    for town, places in zip(towns, (3, 4), strict=True):
        boss = boss_of(town)
        type_need(town, MARCH, places=places, waiting=8, by=boss, at=IN_JUNE)
    assert words_of(cooperation).endswith(
        "Tillsammans finns plats för 7, och behovet är 16."
    )
    page = text_of(desk.get(path_of(cooperation)))
    assert "Osby kommun färre än 5 3 8" in page


def test_long_names_are_shown_whole_everywhere(towns):
    towns[1].name = LONG_NAME
    towns[1].save()
    cooperation = cooperate(*towns, name=LONG_NAME)
    page = client_of(boss_of(towns[0])).get(path_of(cooperation))
    assert text_of(page).count(LONG_NAME) > 3
    name = page_file(client_of(boss_of(towns[0])), cooperation)
    assert len(name) < 90


def page_file(desk, cooperation):
    answer = desk.get(path_of(cooperation, name="joint_csv"))
    return answer["Content-Disposition"].partition("filename=")[2]


def test_the_lines_have_every_number_of_the_workbook(towns, cooperation, desk):
    answer = desk.get(path_of(cooperation, name="joint_csv"))
    assert page_file(desk, cooperation) == '"familjehemmen-i-goinge-2026-03.csv"'
    lines = lines_of(answer.content)
    assert ["Hörde av sig", "Broby kommun", "10", "antal", "2026-03"] in lines
    assert ["Hörde av sig", "Alla tillsammans", "22", "antal", "2026-03"] in lines
    assert [
        "Godkända hem",
        "Osby kommun",
        "färre\N{NO-BREAK SPACE}än\N{NO-BREAK SPACE}5",
        "antal",
        "2026-03",
    ] in lines
    assert ["Försökt i tid, andel", "Osby kommun", "100", "procent", "2026-03"] in lines
    assert len(lines) == 1 + 3 * (9 + 5 + 3)
    entry = Entry.objects.filter(action="downloaded-joint-report").latest("pk")
    assert (entry.municipality_id, entry.fields) == (towns[0].pk, ["2026-03"])


def made(desk, cooperation, form):
    desk.post(path_of(cooperation, name="joint_export"), {"form": form})
    make_due(IN_JUNE)
    return Export.objects.get()


def test_the_workbook_has_a_read_me_and_real_numbers(cooperation, desk):
    export = made(desk, cooperation, "joint-workbook")
    assert export.title == "Familjehemmen i Göinge: Mars 2026, Excel"
    assert export.file_name == "familjehemmen-i-goinge-2026-03.xlsx"
    book = load_workbook(io.BytesIO(export.content))
    assert book.sheetnames == ["Läs mig", "Mars 2026", "Tolv månader", "Hem och behov"]
    facts = {row[0].value: row[1].value for row in book["Läs mig"].iter_rows()}
    assert facts["Samarbete"] == "Familjehemmen i Göinge"
    assert facts["I korthet"].startswith("22 familjer")
    rows = [[cell.value for cell in row] for row in book["Mars 2026"].iter_rows()]
    assert rows[1][:5] == ["Broby kommun", 10, 10, 10, 1]
    assert rows[3][:2] == ["Alla tillsammans", 22]
    assert rows[1][9] == "färre\N{NO-BREAK SPACE}än\N{NO-BREAK SPACE}5"


def test_the_pdf_says_the_same(towns, cooperation):
    reading = read_joint(cooperation, MARCH, at=IN_JUNE.astimezone(UTC))
    with translation.override("sv"):
        content = joint_pdf(reading, towns[0])
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    words = " ".join(text.split())
    assert "22 familjer hörde av sig till de två kommunerna tillsammans." in words
    assert "Broby kommun" in words
    assert "Varifrån siffrorna kommer" in words


def test_the_pdf_of_the_running_month_says_so(cooperation, desk):
    address = path_of(cooperation, Month(2026, 6), "joint_export")
    desk.post(address, {"form": "joint-pdf"})
    make_due(IN_JUNE)
    reader = PdfReader(io.BytesIO(Export.objects.get().content))
    assert "Månaden pågår" in reader.pages[0].extract_text()


def test_what_is_no_form_of_the_report_is_not_made(cooperation, desk):
    address = path_of(cooperation, name="joint_export")
    answer = desk.post(address, {"form": "report-pdf"})
    assert answer["Location"] == path_of(cooperation)
    assert not Export.objects.exists()


def test_a_file_asked_for_before_somebody_left_is_made_without_them(towns, desk):
    third = make_municipality(name="Hörby kommun")
    cooperation = cooperate(*towns, third)
    leave(cooperation, third, by=boss_of(third), at=IN_JUNE)
    export = made(desk, cooperation, "joint-workbook")
    book = load_workbook(io.BytesIO(export.content))
    names = [row[0].value for row in book["Mars 2026"].iter_rows()]
    assert names[1:] == ["Broby kommun", "Osby kommun", "Alla tillsammans"]


def test_the_months_own_page_leads_there_for_those_who_cooperate(towns, desk):
    own = "/desk/rapport/2026/3/"
    assert "Tillsammans med andra" not in text_of(desk.get(own))
    alone = cooperate(towns[0], name="Ensamma")
    cooperation = cooperate(*towns)
    page = desk.get(own).content.decode()
    assert path_of(cooperation) in page
    assert path_of(alone) not in page


def report_mails():
    return list(Message.objects.filter(kind="report"))


def test_the_mail_leads_to_the_joint_report_where_there_is_one(towns, cooperation):
    third = make_municipality()
    receive(third, "2026-03-05 10:00")
    for town in (towns[0], third):
        Recipient.objects.create(
            municipality=town, email="bo@example.se", added_at=local("2026-01-01 12:00")
        )
    freeze_due(AT_SIX)
    assert send_due(AT_SEVEN) == 2
    assert send_due(AT_SEVEN) == 0
    bodies = {each.municipality_id: each.body for each in report_mails()}
    theirs, others = bodies[towns[0].pk], bodies[third.pk]
    line = "Den gemensamma rapporten för Familjehemmen i Göinge: http"
    assert line in theirs
    assert path_of(cooperation) in theirs
    assert "Den gemensamma" not in others


def test_a_name_that_looks_like_a_mark_fills_nothing_in(towns):
    cooperate(*towns, name="{report-unsubscribe-link}")
    Recipient.objects.create(
        municipality=towns[0], email="bo@example.se", added_at=AT_SIX
    )
    freeze_due(AT_SIX)
    snapshot = Snapshot.objects.get(municipality=towns[0])
    send_version(snapshot, by=boss_of(towns[0]), at=AT_SEVEN)
    assert "(report-unsubscribe-link)" in report_mails()[0].body


def test_the_members_are_those_of_now(towns, cooperation):
    assert len(members(cooperation)) == 2
    leave(cooperation, towns[0], by=boss_of(towns[0]), at=IN_JUNE)
    assert members(cooperation) == [towns[1]]


def test_a_frozen_month_takes_one_query_more_for_each_member(
    towns, django_assert_num_queries
):
    third = make_municipality(name="Hörby kommun")
    receive(third, "2026-03-05 10:00")
    cooperation = cooperate(*towns, third)
    for town in (*towns, third):
        freeze_month(town, MARCH, at=AT_SIX)
    with django_assert_num_queries(1 + 3):
        read_joint(cooperation, MARCH, at=IN_JUNE)


def test_the_list_of_members_takes_the_same_queries_however_many(
    towns, django_assert_max_num_queries
):
    others = make_towns("Höör", "Hörby", "Åhus")
    cooperation = cooperate(*towns, *others)
    desk = client_of(boss_of(towns[0]))
    address = reverse("reports:cooperation", args=[cooperation.pk])
    desk.get(address)
    with django_assert_max_num_queries(9):
        desk.get(address)
