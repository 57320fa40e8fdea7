"""Month by month in a real browser: axe, 320 pixels, the month stays in sight."""

import pytest
from django.conf import settings
from django.utils import timezone

from organisation.models import Role
from organisation.months import Month
from reports.models import EarlierMonth
from tests.accessibility import LANGUAGES, faults_of
from tests.make import client_of, make_inquiry, make_municipality, make_staff_member
from tests.reports.histories import contact, promise

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_months(new_page, live_server):
    """Open all months to the running one: an older list, a gap, a family."""

    def open_page(*, width: int = 1440, language: str = "sv"):
        town = make_municipality(
            name="Ekebacka-Sjölidens gemensamma familjehemsverksamhet"
        )
        manager = make_staff_member(town, Role.MANAGER, desk_language=language)
        now = timezone.now()
        for back in range(3, 120):
            EarlierMonth.objects.create(
                municipality=town,
                month=Month.of(now).plus(-back).first_day,
                received=1000 + back,
                approved=back % 3,
                imported_at=now,
            )
        inquiry = make_inquiry(town, received_at=now)
        promise(inquiry, now, settled_by=contact(inquiry, now))
        session = client_of(manager).cookies[settings.SESSION_COOKIE_NAME].value
        page = new_page(width=width)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
        page.context.add_cookies([cookie | {"url": live_server.url}])
        month = Month.of(now)
        path = f"/desk/rapport/{month.year}/{month.number}/manader/?alla=1"
        page.goto(live_server.url + path)
        return page

    return open_page


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing(open_months, language):
    assert not faults_of(open_months(language=language))


def test_the_month_stays_in_sight_while_the_keyboard_scrolls(open_months):
    page = open_months(width=320)
    table = page.locator("[aria-labelledby=months-caption]")
    table.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "() => document.querySelector('.table-scroll').scrollLeft > 100"
    )
    month = page.locator("table.months tbody th a").first
    assert month.bounding_box()["x"] >= 0
    assert month.evaluate(
        "it => { it.scrollIntoView({ block: 'center' });"
        " const box = it.getBoundingClientRect();"
        " return it.contains(document.elementFromPoint(box.x + 4, box.y + 8)); }"
    )


def test_nothing_sticks_out_at_320_pixels(open_months):
    overhang = open_months(width=320).evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overhang == 0
