"""Cooperating, in a real browser: axe on every page, narrow screens, no script."""

import re

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from organisation.models import Role
from reports.services.freezing import freeze_due, last_over
from tests.accessibility import LANGUAGES, faults_of
from tests.make import client_of, make_inquiry, make_municipality, make_staff_member
from tests.reports.cooperating import cooperate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Samverkan om familjehem i nordöstra Skånes och västra Blekinges kommuner"


def make_town(name, families=12):
    town = make_municipality(name=name)
    month = last_over(timezone.now())
    for _ in range(families):
        make_inquiry(town, received_at=month.start)
    return town


def log_in(page, live_server, staff):
    session = client_of(staff).cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
    page.context.add_cookies([cookie | {"url": live_server.url}])


@pytest.fixture
def desk(new_page, live_server):
    """A page of somebody who manages a town, and the address of its cooperations."""

    def desk(town, language="sv"):
        boss = make_staff_member(town, Role.MANAGER, desk_language=language)
        page = new_page()
        log_in(page, live_server, boss)
        return page, f"{live_server.url}/desk/rapport/samarbete/"

    return desk


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_way_in(desk, language):
    first, second = make_town("Broby kommun"), make_town("Osby kommun")
    page, address = desk(first, language)
    page.goto(address)
    assert not faults_of(page)
    page.locator("#id_name").fill(LONG)
    page.locator("[name=start]").click()
    page.wait_for_url(re.compile(r"samarbete/\d+/$"))
    assert not faults_of(page)
    page.locator("[name=invite]").click()
    code = page.locator(".invitation-code").inner_text()
    assert not faults_of(page)
    page, address = desk(second, language)
    page.goto(f"{address}ga-med/")
    assert not faults_of(page)
    page.locator("#id_code").fill("ABCD")
    page.locator("[name=look]").click()
    expect(page.locator("[aria-invalid=true]")).to_be_visible()
    assert not faults_of(page)
    page.locator("#id_code").fill(code)
    page.locator("[name=look]").click()
    expect(page.locator("[name=code][type=hidden]")).to_have_count(1)
    assert not faults_of(page)
    page.locator("main form .ds-button[type=submit]").click()
    page.wait_for_url(re.compile(r"samarbete/\d+/$"))
    assert not faults_of(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_joint_report(desk, live_server, language):
    towns = [make_town(LONG), make_town("Osby kommun", 3), make_town("Hörby", 0)]
    cooperation = cooperate(*towns, name=LONG)
    now = timezone.now()
    freeze_due(now)
    page, _address = desk(towns[0], language)
    month = last_over(now)
    for each in (month, month.plus(1), month.plus(-60)):
        page.goto(
            f"{live_server.url}/desk/rapport/gemensam/{cooperation.pk}/"
            f"{each.year}/{each.number}/"
        )
        assert not faults_of(page)


def test_two_come_together_without_script(page_without_javascript, live_server):
    page = page_without_javascript
    bosses = [
        make_staff_member(make_town(name), Role.MANAGER)
        for name in ("Broby kommun", "Osby kommun")
    ]
    log_in(page, live_server, bosses[0])
    page.goto(f"{live_server.url}/desk/installningar/")
    page.get_by_role("link", name="Samarbete", exact=True).click()
    page.get_by_label("Samarbetets namn").fill("Familjehemmen i Göinge")
    page.get_by_role("button", name="Börja samarbetet").click()
    page.get_by_role("button", name="Gör en inbjudningskod").click()
    code = page.locator(".invitation-code").inner_text()
    page.context.clear_cookies()
    log_in(page, live_server, bosses[1])
    page.goto(f"{live_server.url}/desk/rapport/samarbete/")
    page.get_by_role("link", name="Jag har en inbjudningskod").click()
    page.get_by_label("Inbjudningskod").fill(code)
    page.get_by_role("button", name="Fortsätt").click()
    page.get_by_role("button", name="Gå med").click()
    page.get_by_role("link", name="Till den gemensamma rapporten").click()
    expect(page.locator(".lede")).to_contain_text("24 familjer")
    page.go_back()
    page.get_by_role("button", name="Lämna Familjehemmen i Göinge").click()
    expect(page.get_by_text("Ni har lämnat Familjehemmen i Göinge.")).to_be_visible()
