"""What people do with a month, in a real browser: axe, long words, no script."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from organisation.models import Role
from organisation.months import Month
from reports.models import Annotation, Recipient
from reports.services.freezing import freeze_due, last_over
from reports.services.unsubscribing import token_of
from tests.accessibility import LANGUAGES, faults_of
from tests.make import client_of, make_inquiry, make_municipality, make_staff_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(new_page, live_server):
    """A page of somebody who manages a town with a frozen month, and its addresses."""

    def pages(language):
        town = make_municipality()
        boss = make_staff_member(town, Role.MANAGER, desk_language=language)
        now = timezone.now()
        month = last_over(now)
        make_inquiry(town, received_at=month.start + timedelta(days=3))
        recipient = Recipient.objects.create(
            municipality=town,
            email="sekreteraren.for.individ.och.familj@ekebacka.example.se",
            added_at=now,
        )
        freeze_due(now)
        note = Annotation.objects.create(
            municipality=town, day=month.first_day, text="Radiokampanj"
        )
        page = new_page()
        session = client_of(boss).cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
        page.context.add_cookies([cookie | {"url": live_server.url}])
        desk = f"{live_server.url}/desk/rapport/"
        return page, [
            *(f"{desk}{month.year}/{month.number}/{each}" for each in OF_A_MONTH),
            f"{desk}anteckningar/",
            f"{desk}anteckningar/{note.pk}/",
            f"{desk}mottagare/",
            f"{desk}mottagare/{recipient.pk}/",
            f"{live_server.url}/rapport-utskick/{token_of(recipient.pk)}/",
        ]

    return pages


OF_A_MONTH = ("", "inledning/", "behov/", "dygnspris/", "ratta/", "skicka/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing(pages, language):
    page, addresses = pages(language)
    for each in addresses:
        page.goto(each)
        assert not faults_of(page), each


def test_a_month_is_corrected_and_written_of_without_script(
    page_without_javascript, live_server
):
    town = make_municipality()
    boss = make_staff_member(town, Role.MANAGER)
    now = timezone.now()
    month: Month = last_over(now)
    make_inquiry(town, received_at=month.start + timedelta(days=3))
    freeze_due(now)
    make_inquiry(town, received_at=month.start + timedelta(days=4))
    page = page_without_javascript
    session = client_of(boss).cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    page.goto(f"{live_server.url}/desk/rapport/{month.year}/{month.number}/")
    page.get_by_role("link", name="Rätta månaden").click()
    page.get_by_label("Varför rättas månaden?").fill("En anmälan kom sent.")
    page.get_by_role("button", name="Gör en ny version").click()
    page.get_by_text("Version 2 är gjord.").wait_for()
    page.get_by_role("link", name="Skriv inledningen själv").click()
    page.get_by_label("Inledning", exact=True).fill("En lugn månad.")
    page.get_by_role("button", name="Spara").click()
    expect(page.locator(".lede")).to_have_text("En lugn månad.")
