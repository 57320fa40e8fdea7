"""By keyboard alone: the report is found, its month changed, its figures fetched."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from organisation.models import Role
from organisation.months import Month
from tests.make import client_of, make_inquiry, make_municipality, make_staff_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_STOPS = 60


@pytest.fixture
def manager():
    return make_staff_member(make_municipality(), Role.MANAGER)


@pytest.fixture
def desk(page, live_server, manager):
    """Idag, with one family in the running month and two in the last."""
    now = timezone.now()
    earlier = now.replace(day=1) - timedelta(days=3)
    for moment in (now, earlier, earlier):
        make_inquiry(manager.memberships.get().municipality, received_at=moment)
    cookie = client_of(manager).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/desk/")
    return page


def tab_to(page, words, key="Tab"):
    """Press Tab until an element with these words, or this address, has the focus."""
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        text = page.evaluate(
            "[document.activeElement.innerText, document.activeElement.href].join()"
        )
        if words in text:
            return
    pytest.fail(f"{words!r} cannot be reached by keyboard")


def address_of(month):
    return f"/desk/rapport/{month.year}/{month.number}/"


def test_a_manager_needs_no_mouse_for_the_report(desk):
    running = Month.of(timezone.now())
    tab_to(desk, "Rapport")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{address_of(running.plus(-1))}")
    tab_to(desk, "Alla månader")
    desk.keyboard.press("Enter")
    tab_to(desk, address_of(running))
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{address_of(running)}")
    tab_to(desk, "siffror.csv")
    with desk.expect_download() as waiting:
        desk.keyboard.press("Enter")
    figures = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert f"Hörde av sig;;1;antal;{running}" in figures
