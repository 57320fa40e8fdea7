"""How many there are to call now, on every desk page of those who call."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from inquiries import counter
from inquiries.dormancy import wake_due
from inquiries.workflow import Stage
from organisation import kept
from tests.make import NOON, client_of, make_inquiry, make_staff_member

pytestmark = pytest.mark.django_db

LIST = reverse("inquiries:list")
TODAY = reverse("inquiries:today")


def shown(response):
    """What stands before the title, and beside “Idag” in the menu."""
    page = response.content.decode()
    title = page.partition("<title>")[2].partition("</title>")[0]
    beside = page.partition('id="to-call">')[2].partition("</a>")[0]
    return title, "".join(re.findall(r">(\d+)<", beside))


def make_due(municipality, minutes, **fields):
    at = NOON + timedelta(minutes=minutes)
    return make_inquiry(municipality, due_at=at, **fields)


@pytest.mark.parametrize("address", [LIST, reverse("planning:list"), TODAY])
def test_title_and_menu_tell_it_on_every_page(desk, municipality, address):
    for minutes in (-30, 20, 60, 61):
        make_due(municipality, minutes)
    title, number = shown(desk.get(address))
    assert title.startswith("(3) ")
    assert number == "3"


def test_nobody_to_call_is_no_number(desk, municipality):
    make_due(municipality, 600)
    title, number = shown(desk.get(LIST))
    assert title.startswith("Anmälningar")
    assert number == ""


def test_the_page_idag_and_the_others_tell_the_same(desk, municipality):
    make_due(municipality, -30)
    make_due(municipality, -30, suspicion="honeypot")
    rested = make_inquiry(municipality, stage=Stage.DORMANT, wake_up_on=NOON.date())
    wake_due(NOON)
    rested.followups.update(due_at=NOON)
    assert shown(desk.get(LIST))[1] == shown(desk.get(TODAY))[1] == "1"


def test_who_calls_nobody_sees_none_and_nothing_is_asked(municipality, monkeypatch):
    monkeypatch.setattr(counter, "to_call", lambda _: 1 / 0)
    for role in ("communicator", "administrator"):
        client = client_of(make_staff_member(municipality, role))
        assert client.get(reverse("organisation:profile")).status_code == 200


def test_another_municipalitys_families_are_not_counted(desk, municipality):
    make_inquiry(due_at=NOON)
    assert shown(desk.get(LIST))[1] == ""


def test_it_is_asked_once_in_ten_seconds(
    municipality, django_assert_num_queries, monkeypatch
):
    clock = [1000.0]
    monkeypatch.setattr(kept.time, "monotonic", lambda: clock[0])
    make_due(municipality, 0)
    counter.to_call(municipality)  # reads the opening hours, too
    with django_assert_num_queries(0):
        assert counter.to_call(municipality) == 1
    make_due(municipality, 0)
    clock[0] += counter.KEPT_SECONDS
    with django_assert_num_queries(1):
        assert counter.to_call(municipality) == 2


def test_the_refresh_brings_title_and_menu_up_to_date(desk, municipality):
    make_due(municipality, 0)
    part = desk.get(TODAY, headers={"HX-Request": "true"}).content.decode()
    assert "<title>(1) Idag" in part
    assert '<span id="to-call" hx-swap-oob="innerHTML">' in part
