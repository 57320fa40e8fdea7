from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Entry
from campaigns.models import Activity, Campaign, Channel
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
HARD = "\N{NO-BREAK SPACE}"
FAR_OFF = "Välj en dag mellan 2000 och 2099."
AUTUMN = {
    "name": "Hösten",
    "aim": "Fyra nya hem före jul.",
    "aimed_inquiries": "1 200",
    "aimed_visits": "12",
    "aimed_approved": "4",
    "wanted_assignments": ["foster_home", "emergency_home"],
    "audience": "Familjer med tonåringar",
    "languages": ["sv", "so"],
    "starts_on": "2026-09-01",
    "ends_on": "2026-11-30",
    "budget": "45 000 kr",
    "owner_function": "Kommunikatör",
}


@pytest.fixture
def municipality():
    return make_municipality()


@pytest.fixture
def client(municipality):
    return client_of(make_staff_member(municipality, "communicator"))


@pytest.fixture
def radio(municipality):
    return Channel.objects.create(
        municipality=municipality,
        name="Radio",
        goal="En röst som berättar.",
        answered_within_minutes=240,
        hints="Säg koden\ntvå gånger.",
    )


@pytest.fixture
def activity(municipality, radio):
    return make_activity(municipality, channel=radio, code="ratel7")


def text_of(page):
    return page.content.decode()


def new_activity(campaign):
    return reverse("campaigns:activity_new", args=[campaign.pk])


def spot(radio, **typed):
    return {
        "name": "Samtal i radio",
        "channel": radio.pk,
        "code": "tiden4",
        "starts_on": "2026-09-10",
        "ends_on": "2026-09-10",
        "cost_planned": "12 500",
        "cost_actual": "12 430,50",
        "owner_function": "Rekryterare",
        "is_yearly": "on",
        "link_ends_on": "2026-12-31",
        **typed,
    }


def test_a_campaign_is_planned_in_full(client):
    assert client.post(reverse("campaigns:campaign_new"), AUTUMN).status_code == 302
    found = Campaign.objects.get()
    assert (found.aimed_inquiries, found.aimed_visits, found.aimed_approved) == (
        1200,
        12,
        4,
    )
    assert found.wanted_assignments == ["foster_home", "emergency_home"]
    assert found.languages == ["sv", "so"]
    assert found.budget == Decimal("45000.00")
    assert found.owner_function == "Kommunikatör"
    assert found.audience == "Familjer med tonåringar"


def test_saving_it_again_as_it_is_shown_changes_nothing(client):
    client.post(reverse("campaigns:campaign_new"), AUTUMN)
    campaign = Campaign.objects.get()
    address = reverse("campaigns:campaign_edit", args=[campaign.pk])
    shown = text_of(client.get(address))
    assert f'value="45{HARD}000"' in shown
    assert f'value="1{HARD}200"' in shown
    client.post(address, {**AUTUMN, "budget": f"45{HARD}000"})
    assert not Entry.objects.filter(action="changed-campaign").exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"budget": "mycket"}, "Budget, kronor: skriv ett belopp i kronor"),
        ({"budget": "-1"}, "Budget, kronor: skriv ett belopp i kronor"),
        ({"aimed_visits": "1,5"}, "Hembesök: skriv ett heltal, 0 eller mer."),
        ({"aimed_inquiries": "3000000000"}, "Anmälningar: skriv högst 2"),
        ({"aimed_approved": "9" * 5000}, "Godkända hem: skriv ett heltal"),
        ({"languages": ["xx"]}, "Språk"),
        ({"wanted_assignments": ["xx"]}, "Uppdrag"),
        ({"owner_function": "x" * 81}, "Ansvarig funktion"),
        ({"starts_on": "0026-09-01"}, FAR_OFF),
        ({"ends_on": "9999-12-31"}, FAR_OFF),
    ],
)
def test_what_a_campaign_cannot_be_is_told_and_kept(client, typed, told):
    answer = client.post(reverse("campaigns:campaign_new"), {**AUTUMN, **typed})
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert "Fyra nya hem före jul." in text_of(answer)
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"starts_on": "0026-09-10"},
        {"starts_on": "9999-12-31", "ends_on": ""},
        {"ends_on": "9999-12-31"},
        {"link_ends_on": "9999-12-31"},
    ],
)
def test_a_year_that_no_calendar_holds_is_told(client, activity, radio, typed):
    path = new_activity(activity.campaign)
    answer = client.post(path, spot(radio, **typed))
    assert answer.status_code == 422
    assert FAR_OFF in text_of(answer)
    assert not Activity.objects.filter(code="tiden4").exists()


@pytest.mark.parametrize("field", ["starts_on", "ends_on", "link_ends_on"])
@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2100, 1, 1)])
def test_the_database_holds_no_day_far_off(activity, field, day):
    others = {"starts_on": date(1999, 1, 1)} if day.year < 2000 else {}
    with pytest.raises(IntegrityError, match="activity_days_are_near"):
        Activity.objects.filter(pk=activity.pk).update(**{**others, field: day})


def test_an_activity_is_planned_in_full(client, activity, radio):
    assert client.post(new_activity(activity.campaign), spot(radio)).status_code == 302
    found = Activity.objects.get(code="tiden4")
    assert found.cost_planned == Decimal("12500.00")
    assert found.cost_actual == Decimal("12430.50")
    assert found.is_yearly
    assert found.link_ends_on == date(2026, 12, 31)
    assert found.owner_function == "Rekryterare"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"cost_planned": "gratis"}, "Planerad kostnad, kronor: skriv ett belopp"),
        ({"cost_actual": "1.2.3"}, "Faktisk kostnad, kronor: skriv ett belopp"),
        ({"link_ends_on": "2026-09-01"}, "Länkens sista dag får inte"),
        (
            {"link_ends_on": "jul"},
            "Länkens sista dag: skriv datumet så här: 2026-12-31.",
        ),
        ({"ends_on": "2026-02-31"}, "Slutar: skriv datumet så här"),
    ],
)
def test_what_an_activity_cannot_be_is_told(client, activity, radio, typed, told):
    answer = client.post(new_activity(activity.campaign), spot(radio, **typed))
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert Activity.objects.count() == 1


def test_the_code_and_landing_text_are_left_as_they_are(client, activity, radio):
    Activity.objects.update(landing_heading="Välkommen")
    client.post(
        reverse("campaigns:activity_edit", args=[activity.pk]),
        spot(radio, landing_heading="Kapad"),
    )
    activity.refresh_from_db()
    assert (activity.code, activity.landing_heading) == ("ratel7", "Välkommen")


class TestFunctions:
    def test_those_used_before_in_the_town_are_suggested_once_each(
        self, client, municipality, activity
    ):
        for name, function in (("A", "Kommunikatör"), ("B", "Enhetschef"), ("C", "")):
            Campaign.objects.create(
                municipality=municipality,
                name=name,
                starts_on=NOON.date(),
                owner_function=function,
            )
        Activity.objects.update(owner_function="Kommunikatör")
        make_activity(owner_function="Någon annans")
        shown = text_of(client.get(new_activity(activity.campaign)))
        assert 'list="id_owner_function_list"' in shown
        listed = shown.split("<datalist")[1].split("</datalist>")[0]
        assert listed.count("<option") == 2
        assert listed.index("Enhetschef") < listed.index("Kommunikatör")

    def test_where_none_is_there_is_no_list(self, client):
        assert "<datalist" not in text_of(client.get(reverse("campaigns:campaign_new")))


class TestWhatAChannelAsks:
    def test_of_all_while_none_is_chosen(self, client, activity):
        shown = text_of(client.get(new_activity(activity.campaign)))
        assert "Vad varje kanal kräver av er" in shown
        assert "En röst som berättar." in shown

    @pytest.mark.parametrize("way", ["asked", "saved", "refused"])
    def test_of_the_chosen_one(self, client, activity, radio, way):
        if way == "asked":
            address = f"{new_activity(activity.campaign)}?channel={radio.pk}"
            shown = text_of(client.get(address))
        elif way == "saved":
            address = reverse("campaigns:activity_edit", args=[activity.pk])
            shown = text_of(client.get(address))
        else:
            address = new_activity(activity.campaign)
            shown = text_of(client.post(address, spot(radio, name="")))
        guide = shown.split('id="channel-guide"')[1]
        assert "En röst som berättar." in guide
        assert "någon svarar där inom 4 timmar arbetstid" in guide
        assert "Säg koden<br>två gånger." in guide
        assert "Vad varje kanal kräver av er" not in guide

    @pytest.mark.parametrize("asked", ["0", "x", "9" * 30, "9" * 5000, "-1", "²"])
    def test_a_channel_that_is_none_is_none(self, client, activity, asked):
        address = f"{new_activity(activity.campaign)}?channel={asked}"
        assert client.get(address).status_code == 200

    def test_of_another_town_s_nothing_is_told(self, client, activity):
        foreign = make_activity().channel
        Channel.objects.filter(pk=foreign.pk).update(goal="Hemligt mål")
        address = f"{new_activity(activity.campaign)}?channel={foreign.pk}"
        assert "Hemligt mål" not in text_of(client.get(address))

    def test_a_channel_put_aside_is_offered_only_where_it_was_chosen(
        self, client, activity, radio
    ):
        Channel.objects.filter(pk=radio.pk).update(is_used=False)
        offered = f'<option value="{radio.pk}"'
        assert offered not in text_of(client.get(new_activity(activity.campaign)))
        address = reverse("campaigns:activity_edit", args=[activity.pk])
        assert offered in text_of(client.get(address))


def test_the_form_takes_as_many_statements_for_a_hundred_channels_as_for_25(
    client, municipality, activity
):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            client.get(new_activity(activity.campaign))
        return len(captured)

    def more(count):
        for number in range(count):
            Channel.objects.create(
                municipality=municipality, name=f"{count} {number}", goal="Mål"
            )

    more(25)
    statements()
    few = statements()
    more(75)
    assert statements() == few
