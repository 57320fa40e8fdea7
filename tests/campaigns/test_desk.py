import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from campaigns import services
from campaigns.models import Activity, Campaign, Channel
from organisation.models import Role
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
PLANNERS = ["communicator", "manager", "administrator"]
SPRING = {"name": "Våren", "aim": "Fler hem", "starts_on": "2026-03-01", "ends_on": ""}


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


def poster(municipality, **typed):
    channel, _ = Channel.objects.get_or_create(
        municipality=municipality, name="Affisch"
    )
    given = {"name": "Affisch", "channel": channel.pk, "code": "tiden4"}
    return {**given, "starts_on": "2026-03-01", "ends_on": "", **typed}


def addresses(activity):
    return {
        "campaign_new": [],
        "campaign_edit": [activity.campaign_id],
        "activity_new": [activity.campaign_id],
        "activity_edit": [activity.pk],
        "qr": [activity.pk],
    }


class TestWhoMayWhat:
    READ = ["qr"]
    PLAN = ["campaign_new", "campaign_edit", "activity_new", "activity_edit"]

    @pytest.mark.parametrize("name", READ + PLAN)
    def test_nobody_unknown(self, activity, name):
        address = reverse(f"campaigns:{name}", args=addresses(activity)[name])
        answer = Client().get(address)
        assert answer.status_code == 302
        assert "next=" in answer["Location"]

    @pytest.mark.parametrize("name", READ)
    @pytest.mark.parametrize("role", Role.values)
    def test_everybody_reads(self, municipality, activity, name, role):
        client = client_of(make_staff_member(municipality, role))
        address = reverse(f"campaigns:{name}", args=addresses(activity)[name])
        assert client.get(address).status_code == 200

    @pytest.mark.parametrize("name", PLAN)
    @pytest.mark.parametrize("role", Role.values)
    def test_communicators_managers_and_administrators_plan(
        self, municipality, activity, name, role
    ):
        client = client_of(make_staff_member(municipality, role))
        address = reverse(f"campaigns:{name}", args=addresses(activity)[name])
        allowed = role in PLANNERS
        assert client.get(address).status_code == (200 if allowed else 403)
        assert client.post(address, {}).status_code == (422 if allowed else 403)
        page = text_of(client.get(reverse("planning:list")))
        assert ("Ny kampanj" in page) == allowed

    @pytest.mark.parametrize("name", [n for n in READ + PLAN if n != "campaign_new"])
    def test_another_town_s_campaign_is_not_found(self, client, name):
        foreign = make_activity()
        address = reverse(f"campaigns:{name}", args=addresses(foreign)[name])
        missing = reverse(f"campaigns:{name}", args=[987654])
        answer = client.get(address)
        assert answer.status_code == 404
        assert answer.content == client.get(missing).content


def test_a_campaign_is_planned_and_audited(client, municipality):
    answer = client.post(reverse("campaigns:campaign_new"), SPRING)
    spring = Campaign.objects.get()
    assert answer["Location"] == reverse("planning:campaign", args=[spring.pk])
    assert spring.municipality == municipality
    assert Entry.objects.about(spring).get().action == "added-campaign"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"ends_on": "2026-02-01"}, "Slutdagen kan inte komma före startdagen."),
        ({"name": "Hösten"}, "Det finns redan en kampanj med det namnet."),
    ],
)
def test_a_campaign_that_cannot_be_is_told_and_kept(client, municipality, typed, told):
    Campaign.objects.create(
        municipality=municipality, name="Hösten", starts_on=NOON.date()
    )
    answer = client.post(reverse("campaigns:campaign_new"), {**SPRING, **typed})
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert "Fler hem" in text_of(answer)
    assert Campaign.objects.count() == 1


def test_another_town_may_use_the_same_name(client):
    Campaign.objects.create(
        municipality=make_municipality(), name="Våren", starts_on=NOON.date()
    )
    assert client.post(reverse("campaigns:campaign_new"), SPRING).status_code == 302


def test_a_campaign_is_changed_and_only_what_differs_is_audited(client, activity):
    campaign = activity.campaign
    typed = {**SPRING, "name": campaign.name, "starts_on": str(campaign.starts_on)}
    client.post(reverse("campaigns:campaign_edit", args=[campaign.pk]), typed)
    campaign.refresh_from_db()
    assert campaign.aim == "Fler hem"
    assert Entry.objects.about(campaign).get().fields == ["aim"]


def test_an_unchanged_campaign_leaves_no_trace(client, activity):
    typed = {"name": activity.campaign.name, "aim": "", "ends_on": ""}
    typed["starts_on"] = str(activity.campaign.starts_on)
    address = reverse("campaigns:campaign_edit", args=[activity.campaign_id])
    assert client.post(address, typed).status_code == 302
    assert not Entry.objects.filter(action="changed-campaign").exists()


def test_a_new_activity_has_a_code_that_can_be_said(client, activity):
    address = reverse("campaigns:activity_new", args=[activity.campaign_id])
    page = text_of(client.get(address))
    assert 'name="code" value="' in page


def test_an_activity_is_planned(client, municipality, activity):
    address = reverse("campaigns:activity_new", args=[activity.campaign_id])
    client.post(address, poster(municipality))
    new = Activity.objects.get(code="tiden4")
    assert new.municipality == municipality
    assert new.campaign == activity.campaign
    assert Entry.objects.about(new).get().action == "added-activity"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"code": "ratel7"}, "Koden är upptagen. Välj en annan."),
        ({"code": "a b"}, "Använd 3–20 bokstäver a–z och siffror, utan mellanslag."),
        ({"code": "Åsa"}, "Använd 3–20 bokstäver a–z och siffror, utan mellanslag."),
        ({"ends_on": "2026-02-01"}, "Slutdagen kan inte komma före startdagen."),
    ],
)
def test_an_activity_that_cannot_be_is_told(
    client, municipality, activity, typed, told
):
    address = reverse("campaigns:activity_new", args=[activity.campaign_id])
    answer = client.post(address, poster(municipality, **typed))
    assert answer.status_code == 422
    assert told in text_of(answer)


def test_another_town_s_channel_cannot_be_chosen(client, municipality, activity):
    address = reverse("campaigns:activity_new", args=[activity.campaign_id])
    foreign = make_activity().channel
    answer = client.post(address, poster(municipality, channel=foreign.pk))
    assert answer.status_code == 422


def test_the_code_of_an_activity_stands(client, municipality, activity):
    address = reverse("campaigns:activity_edit", args=[activity.pk])
    assert 'name="code"' not in text_of(client.get(address))
    client.post(address, poster(municipality, name="Ny affisch"))
    activity.refresh_from_db()
    assert (activity.name, activity.code) == ("Ny affisch", "ratel7")


@pytest.mark.parametrize("name", ["campaign_new", "campaign_edit"])
def test_a_colleague_s_quicker_hand_is_told(client, activity, monkeypatch, name):
    def taken(*args, **options):
        raise services.Taken

    monkeypatch.setattr("campaigns.views.desk.add", taken)
    monkeypatch.setattr("campaigns.views.desk.change", taken)
    arguments = addresses(activity)[name]
    answer = client.post(reverse(f"campaigns:{name}", args=arguments), SPRING)
    assert answer.status_code == 422
    assert "En kollega har just använt samma namn" in text_of(answer)


def test_a_name_that_is_taken_meanwhile_is_refused_by_the_database(activity):
    maria = make_staff_member(activity.municipality)
    twin = Activity.objects.get(pk=activity.pk)
    twin.pk = None
    with pytest.raises(services.Taken):
        services.add(twin, by=maria, at=NOON)
    other = Campaign.objects.create(
        municipality=activity.municipality, name="Våren", starts_on=NOON.date()
    )
    taken = {"name": activity.campaign.name}
    with pytest.raises(services.Taken):
        services.change(other, taken, by=maria, at=NOON)
