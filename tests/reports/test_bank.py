import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from audit.models import Entry
from organisation.models import Role
from reports.figures.bank import Bank
from reports.models import NeedFigure
from reports.outlook_tables import bank_title
from reports.services.need import type_need
from tests.make import client_of, make_municipality, make_staff_member
from tests.reports.figures import make_report
from tests.reports.histories import MARCH, local, move, receive, report_of, undo

pytestmark = pytest.mark.django_db

PAGE = "/desk/rapport/2026/3/behov/"


@pytest.fixture
def town():
    return make_municipality()


@pytest.fixture
def boss(town):
    return make_staff_member(town, Role.MANAGER, display_name="Karin Ek")


@pytest.fixture
def desk(boss):
    with time_machine.travel(local("2026-03-30 14:30"), tick=False):
        yield client_of(boss)


def homes(town, month=MARCH, **at):
    return report_of(town, month, **at).bank.approved


def test_a_home_is_in_the_bank_from_its_approval_until_it_leaves(town):
    home = receive(town, "2025-03-02 09:00")
    move(home, "decision", "approved", "2026-01-31 23:59:59")
    move(home, "approved", "withdrawn", "2026-03-01 00:00")
    months = [MARCH.plus(back) for back in (-3, -2, -1, 0)]
    assert [homes(town, month) for month in months] == [0, 1, 1, 0]


def test_a_home_that_came_back_counts_once(town):
    home = receive(town, "2025-03-02 09:00")
    move(home, "decision", "approved", "2026-01-10 09:00")
    move(home, "approved", "declined", "2026-02-10 09:00")
    move(home, "declined", "contacted", "2026-02-11 09:00")
    move(home, "decision", "approved", "2026-03-10 09:00")
    assert homes(town) == 1


def test_what_was_undone_brings_no_home_and_takes_none(town):
    undo(move(receive(town, "2025-03-02 09:00"), "decision", "approved", "2026-01-10"))
    home = receive(town, "2025-03-02 09:00")
    move(home, "decision", "approved", "2026-01-10 09:00")
    undo(move(home, "approved", "withdrawn", "2026-02-10 09:00"))
    assert homes(town) == 1


def test_who_withdrew_without_a_home_and_others_homes_take_none_away(town):
    move(receive(town, "2025-03-02 09:00"), "contacted", "withdrawn", "2026-01-10")
    move(
        receive(make_municipality(), "2025-03-02"), "decision", "approved", "2026-01-10"
    )
    assert homes(town) == 0


def test_a_running_month_has_the_homes_so_far(town):
    home = receive(town, "2025-03-02 09:00")
    assert homes(town, at=local("2026-03-10 08:59")) == 0
    move(home, "decision", "approved", "2026-03-10 09:00")
    assert homes(town, at=local("2026-03-10 09:01")) == 1


def test_what_was_typed_last_for_the_month_holds(town, boss):
    for places, month in ((3, MARCH), (5, MARCH), (8, MARCH.plus(-1))):
        at = local("2026-03-30 09:00")
        type_need(town, month, places=places, waiting=9, by=boss, at=at)
    assert report_of(town).bank == Bank(0, 5, 9)
    assert report_of(town, MARCH.plus(1)).bank == Bank(0)
    assert report_of(make_municipality()).bank == Bank(0)


@pytest.mark.parametrize(
    ("bank", "title"),
    [
        (Bank(12, 5, 9), "Vi har plats för 5, behovet är 9"),
        (Bank(12, 0, 0), "Vi har plats för 0, behovet är 0"),
        (Bank(12), "12 hem i banken"),
        (Bank(1), "Ett hem i banken"),
        (None, ""),
    ],
)
def test_the_title_sets_room_against_need(bank, title):
    with translation.override("sv"):
        assert bank_title(make_report(bank=bank)) == title


def test_a_manager_types_and_sees_all_that_was_typed(town, desk):
    desk.post(PAGE, {"places": "3", "waiting": "9"})
    answer = desk.post(PAGE, {"places": "5", "waiting": "9"})
    assert answer.headers["Location"] == "/desk/rapport/2026/3/"
    page = desk.get(PAGE).content.decode()
    assert "plats för 5, behov 9 (Karin Ek)" in page
    assert "plats för 3, behov 9 (Karin Ek)" in page
    assert 'value="5"' in page
    assert Entry.objects.filter(action="typed-need").count() == 2
    receive(town, "2026-03-02 09:00")
    assert "Vi har plats för 5, behovet är 9" in (
        desk.get("/desk/rapport/2026/3/").content.decode()
    )


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Lediga platser: skriv ett tal, 0 om det inte finns några."),
        ({"places": "-1", "waiting": "2"}, "Lediga platser: skriv ett heltal"),
        ({"places": "1", "waiting": "1000"}, "skriv högst 999"),
    ],
)
def test_what_is_no_number_is_told_and_kept(town, desk, typed, words):
    answer = desk.post(PAGE, typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not NeedFigure.objects.exists()


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.COMMUNICATOR])
def test_nobody_else_types_it_or_is_led_there(town, role):
    client = client_of(make_staff_member(town, role))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"places": "1", "waiting": "1"}).status_code == 403
    receive(town, "2026-03-02 09:00")
    assert "behov/" not in client.get("/desk/rapport/2026/3/").content.decode()


def test_nobody_reads_it_without_login(client):
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("month", ["2099/1", "2026/13"])
def test_a_month_that_has_not_begun_or_is_none_has_no_need(desk, month):
    assert desk.get(f"/desk/rapport/{month}/behov/").status_code == 404


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_needfigure SET waiting = 1",
        "DELETE FROM reports_needfigure",
        "TRUNCATE reports_needfigure",
    ],
)
def test_what_was_typed_is_only_ever_added(town, boss, statement):
    at = local("2026-03-30 09:00")
    type_need(town, MARCH, places=3, waiting=9, by=boss, at=at)
    refused = pytest.raises(IntegrityError, match="only ever added")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


@pytest.mark.parametrize(
    "fields", [{"month": "2026-03-02"}, {"places": 1000}, {"waiting": 1000}]
)
def test_the_row_guards_itself(town, boss, fields):
    whole = {"month": "2026-03-01", "places": 1, "waiting": 1}
    with pytest.raises(IntegrityError):
        NeedFigure.objects.create(
            municipality=town,
            typed_by=boss,
            typed_at=local("2026-03-30"),
            **whole | fields,
        )
