from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Campaign
from planning.comparison import compare
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_inquiry,
    make_municipality,
    make_staff_member,
)
from tests.reports.histories import move

pytestmark = pytest.mark.django_db
ADDRESS = reverse("planning:compare")


@pytest.fixture
def town():
    return make_municipality()


@pytest.fixture
def client(town):
    return client_of(make_staff_member(town, "communicator"))


def campaign(town, name, *, families, cost=None):
    of = Campaign.objects.create(municipality=town, name=name, starts_on=NOON.date())
    activity = make_activity(town, campaign=of, cost_actual=cost)
    for _ in range(families):
        make_inquiry(town, activity=activity)
    return of


@pytest.fixture
def radio(town):
    return campaign(town, "Radio i maj", families=12, cost=Decimal(40_000))


@pytest.fixture
def posters(town):
    return campaign(town, "Affischer", families=9, cost=Decimal(3_200))


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_finding_is_said_first(radio, posters):
    first, second, third = map(plain, compare(radio, posters).sentences)
    assert first == (
        "”Radio i maj” gav 12 anmälningar för 40 000 kr; "
        "”Affischer” gav 9 anmälningar för 3 200 kr."
    )
    assert second == "Varje anmälan kostade 3 333 kr respektive 356 kr."
    assert third.startswith("Talen är små")


def test_large_numbers_need_no_warning(town, radio):
    other = campaign(town, "Bio", families=10, cost=Decimal(100))
    assert len(compare(radio, other).sentences) == 2


def test_what_is_not_known_is_not_said(town, radio):
    nothing = campaign(town, "Bio", families=0)
    first, warning = compare(nothing, radio).sentences
    assert plain(first).startswith("”Bio” gav inga anmälningar; ”Radio i maj” gav 12")
    assert warning.startswith("Talen är små")


def test_approved_homes_are_said_where_there_are_any(town, radio, posters):
    inquiry = make_inquiry(town, activity=radio.activities.get())
    move(inquiry, "decision", "approved", NOON)
    said = plain(compare(radio, posters).sentences[0])
    assert "13 anmälningar och ett godkänt hem för 40 000 kr" in said


def test_campaigns_of_two_towns_are_not_compared(radio):
    other = make_activity().campaign
    with pytest.raises(ValueError, match="two municipalities"):
        compare(radio, other)


def test_the_address_can_be_sent_to_a_colleague(client, radio, posters):
    page = client.get(ADDRESS, {"one": radio.pk, "two": posters.pk})
    text = plain(page.content.decode())
    assert "”Radio i maj” gav 12 anmälningar" in text
    assert '<th scope="col" role="columnheader" class="number">Affischer</th>' in text
    assert f"siffror.xlsx?one={radio.pk}&amp;two={posters.pk}" in text


def test_one_campaign_alone_is_proposed(client, radio, posters):
    page = client.get(ADDRESS, {"one": radio.pk})
    assert page.status_code == 200
    assert f'<option value="{radio.pk}" selected' in page.content.decode()


@pytest.mark.parametrize(
    ("two", "told"),
    [
        ("", "Andra kampanjen: välj en."),
        ("987654", "Andra kampanjen: välj en i listan."),
        ("same", "Andra kampanjen: välj en annan än den första."),
    ],
)
def test_a_choice_that_cannot_be_is_told(client, radio, posters, two, told):
    second = radio.pk if two == "same" else two
    answer = client.get(ADDRESS, {"one": radio.pk, "two": second})
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_another_town_s_campaign_cannot_be_chosen(client, radio, posters):
    foreign = make_activity().campaign
    answer = client.get(ADDRESS, {"one": radio.pk, "two": foreign.pk})
    assert answer.status_code == 422
    file = reverse("planning:comparison_file", args=["csv"])
    assert client.get(file, {"one": radio.pk, "two": foreign.pk}).status_code == 404


def test_where_there_are_not_two_the_page_says_so(client, radio):
    assert "Det finns inte två kampanjer än." in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize("rows", [25, 100])
def test_many_campaigns_take_no_more_statements(client, town, radio, posters, rows):
    chosen = {"one": radio.pk, "two": posters.pk}

    def statements():
        with CaptureQueriesContext(connection) as captured:
            client.get(ADDRESS, chosen)
        return len(captured)

    statements()
    few = statements()
    Campaign.objects.bulk_create(
        Campaign(municipality=town, name=f"K {n}", starts_on=NOON.date())
        for n in range(rows)
    )
    assert statements() == few < 10
