"""Two who change one row at the same time, each in a window of their own."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from campaigns.models import Campaign, Channel
from tests.make import (
    client_of,
    make_activity,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
TYPED = {"name": "Hösten", "aim": "Fyra nya hem.", "starts_on": "2026-09-01"}


@pytest.fixture
def town():
    return make_municipality()


@pytest.fixture
def client(town):
    return client_of(make_staff_member(town, "communicator"))


@pytest.fixture
def autumn(town):
    return Campaign.objects.create(municipality=town, **TYPED)


def address_of(campaign):
    return reverse("campaigns:campaign_edit", args=[campaign.pk])


def opened(client, address):
    """What the page remembers of what it shows."""
    return memory_in(client.get(address))


def memory_in(page):
    return re.search(r'name="seen" value="([^"]+)"', page.content.decode())[1]


def test_what_a_colleague_wrote_stands_where_one_wrote_nothing(client, autumn):
    seen = opened(client, address_of(autumn))
    client.post(address_of(autumn), {**TYPED, "budget": "12 500", "seen": seen})
    stale = {**TYPED, "name": "Hösten 2026", "seen": seen}
    assert client.post(address_of(autumn), stale).status_code == 302
    autumn.refresh_from_db()
    assert (autumn.name, autumn.budget) == ("Hösten 2026", Decimal(12500))


def test_where_both_have_written_it_is_told_and_decided_by_saving_again(client, autumn):
    seen = opened(client, address_of(autumn))
    theirs = {**TYPED, "aim": "Sex nya hem.", "budget": "900", "seen": seen}
    client.post(address_of(autumn), theirs)
    mine = {**TYPED, "aim": "Åtta nya hem.", "seen": seen}
    answer = client.post(address_of(autumn), mine)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Mål: en kollega har just skrivit ”Sex nya hem.”." in page
    assert "Åtta nya hem." in page
    assert Campaign.objects.get().aim == "Sex nya hem."

    again = {**mine, "seen": memory_in(answer)}
    assert client.post(address_of(autumn), again).status_code == 302
    autumn.refresh_from_db()
    assert (autumn.aim, autumn.budget) == ("Åtta nya hem.", Decimal(900))


@pytest.mark.parametrize(
    ("field", "theirs", "mine", "told"),
    [
        ("aim", "", "Två.", "Mål: en kollega har just tömt fältet."),
        ("budget", "1 000", "2 000", "Budget, kronor: en kollega har just skrivit"),
        ("languages", ["so"], ["ar"], "Språk: en kollega har just skrivit ”Somaliska”"),
        ("ends_on", "2026-10-01", "2026-11-01", "skrivit ”2026-10-01”"),
    ],
)
def test_it_is_told_in_the_words_of_the_field(
    client, autumn, field, theirs, mine, told
):
    seen = opened(client, address_of(autumn))
    client.post(address_of(autumn), {**TYPED, field: theirs, "seen": seen})
    answer = client.post(address_of(autumn), {**TYPED, field: mine, "seen": seen})
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_channel_that_both_have_chosen_is_told_by_name(client, town):
    activity = make_activity(town)
    radio, press = (
        Channel.objects.create(municipality=town, name=name)
        for name in ("Närradio", "Lokaltidning")
    )
    address = reverse("campaigns:activity_edit", args=[activity.pk])
    typed = {"name": activity.name, "starts_on": f"{activity.starts_on}"}
    typed["seen"] = opened(client, address)
    client.post(address, {**typed, "channel": radio.pk})
    answer = client.post(address, {**typed, "channel": press.pk})
    assert "Kanal: en kollega har just skrivit ”Närradio”." in answer.content.decode()


def test_the_swedish_text_and_the_english_are_written_by_two(client, autumn):
    address = reverse("campaigns:campaign_text", args=[autumn.pk])
    seen = opened(client, address)
    client.post(address, {"landing_text": "Har ni plats?", "seen": seen})
    client.post(address, {"landing_text_en": "Have you room?", "seen": seen})
    autumn.refresh_from_db()
    assert autumn.landing_text == "Har ni plats?"
    assert autumn.landing_text_en == "Have you room?"

    answer = client.post(address, {"landing_text": "Kom och fråga.", "seen": seen})
    assert answer.status_code == 422
    assert "en kollega har just skrivit ”Har ni plats?”" in answer.content.decode()


def test_the_same_written_by_both_is_no_quarrel(client, autumn):
    seen = opened(client, address_of(autumn))
    for _window in range(2):
        typed = {**TYPED, "aim": "Sex nya hem.", "seen": seen}
        assert client.post(address_of(autumn), typed).status_code == 302


@pytest.mark.parametrize("seen", ["", "x", "aim", "aim= =x", "nonsense=abc"])
def test_a_memory_that_cannot_be_read_hinders_nobody(client, autumn, seen):
    typed = {**TYPED, "aim": "Sex nya hem."}
    assert client.post(address_of(autumn), typed).status_code == 302
    answer = client.post(address_of(autumn), {**typed, "aim": "Sju.", "seen": seen})
    assert answer.status_code in (302, 422)


def test_a_new_row_has_no_memory(client):
    page = client.get(reverse("campaigns:campaign_new")).content.decode()
    assert 'name="seen"' not in page
