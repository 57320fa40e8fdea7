import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Activity, Campaign, DailyCounts, ReachFigure
from organisation.models import Role
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_inquiry,
    make_municipality,
    make_staff_member,
)
from tests.reports.histories import happen

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


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def addresses(activity):
    return {
        "list": [],
        "results": [],
        "campaign": [activity.campaign_id],
        "activity": [activity.pk],
    }


NAMES = ["list", "results", "campaign", "activity"]


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


def test_a_campaign_says_whom_it_seeks_and_in_which_languages(client, activity):
    campaign = activity.campaign
    address = reverse("planning:campaign", args=[campaign.pk])
    assert "Uppdrag:" not in text_of(client.get(address))
    campaign.wanted_assignments = ["emergency_home", "contact_family"]
    campaign.languages = ["sv", "ar"]
    campaign.save()
    said = "Uppdrag: jourhem, kontaktfamilj · Språk: svenska, arabiska"
    assert said in text_of(client.get(address))


class TestWhatTheyLedTo:
    @pytest.fixture
    def busy(self, activity):
        """Five visits, two families of whom one was reached; spam and a duplicate."""
        for day, visits in ((date(2026, 3, 31), 3), (date(2026, 4, 1), 2)):
            DailyCounts.objects.create(
                municipality=activity.municipality,
                activity=activity,
                day=day,
                visits=visits,
                starts=1,
            )
        activity.cost_planned, activity.cost_actual = 5000, 4000
        activity.save()
        town = activity.municipality
        happen(make_inquiry(town, activity=activity), "contacted", NOON)
        make_inquiry(town, activity=activity, stage="withdrawn", close_reason="not_now")
        make_inquiry(town, activity=activity, stage="spam")
        make_inquiry(
            town, activity=activity, stage="duplicate", close_reason="same_household"
        )
        make_inquiry(town)
        return activity

    def cells_of(self, page, name):
        """The cells of the row of that name, as one reads them."""
        row = page.split(f"{name}</", 1)[1].split("</tr>")[0]
        cells = re.findall(r'class="number">(.*?)</td>', row)
        return [re.sub(r"<[^>]+>", " ", each).split() for each in cells]

    def test_the_activity_shows_its_figures_and_its_months(self, client, busy):
        page = text_of(client.get(reverse("planning:activity", args=[busy.pk])))
        assert "Hittills: 2 anmälningar för 4 000 kr." in plain(page)
        assert "<b>2</b> anmälningar" in page
        assert "<b>1</b> nådda" in page
        assert page.index("April 2026") < page.index("Mars 2026")

    def test_the_campaign_sums_its_activities(self, client, busy):
        make_activity(busy.municipality, campaign=busy.campaign, name="Inlägget")
        page = text_of(
            client.get(reverse("planning:campaign", args=[busy.campaign_id]))
        )
        for row in (busy.name, "Summa"):
            cells = [" ".join(each) for each in self.cells_of(page, row)]
            assert plain(cells[0]).endswith("5")
            assert plain(cells[2]).endswith("2")
        assert plain(" ".join(self.cells_of(page, "Inlägget")[0])).endswith("0")

    def test_the_list_shows_the_same_sums_and_who_came_by_none(self, client, busy):
        page = text_of(client.get(reverse("planning:list")))
        assert "Okänt: ingen länk, eller okänd kod" in page
        inquiries = [
            " ".join(self.cells_of(page, name)[2])
            for name in (busy.campaign.name, "okänd kod", "Summa")
        ]
        assert [each.split()[-1] for each in inquiries] == ["2", "1", "3"]

    def test_a_cost_of_few_is_marked_in_words_and_one_of_none_is_blank(
        self, client, busy
    ):
        page = text_of(client.get(reverse("planning:activity", args=[busy.pk])))
        *_, inquiry, meeting, home = self.cells_of(page, "Summa")
        assert plain(" ".join(inquiry)) == "Kostnad per anmälan 2 000 kr † få"
        assert (meeting, home) == ([], [])
        assert "† få: färre än tio." in page

    def test_an_inquiry_just_after_midnight_belongs_to_the_new_month(
        self, client, busy
    ):
        at = NOON.replace(month=5, day=1, hour=0, minute=5)
        make_inquiry(busy.municipality, activity=busy, received_at=at)
        page = text_of(client.get(reverse("planning:activity", args=[busy.pk])))
        assert "Maj 2026" in page

    def test_a_period_is_chosen_by_name_or_by_days(self, client, busy):
        address = reverse("planning:campaign", args=[busy.campaign_id])
        page = text_of(client.get(address, {"since": "2026-04-01"}))
        assert "Under perioden: inga anmälningar" in page
        page = text_of(client.get(address, {"period": "own"}))
        assert "Under perioden: 2 anmälningar" in page
        assert 'aria-current="true">Medan den pågår' in page

    def test_a_campaign_s_aims_stand_beside_what_came(self, client, busy):
        Campaign.objects.update(
            aimed_inquiries=20, aimed_visits=8, aimed_approved=2, budget=5000
        )
        page = plain(
            text_of(client.get(reverse("planning:campaign", args=[busy.campaign_id])))
        )
        for aim in ("mål 20", "mål 8", "mål 2", "budget 5 000 kr"):
            assert f"<small>{aim}</small>" in page

    def test_reach_stands_beside_as_the_channel_gives_it(self, client, busy):
        ReachFigure.objects.create(
            municipality=busy.municipality,
            activity=busy,
            starts_on=date(2026, 3, 1),
            ends_on=date(2026, 3, 31),
            shown=12_000,
            spent=350,
            recorded_at=NOON,
        )
        for name, pk in (("campaign", busy.campaign_id), ("activity", busy.pk)):
            page = plain(text_of(client.get(reverse(f"planning:{name}", args=[pk]))))
            assert "Vad kanalerna själva uppger" in page
            assert "12 000" in page
            assert "350 kr" in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"since": "igår"}, "Från och med: skriv dagen som 2026-03-12."),
        (
            {"since": "2026-04-01", "until": "2026-03-01"},
            "Till och med: välj en dag som inte är före den första.",
        ),
    ],
)
def test_a_period_that_cannot_be_is_told_and_kept(client, activity, typed, told):
    for name in NAMES:
        address = reverse(f"planning:{name}", args=addresses(activity)[name])
        answer = client.get(address, typed)
        assert answer.status_code == 422
        assert told in text_of(answer)
        assert f'value="{typed["since"]}"' in text_of(answer)


def statements_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("rows", [25, 100])
def test_pages_take_as_many_statements_for_many_as_for_one(
    client, municipality, activity, rows
):
    pages = [reverse(f"planning:{n}", args=addresses(activity)[n]) for n in NAMES]
    few = [statements_of(client, each) for each in pages]
    plan_many(municipality, activity, rows)
    assert [statements_of(client, each) for each in pages] == few
    assert max(few) < 10


def plan_many(municipality, activity, number):
    campaigns = Campaign.objects.bulk_create(
        Campaign(municipality=municipality, name=f"K {n}", starts_on=NOON.date())
        for n in range(number)
    )
    Activity.objects.bulk_create(
        Activity(
            municipality=municipality,
            campaign=campaign,
            channel=activity.channel,
            name=f"A {n}",
            code=f"{key}{n}x",
            starts_on=NOON.date(),
        )
        for key in ("own", "its")
        for n, campaign in enumerate(campaigns)
        for campaign in [activity.campaign if key == "own" else campaign]
    )
    for _ in range(3):
        make_inquiry(municipality, activity=activity)


def test_many_rows_are_shown_a_page_at_a_time_and_the_total_is_of_all(
    client, municipality, activity
):
    plan_many(municipality, activity, 60)
    address = reverse("planning:campaign", args=[activity.campaign_id])
    first = text_of(client.get(address, {"period": "year"}))
    assert 'href="?period=year&amp;sida=2"' in first
    second = text_of(client.get(address, {"sida": "2"}))
    assert 'href="?sida=1"' in second
    assert "A 59" in first + second
    for page in (first, second):
        assert "<b>3</b> anmälningar" in page


@pytest.mark.parametrize("typed", ["0", "-1", "9" * 30, "två", "²"])
def test_a_page_that_there_is_not_is_the_first_or_empty(client, activity, typed):
    assert client.get(reverse("planning:list"), {"sida": typed}).status_code == 200


def test_an_empty_list_says_what_a_campaign_is(client):
    page = text_of(client.get(reverse("planning:list")))
    assert "Inga kampanjer än." in page
    assert "egen länk och en egen QR-kod" in page
