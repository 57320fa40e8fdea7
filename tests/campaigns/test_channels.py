from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Entry
from campaigns import defaults
from campaigns.models import Channel
from campaigns.services import channels as services
from campaigns.services.plan import Taken
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
LIST = reverse("campaigns:channels")
NEW = reverse("campaigns:channel_new")
PLANNERS = ["communicator", "manager", "administrator"]
RADIO = {
    "name": "Närradion",
    "name_en": "Local radio",
    "kind": "radio",
    "goal": "En röst som berättar.",
    "hours": "4",
    "minutes": "30",
    "hints": "Säg koden två gånger.",
    "is_asked": "on",
}


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
def channels(municipality):
    return [
        Channel.objects.create(municipality=municipality, name=name, position=place)
        for place, name in enumerate(["Bio", "Radio", "Affisch"], start=1)
    ]


def text_of(page):
    return page.content.decode()


def to(name, channel):
    return reverse(f"campaigns:{name}", args=[channel.pk])


def names(municipality):
    return [each.name for each in Channel.objects.of(municipality)]


@pytest.mark.parametrize("role", Role.values)
def test_channels_are_the_planners(municipality, channels, role):
    client = client_of(make_staff_member(municipality, role))
    allowed = role in PLANNERS
    assert client.get(LIST).status_code == (200 if allowed else 403)
    assert client.post(NEW, {}).status_code == (422 if allowed else 403)
    for name in ("channel_move", "channel_use", "channel_remove"):
        answer = client.post(to(name, channels[0]), {})
        assert answer.status_code == (302 if allowed else 403)
    shown = text_of(client.get(reverse("planning:list")))
    assert (LIST in shown) == allowed


def test_nobody_unknown_sees_channels(channels):
    for address in (LIST, NEW, to("channel_edit", channels[0])):
        assert "/konto/logga-in/" in Client().get(address)["Location"]


def test_another_town_s_channel_is_not_found(client):
    foreign = make_activity().channel
    assert client.get(to("channel_edit", foreign)).status_code == 404
    for name in ("channel_move", "channel_use", "channel_remove"):
        assert client.post(to(name, foreign), {}).status_code == 404


def test_a_new_channel_stands_last_and_is_audited(client, municipality, channels):
    assert client.post(NEW, RADIO)["Location"] == LIST
    assert names(municipality)[-1] == "Närradion"
    new = Channel.objects.get(name="Närradion")
    assert (new.kind, new.answered_within_minutes) == ("radio", 270)
    assert new.is_asked
    assert Entry.objects.about(new).get().action == "added-channel"
    shown = text_of(client.get(LIST))
    assert "någon svarar där inom 4 timmar och 30 minuter arbetstid" in shown
    assert "Säg koden två gånger." in shown


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": ""}, "Namn: ge kanalen ett namn."),
        ({"name": "Bio"}, "Det finns redan en kanal med det namnet."),
        ({"minutes": "60"}, "Minuter: skriv högst 59."),
        ({"hours": "fyra"}, "Timmar: skriv ett heltal, 0 eller mer."),
        ({"kind": "tv"}, "Slag"),
    ],
)
def test_a_channel_that_cannot_be_is_told_and_kept(client, channels, typed, told):
    answer = client.post(NEW, {**RADIO, **typed})
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert "Säg koden två gånger." in text_of(answer)
    assert Channel.objects.count() == 3


def test_a_channel_is_changed_and_only_what_differs_is_audited(client, channels):
    address = to("channel_edit", channels[1])
    answer = client.post(address, {**RADIO, "name": "Radio", "kind": "other"})
    assert answer.status_code == 302
    channels[1].refresh_from_db()
    assert channels[1].answered_within_minutes == 270
    changed = Entry.objects.about(channels[1]).get().fields
    assert changed == ["answered_within_minutes", "goal", "hints", "name_en"]
    shown = text_of(client.get(address))
    assert 'value="4"' in shown
    assert 'value="30"' in shown


def test_no_staffing_is_none(client, channels):
    typed = {**RADIO, "hours": "", "minutes": "0"}
    client.post(to("channel_edit", channels[0]), typed)
    channels[0].refresh_from_db()
    assert channels[0].answered_within_minutes is None


@pytest.mark.parametrize("way", ["new", "edit"])
def test_a_name_that_a_colleague_took_meanwhile_is_told(
    client, channels, monkeypatch, way
):
    def taken(*args, **options):
        raise Taken

    monkeypatch.setattr("campaigns.views.channels.add_channel", taken)
    monkeypatch.setattr("campaigns.views.channels.change_channel", taken)
    address = NEW if way == "new" else to("channel_edit", channels[0])
    answer = client.post(address, RADIO)
    assert answer.status_code == 422
    assert "Det finns redan en kanal med det namnet." in text_of(answer)


@pytest.mark.parametrize(
    ("place", "way", "order"),
    [
        (1, "up", ["Radio", "Bio", "Affisch"]),
        (1, "down", ["Bio", "Affisch", "Radio"]),
        (0, "up", ["Bio", "Radio", "Affisch"]),
        (2, "down", ["Bio", "Radio", "Affisch"]),
    ],
)
def test_a_channel_changes_places(client, municipality, channels, place, way, order):
    client.post(to("channel_move", channels[place]), {"to": way})
    assert names(municipality) == order


def test_channels_that_share_a_place_can_be_moved_too(client, municipality, channels):
    Channel.objects.update(position=0)  # by name: Affisch, Bio, Radio
    client.post(to("channel_move", channels[1]), {"to": "up"})
    assert names(municipality) == ["Affisch", "Radio", "Bio"]


def test_a_channel_is_put_aside_and_taken_up_again(client, channels):
    page = client.post(to("channel_use", channels[0]), {"use": "no"}, follow=True)
    assert "Bio erbjuds inte längre." in text_of(page)
    assert "används inte längre" in text_of(page)
    channels[0].refresh_from_db()
    assert not channels[0].is_used
    page = client.post(to("channel_use", channels[0]), {"use": "yes"}, follow=True)
    assert "Bio erbjuds för nya aktiviteter igen." in text_of(page)


def test_what_nothing_names_can_be_removed(client, channels):
    assert to("channel_remove", channels[0]) in text_of(client.get(LIST))
    page = client.post(to("channel_remove", channels[0]), follow=True)
    assert "Bio är borttagen." in text_of(page)
    assert Entry.objects.filter(action="removed-channel").count() == 1


@pytest.mark.parametrize("named_by", ["activity", "family"])
def test_what_was_ever_used_stays(client, municipality, channels, named_by):
    if named_by == "activity":
        make_activity(municipality, channel=channels[0])
    else:
        make_inquiry(municipality, told_channel=channels[0])
    assert to("channel_remove", channels[0]) not in text_of(client.get(LIST))
    page = client.post(to("channel_remove", channels[0]), follow=True)
    assert "Bio har använts och står kvar. Sluta använda den i stället." in text_of(
        page
    )
    assert Channel.objects.count() == 3
    assert not Entry.objects.filter(action="removed-channel").exists()


def test_the_services_refuse_what_is_named(municipality, channels, jonas):
    make_activity(municipality, channel=channels[0])
    with pytest.raises(services.ChannelInUse):
        services.remove_channel(channels[0], by=jonas, at=NOON)


def test_the_page_takes_as_many_statements_for_a_hundred_as_for_25(
    client, municipality
):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).status_code == 200
        return len(captured)

    for count in range(25):
        Channel.objects.create(municipality=municipality, name=f"Kanal {count}")
    client.get(LIST)
    few = statements()
    for count in range(75):
        Channel.objects.create(municipality=municipality, name=f"Mer {count}")
    assert statements() == few


def test_a_town_without_channels_is_told_what_they_are(client):
    assert "Inga kanaler än." in text_of(client.get(LIST))


class TestTheKindsThatEverybodyHas:
    def test_a_new_municipality_has_one_of_each(self, municipality):
        defaults.create(municipality)
        kinds = Channel.objects.of(municipality).values_list("kind", flat=True)
        assert list(kinds) == [each.kind for each in defaults.CHANNELS]
        assert set(kinds) == set(Channel.Kind.values)

    def test_the_second_time_adds_nothing_whatever_they_are_called(self, municipality):
        defaults.create(municipality)
        Channel.objects.filter(kind="radio").update(name="Närradion")
        defaults.create(municipality)
        assert Channel.objects.count() == len(defaults.CHANNELS)

    def test_a_municipality_from_before_gets_the_missing_ones_last(self, municipality):
        migrate = import_module("campaigns.migrations.0008_add_missing_channels")
        for place, (kind, name) in enumerate(
            [("radio", "Närradion"), ("other", "Facebook"), ("other", "Kyrkan")]
        ):
            Channel.objects.create(
                municipality=municipality, kind=kind, name=name, position=place
            )
        for _ in range(2):
            migrate.add_missing(apps, None)
        found = names(municipality)
        assert found[:4] == [
            "Närradion",
            "Facebook",
            "Kyrkan",
            "Tips från familjehem",
        ]
        assert len(found) == 3 + len(migrate.KINDS) - 3
