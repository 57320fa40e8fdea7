import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from campaigns.models import DailyVisits
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
}


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("width", [320, 1440])
def test_axe_finds_nothing_on_the_pages_of_campaigns(
    live_server, new_page, width, language
):
    town = make_municipality(name="Ekebacka kommun")
    eva = make_staff_member(town, "communicator", desk_language=language)
    activity = make_activity(town, code="ratel7")
    make_inquiry(town, activity=activity)
    DailyVisits.objects.create(
        municipality=town, activity=activity, day=NOON.date(), visits=7
    )
    page = new_page(width=width)
    session = client_of(eva).cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    for name, arguments in (
        ("list", []),
        ("campaign", [activity.campaign_id]),
        ("activity", [activity.pk]),
        ("campaign_new", []),
        ("activity_new", [activity.campaign_id]),
        ("activity_edit", [activity.pk]),
    ):
        page.goto(live_server.url + reverse(f"campaigns:{name}", args=arguments))
        found = Axe().run(page, options=AXE)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
