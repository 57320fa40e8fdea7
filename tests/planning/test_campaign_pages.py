from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import DailyCounts
from organisation.models import Role
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def municipality():
    return make_municipality()


@pytest.fixture
def client(municipality):
    return client_of(make_staff_member(municipality, "communicator"))


@pytest.fixture
def activity(municipality):
    return make_activity(municipality, code="ratel7", name="Affisch på biblioteket")


def text_of(page):
    return page.content.decode()


def addresses(activity):
    return {
        "list": [],
        "campaign": [activity.campaign_id],
        "activity": [activity.pk],
    }


NAMES = ["list", "campaign", "activity"]


@pytest.mark.parametrize("name", NAMES)
def test_nobody_unknown_sees_what_campaigns_led_to(activity, name):
    address = reverse(f"planning:{name}", args=addresses(activity)[name])
    answer = Client().get(address)
    assert answer.status_code == 302
    assert "next=" in answer["Location"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", Role.values)
def test_everybody_at_the_desk_reads(municipality, activity, name, role):
    client = client_of(make_staff_member(municipality, role))
    address = reverse(f"planning:{name}", args=addresses(activity)[name])
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["campaign", "activity"])
def test_another_town_s_campaign_is_not_found(client, name):
    foreign = make_activity()
    address = reverse(f"planning:{name}", args=addresses(foreign)[name])
    missing = reverse(f"planning:{name}", args=[987654])
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.content == client.get(missing).content


class TestWhatTheyLedTo:
    @pytest.fixture
    def busy(self, activity):
        """Three visits in March, two in April; two inquiries, spam and a duplicate."""
        for day, visits in ((date(2026, 3, 31), 3), (date(2026, 4, 1), 2)):
            DailyCounts.objects.create(
                municipality=activity.municipality,
                activity=activity,
                day=day,
                visits=visits,
            )
        town = activity.municipality
        make_inquiry(town, activity=activity)
        make_inquiry(town, activity=activity, stage="withdrawn", close_reason="not_now")
        make_inquiry(town, activity=activity, stage="spam")
        make_inquiry(
            town, activity=activity, stage="duplicate", close_reason="same_household"
        )
        make_inquiry(town)
        return activity

    def test_the_activity_counts_by_local_month(self, client, busy):
        page = text_of(client.get(reverse("planning:activity", args=[busy.pk])))
        assert "<b>5</b> besök" in page
        assert "<b>2</b> anmälningar" in page
        assert page.index("april 2026") < page.index("mars 2026")

    def test_the_campaign_sums_its_activities(self, client, busy):
        make_activity(busy.municipality, campaign=busy.campaign)
        page = text_of(
            client.get(reverse("planning:campaign", args=[busy.campaign_id]))
        )
        assert '<td class="number">5</td>' in page
        assert '<td class="number">2</td>' in page
        assert '<td class="number">0</td>' in page

    def test_the_list_shows_the_same_sums(self, client, busy):
        page = text_of(client.get(reverse("planning:list")))
        for figure in (1, 5, 2):
            assert f'<td class="number">{figure}</td>' in page

    def test_an_inquiry_just_after_midnight_belongs_to_the_new_month(
        self, client, busy
    ):
        at = NOON.replace(month=5, day=1, hour=0, minute=5)
        make_inquiry(busy.municipality, activity=busy, received_at=at)
        page = text_of(client.get(reverse("planning:activity", args=[busy.pk])))
        assert "maj 2026" in page


def statements_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_lists_take_as_many_statements_for_a_hundred_as_for_one(
    client, municipality, activity
):
    pages = [
        reverse("planning:list"),
        reverse("planning:campaign", args=[activity.campaign_id]),
    ]
    few = [statements_of(client, each) for each in pages]
    for _ in range(25):
        make_activity(municipality)
        make_activity(municipality, campaign=activity.campaign)
    assert [statements_of(client, each) for each in pages] == few
    assert max(few) <= 6


def test_an_empty_list_says_what_a_campaign_is(client):
    page = text_of(client.get(reverse("planning:list")))
    assert "Inga kampanjer än." in page
    assert "egen länk och en egen QR-kod" in page
