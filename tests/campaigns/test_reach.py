from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Entry
from campaigns.models import ReachFigure
from campaigns.services import reach as services
from organisation.models import Role
from tests.campaigns.importing import make_figure
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
HARD = "\N{NO-BREAK SPACE}"
WEEK = {
    "starts_on": "2026-03-01",
    "ends_on": "2026-03-07",
    "shown": "12 500",
    "reached": "8000",
    "clicks": "310",
    "spent": "1 250,50",
}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def municipality():
    return make_municipality()


@pytest.fixture
def jonas(municipality):
    return make_staff_member(municipality, "communicator")


@pytest.fixture
def client(jonas):
    return client_of(jonas)


@pytest.fixture
def activity(municipality):
    return make_activity(municipality, name="Filmen")


@pytest.fixture
def address(activity):
    return reverse("campaigns:reach", args=[activity.pk])


def text_of(page):
    return page.content.decode()


def to(name, row):
    return reverse(f"campaigns:{name}", args=[row.pk])


def test_figures_are_typed_in_and_audited(client, activity, address):
    assert "Inga siffror än." in text_of(client.get(address))
    assert client.post(address, WEEK)["Location"] == address
    figure = ReachFigure.objects.get()
    assert (figure.shown, figure.reached, figure.clicks) == (12_500, 8_000, 310)
    assert figure.spent == Decimal("1250.50")
    assert figure.recorded_at == NOON
    assert Entry.objects.about(activity).get().action == "added-reach"
    page = text_of(client.get(address))
    assert f"12{HARD}500" in page
    assert f"1{HARD}250,50{HARD}kr" in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"starts_on": ""}, "Från och Till: skriv första och sista dagen."),
        ({"ends_on": "jul"}, "Från och Till: skriv datumet så här: 2026-03-01."),
        ({"ends_on": "2026-02-28"}, "Till: slutet får inte komma före början."),
        ({"ends_on": "2026-03-12"}, "Till: dagen får inte ligga framåt i tiden."),
        ({"shown": "många"}, "Visningar: skriv ett heltal, 0 eller mer."),
        ({"clicks": "-1"}, "Klick: skriv ett heltal, 0 eller mer."),
        ({"reached": "9999999999999"}, "Nådda personer: skriv ett heltal"),
        ({"spent": "gratis"}, "Spenderat, kronor: skriv ett belopp"),
        (dict.fromkeys(["shown", "reached", "clicks", "spent"], ""), "minst en siffra"),
    ],
)
def test_what_cannot_be_is_told_and_kept(client, address, typed, told):
    answer = client.post(address, {**WEEK, **typed})
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert not ReachFigure.objects.exists()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-03-01", "2026-03-07"),
        ("2026-03-07", "2026-03-08"),
        ("2026-02-01", "2026-03-10"),
    ],
)
def test_days_that_stand_already_are_refused(client, activity, address, first, last):
    make_figure(activity)
    answer = client.post(address, {**WEEK, "starts_on": first, "ends_on": last})
    assert answer.status_code == 422
    assert "Det finns redan siffror för" in text_of(answer)


def test_another_activity_may_have_the_same_days(client, activity, address):
    make_figure(make_activity(activity.municipality))
    assert client.post(address, WEEK).status_code == 302


def test_days_that_a_colleague_took_meanwhile_are_refused_by_the_database(
    client, activity, address, jonas, monkeypatch
):
    make_figure(activity)
    monkeypatch.setattr(ReachFigure, "validate_constraints", lambda *a, **k: None)
    answer = client.post(address, {**WEEK, "starts_on": "2026-03-05"})
    assert answer.status_code == 422
    assert "Det finns redan siffror för några av de dagarna." in text_of(answer)
    other = make_figure(activity, starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 7))
    answer = client.post(to("reach_edit", other), {**WEEK, "starts_on": "2026-03-05"})
    assert answer.status_code == 422
    other.refresh_from_db()
    assert other.starts_on == date(2026, 2, 1)


def test_figures_are_corrected_and_only_what_differs_is_audited(client, activity):
    figure = make_figure(activity, spent=Decimal("1250.50"), clicks=310, reached=8_000)
    edit = to("reach_edit", figure)
    assert f'value="12{HARD}500"' in text_of(client.get(edit))
    client.post(edit, WEEK)
    assert not Entry.objects.about(activity).exists()
    client.post(edit, {**WEEK, "clicks": "311", "spent": ""})
    figure.refresh_from_db()
    assert (figure.clicks, figure.spent) == (311, None)
    assert Entry.objects.about(activity).get().fields == ["clicks", "spent"]


def test_a_correction_that_cannot_be_is_told(client, activity):
    answer = client.post(
        to("reach_edit", make_figure(activity)), {**WEEK, "shown": "x"}
    )
    assert answer.status_code == 422


def test_figures_are_removed(client, activity, address):
    figure = make_figure(activity)
    page = client.post(to("reach_remove", figure), follow=True)
    assert "Siffrorna är borttagna." in text_of(page)
    assert not ReachFigure.objects.exists()
    assert Entry.objects.about(activity).get().action == "removed-reach"


class TestTheCost:
    def test_what_was_spent_becomes_the_actual_cost_by_one_press(
        self, client, activity, address
    ):
        make_figure(activity, spent=Decimal("1250.50"))
        make_figure(
            activity, starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 1), spent=50
        )
        assert f"Ta över 1{HARD}300,50{HARD}kr" in text_of(client.get(address))
        page = client.post(to("reach_cost", activity), follow=True)
        assert f"Den faktiska kostnaden är nu 1{HARD}300,50 kr." in text_of(page)
        activity.refresh_from_db()
        assert activity.cost_actual == Decimal("1300.50")
        assert "Ta över" not in text_of(client.get(address))
        client.post(to("reach_cost", activity))
        assert Entry.objects.filter(action="took-over-cost").count() == 1

    def test_where_nothing_says_what_was_spent_there_is_nothing_to_take(
        self, client, activity, address
    ):
        make_figure(activity)
        page = client.post(to("reach_cost", activity), follow=True)
        assert "Ingen siffra säger vad som har spenderats." in text_of(page)
        with pytest.raises(services.NothingSpent):
            services.take_over_cost(
                activity, by=make_staff_member(activity.municipality), at=NOON
            )


@pytest.mark.parametrize("role", Role.values)
def test_the_planners_type_figures_in(municipality, activity, role):
    client = client_of(make_staff_member(municipality, role))
    allowed = role in ("communicator", "manager", "administrator")
    figure = make_figure(activity)
    for name, row in (("reach", activity), ("reach_edit", figure)):
        assert client.get(to(name, row)).status_code == (200 if allowed else 403)
        assert client.post(to(name, row), {}).status_code == (422 if allowed else 403)
    for name, row in (("reach_cost", activity), ("reach_remove", figure)):
        assert client.post(to(name, row)).status_code == (302 if allowed else 403)


def test_another_town_s_figures_are_not_found(client):
    figure = make_figure(make_activity())
    for name, row in (("reach", figure.activity), ("reach_edit", figure)):
        assert client.get(to(name, row)).status_code == 404
    for name, row in (("reach_cost", figure.activity), ("reach_remove", figure)):
        assert client.post(to(name, row)).status_code == 404


def check(make, *args, **fields):
    with transaction.atomic():
        make(*args, **fields)
        connection.check_constraints()


def test_figures_and_activities_stay_in_their_municipality(activity):
    other = make_municipality()
    with pytest.raises(IntegrityError):
        check(make_figure, activity, municipality_id=other.pk)
    with pytest.raises(IntegrityError):
        check(make_activity, other, campaign=activity.campaign)
    with pytest.raises(IntegrityError):
        check(make_activity, other, channel=activity.channel)


def test_the_page_takes_as_many_statements_for_a_hundred_as_for_25(
    client, activity, address
):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def more(year, count):
        for day in range(count):
            days = date.fromordinal(date(year, 1, 1).toordinal() + day)
            make_figure(activity, starts_on=days, ends_on=days)

    more(2024, 25)
    statements()
    few = statements()
    more(2025, 75)
    assert statements() == few
