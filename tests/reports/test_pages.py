import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Channel
from followups.models import Promise
from inquiries.workflow import Stage
from organisation.models import Role
from reports.services.rolling_up import roll_up
from tests.make import (
    client_of,
    make_activity,
    make_municipality,
    make_staff_member,
)
from tests.reports.histories import contact, local, move, promise, receive

pytestmark = pytest.mark.django_db

MARCH_PAGE = "/desk/rapport/2026/3/"
IN_JUNE = local("2026-06-10 14:30")


@pytest.fixture(autouse=True)
def _in_june():
    with time_machine.travel(IN_JUNE, tick=False):
        yield


@pytest.fixture
def municipality():
    return make_municipality(name="Ekebacka kommun", committee="socialnämnden")


@pytest.fixture
def manager(municipality):
    return client_of(make_staff_member(municipality, Role.MANAGER))


def make_month(municipality, families: int = 12) -> None:
    """Families of March 2026, each promised, spoken with, and one approved.

    Some of July came without a link, so that not all of a channel are all.
    """
    radio, _ = Channel.objects.get_or_create(municipality=municipality, name="Radio")
    activity = make_activity(municipality, channel=radio)
    receive(municipality, "2024-01-10 09:00")
    for number in range(6):
        receive(municipality, f"2025-07-0{number + 1} 09:00")
    for number in range(families):
        day = f"2026-03-{number % 28 + 1:02}"
        inquiry = receive(municipality, f"{day} 09:00", activity=activity)
        promise(inquiry, f"{day} 16:00", settled_by=contact(inquiry, f"{day} 14:00"))
        move(inquiry, "received", "contacted", f"{day} 14:00")
    move(inquiry, "decision", "approved", "2026-03-30 09:00")


def text_of(response) -> str:
    body = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", body)


def test_the_page_tells_the_month_in_three_sentences(municipality, manager):
    make_month(municipality)
    page = text_of(manager.get(MARCH_PAGE))
    assert (
        "Tolv familjer hörde av sig, tolv fler än i mars i fjol. Vi höll alla tolv "
        "löften om att höra av oss och nådde familjen i tid varje gång. Ett nytt hem "
        "godkändes, det första sedan årsskiftet, ett fler än vid samma tid i fjol."
    ) in page


def test_the_page_shows_every_figure_with_its_definition(municipality, manager):
    make_month(municipality)
    page = text_of(manager.get(MARCH_PAGE))
    for words in (
        "Ekebacka kommun · socialnämnden · siffror till 10 juni 2026 klockan 14.30",
        "100 % av löftena hölls, målet är 95 %",
        "Försökt i tid 12 av 12 100 %",
        "Hälften av de första samtalen kom inom 5 h",
        "Enligt klockan 5 h 5 h 12",
        "Vi har pratat med 12 av 12.",
        "Alla som hörde av sig 12",
        "Godkänd 1",
        "Radio gav flest, av dem vi kan spåra",
        "Okänt 0 12",
        "Summa 12 12",
        "mars 2026 12 100 % 1 mars 2025 0 – 0",
        "Så räknar vi",
        "Ett brutet löfte förblir brutet.",
    ):
        assert words in page.replace("\N{NO-BREAK SPACE}", " ")


def test_the_chart_has_a_title_a_description_and_a_table(municipality, manager):
    make_month(municipality)
    html = manager.get(MARCH_PAGE).content.decode()
    assert 'aria-labelledby="kept-chart-title kept-chart-text"' in html
    assert '<title id="kept-chart-title">Hållna löften, månad för månad</title>' in html
    assert "mars 2026: 100\N{NO-BREAK SPACE}%</desc>" in html
    assert "Visa som tabell" in html
    assert html.count("<circle") == 1  # the twelve months before are too few


def test_a_share_of_fewer_than_ten_is_not_shown(municipality, manager):
    make_month(municipality, families=9)
    page = text_of(manager.get(MARCH_PAGE))
    assert "Försökt i tid 9 av 9 för få för en andel" in page


def test_the_running_month_says_so_and_compares_nothing(municipality, manager):
    receive(municipality, "2024-01-10 09:00")
    receive(municipality, "2025-06-02 09:00")
    inquiry = receive(municipality, "2026-06-09 09:00")
    promise(inquiry, "2026-06-10 16:00", Promise.Outcome.OPEN)
    page = text_of(manager.get("/desk/rapport/2026/6/"))
    assert "Månaden pågår: det här är siffror till 10 juni 2026 klockan 14.30." in page
    assert "En familj har hört av sig hittills. Inget löfte har gått ut än." in page
    assert "Ett löfte till ska hållas senare i månaden och räknas inte än." in page
    assert "1 i hela juni i fjol" in page


def test_without_any_inquiry_the_page_says_so_kindly(manager):
    page = text_of(manager.get("/desk/rapport/2026/6/"))
    assert "Ingen familj har hört av sig ännu." in page
    assert "Så räknar vi" not in page


def test_before_the_register_began_the_page_says_when_it_does(municipality, manager):
    receive(municipality, "2026-04-10 09:00")
    page = text_of(manager.get(MARCH_PAGE))
    assert "De första anmälningarna är från april 2026." in page


def test_the_pages_lead_from_month_to_month(municipality, manager):
    receive(municipality, "2026-03-10 09:00")
    html = manager.get("/desk/rapport/2026/5/").content.decode()
    assert 'rel="prev" href="/desk/rapport/2026/4/"' in html
    assert 'rel="next" href="/desk/rapport/2026/6/"' in html
    first = manager.get(MARCH_PAGE).content.decode()
    assert 'rel="prev"' not in first
    last = manager.get("/desk/rapport/2026/6/").content.decode()
    assert 'rel="next"' not in last
    months = re.findall(r'<li><a href="/desk/rapport/2026/(\d+)/"', first)
    assert months == ["6", "5", "4", "3"]
    assert first.count('aria-current="page">Mars 2026') == 1


def test_the_latest_report_is_the_last_whole_month(municipality, manager):
    receive(municipality, "2026-03-10 09:00")
    response = manager.get(reverse("reports:latest"))
    assert response.headers["Location"] == "/desk/rapport/2026/5/"


@pytest.mark.parametrize("received", ["2026-06-01 00:00", None])
def test_a_new_register_begins_with_the_running_month(municipality, manager, received):
    if received:
        receive(municipality, received)
    response = manager.get(reverse("reports:latest"))
    assert response.headers["Location"] == "/desk/rapport/2026/6/"


@pytest.mark.parametrize("tail", ["", "siffror.csv"])
@pytest.mark.parametrize(
    "month", ["2026/7", "2027/1", "2026/0", "2026/13", "1999/12", "99999/1"]
)
def test_a_month_ahead_or_that_is_none_is_not_found(manager, month, tail):
    assert manager.get(f"/desk/rapport/{month}/{tail}").status_code == 404


@pytest.mark.parametrize("role", Role.values)
def test_every_role_may_read_the_report(municipality, role):
    client = client_of(make_staff_member(municipality, role))
    assert client.get(MARCH_PAGE).status_code == 200


@pytest.mark.parametrize(
    "address", ["/desk/rapport/", MARCH_PAGE, f"{MARCH_PAGE}siffror.csv"]
)
def test_nobody_reads_it_without_login_or_role(client, address):
    assert client.get(address).status_code == 302
    stranger = client_of(make_staff_member(role=None))
    assert stranger.get(address).status_code == 403


@pytest.mark.parametrize("address", [MARCH_PAGE, f"{MARCH_PAGE}siffror.csv"])
def test_the_report_is_read_only(manager, address):
    assert manager.post(address).status_code == 405


def test_another_municipalitys_figures_never_appear(municipality, manager):
    make_month(make_municipality(name="Sjöliden"))
    page = text_of(manager.get(MARCH_PAGE))
    assert "Ingen familj har hört av sig ännu." in page
    assert "Radio" not in page


def test_the_file_is_a_download_named_after_municipality_and_month(
    municipality, manager
):
    make_month(municipality)
    response = manager.get(reverse("reports:csv", args=(2026, 3)))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert (
        response.headers["Content-Disposition"]
        == 'attachment; filename="ekebacka-kommun-2026-03.csv"'
    )
    assert "no-store" in response.headers["Cache-Control"]
    assert "Hörde av sig;;12;antal;2026-03" in response.content.decode()


def test_the_page_is_english_for_those_who_read_english(municipality):
    make_month(municipality)
    staff = make_staff_member(municipality, Role.MANAGER, desk_language="en")
    page = text_of(client_of(staff).get(MARCH_PAGE))
    assert "Twelve families got in touch" in page
    assert "How we count" in page
    assert "Unknown 0 12" in page


def test_a_channel_has_its_english_name_for_those_who_read_english(municipality):
    make_month(municipality)
    Channel.objects.filter(municipality=municipality, name="Radio").update(
        name_en="Local radio"
    )
    staff = make_staff_member(municipality, Role.MANAGER, desk_language="en")
    assert "Local radio 12 0" in text_of(client_of(staff).get(MARCH_PAGE))


@pytest.mark.parametrize("families", [2, 40])
@pytest.mark.parametrize(
    ("address", "queries"), [(MARCH_PAGE, 18), ("/desk/rapport/2026/6/", 18)]
)
def test_a_counted_month_takes_eighteen_queries_however_many_families(
    municipality, manager, families, address, queries, django_assert_num_queries
):
    make_month(municipality, families)
    roll_up(municipality, at=timezone.now())
    manager.get(address)  # the calendar and the weeks ahead are in memory from now on
    with django_assert_num_queries(queries):  # one asks whether messages leave
        manager.get(address)


def test_duplicates_and_spam_are_told_beside(municipality, manager):
    receive(municipality, "2026-03-10 09:00")
    receive(municipality, "2026-03-10 10:00", stage=Stage.DUPLICATE)
    page = text_of(manager.get(MARCH_PAGE))
    assert "Räknas inte: dubbletter 1, skräp 0." in page
