"""The month's report in a real browser: axe, 320 pixels, the keyboard."""

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.models import Channel
from organisation.models import Role
from organisation.months import Month
from tests.accessibility import LANGUAGES, faults_of
from tests.make import (
    client_of,
    make_activity,
    make_inquiry,
    make_municipality,
    make_staff_member,
)
from tests.reports.histories import contact, promise

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_report(new_page, live_server):
    """Open the running month, with one family in it, as a manager."""

    def open_page(*, width: int = 1440, language: str = "sv"):
        municipality = make_municipality()
        manager = make_staff_member(municipality, Role.MANAGER, desk_language=language)
        long_name, _ = Channel.objects.get_or_create(
            municipality=municipality,
            name="Informationsträff på stadsbiblioteket i Ekebacka centrum",
        )
        now = timezone.now()
        inquiry = make_inquiry(
            municipality,
            received_at=now,
            activity=make_activity(municipality, channel=long_name),
        )
        promise(inquiry, now, settled_by=contact(inquiry, now))
        session = client_of(manager).cookies[settings.SESSION_COOKIE_NAME].value
        page = new_page(width=width)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
        page.context.add_cookies([cookie | {"url": live_server.url}])
        month = Month.of(now)
        page.goto(f"{live_server.url}/desk/rapport/{month.year}/{month.number}/")
        return page

    return open_page


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_with_every_table_open(open_report, language):
    page = open_report(language=language)
    page.evaluate(
        "document.querySelectorAll('details:has(table)').forEach(d => d.open = true)"
    )
    assert not faults_of(page)


def test_nothing_sticks_out_at_320_pixels(open_report):
    page = open_report(width=320)
    overhang = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overhang == 0


def test_the_keyboard_opens_the_months_and_the_table_behind_the_chart(open_report):
    page = open_report()
    for name in ("Alla månader", "Visa som tabell"):
        summary = page.locator("main summary", has_text=name)
        summary.focus()
        page.keyboard.press("Enter")
        expect(summary.locator("..")).to_have_attribute("open", "")


def test_a_wide_table_can_be_reached_and_scrolled_by_keyboard(open_report):
    page = open_report(width=320)
    table = page.locator("[aria-labelledby=channels-year-caption]")
    table.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "document.querySelector('[aria-labelledby=channels-year-caption]').scrollLeft"
    )
