"""The family's pages in a real browser, by axe-core, in both languages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from followups import slots as cutting
from inquiries.services.receive import receive
from inquiries.services.seats import invite
from tests.accessibility import PREFIXES, faults_of
from tests.browsers import next_page
from tests.inquiries.family.visiting import ANNA, link_to
from tests.make import Registration, make_meeting, make_municipality, make_staff_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORMS = ("tid/", "vanta/", "avsluta/", "uppgifter/", "kod/", "stang/")


@pytest.fixture
def link(live_server):
    at = timezone.now()
    town = make_municipality(name="Ekebacka kommun")
    maria = make_staff_member(
        town, display_name="Maria Lind", title="familjehemssekreterare"
    )
    cutting.cut(town, at)
    inquiry = receive(town, Registration(**ANNA), at=at)
    meeting = make_meeting(town, starts_at=at + timedelta(days=7))
    invite(inquiry, meeting, by=maria, at=at)
    return link_to(inquiry)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_axe_finds_nothing(link, live_server, page, prefix):
    home = live_server.url + prefix

    def go_on():
        with next_page(page):
            page.locator("main form button").click()

    def look(address, *, presses=False):
        page.goto(address)
        faults = faults_of(page)
        if presses:
            go_on()
            faults += faults_of(page)
        return faults

    def press(action):
        page.goto(f"{home}{link}{action}")
        go_on()

    faults = look(f"{home}{link}")
    for action in FORMS:
        faults += look(f"{home}{link}{action}", presses=action == "kod/")
    page.goto(f"{home}{link}tid/")
    page.locator("summary").click()
    page.locator(".times-of-day label").first.click()
    go_on()
    faults += faults_of(page)
    faults += look(f"{home}{link}avboka/")
    faults += look(f"{home}{link}traff/", presses=True)
    press("vanta/")
    faults += faults_of(page)
    faults += look(f"{home}{link}fortsatt/")
    press("fortsatt/")
    press("avsluta/")
    faults += faults_of(page)
    press("stang/")
    faults += faults_of(page)
    faults += look(f"{home}/min-sida/", presses=True)
    faults += look(f"{home}{link}")
    assert not faults
