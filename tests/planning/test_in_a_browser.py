import pytest
from django.conf import settings
from django.urls import reverse

from campaigns.models import DailyCounts
from planning.models import YearEntry
from tests.accessibility import LANGUAGES, faults_of
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_pages_of_campaigns(live_server, page, language):
    town = make_municipality(name="Ekebacka kommun")
    eva = make_staff_member(town, "communicator", desk_language=language)
    activity = make_activity(town, code="ratel7", cost_planned=500)
    make_inquiry(town, activity=activity)
    DailyCounts.objects.create(
        municipality=town, activity=activity, day=NOON.date(), visits=7
    )
    session = client_of(eva).cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    other = make_activity(town, is_yearly=True).campaign
    entry = YearEntry.objects.create(
        municipality=town, name="Nämnden", starts_on=NOON.date()
    )
    both = f"?one={activity.campaign_id}&two={other.pk}"
    for path in (
        reverse("planning:list"),
        reverse("planning:list") + "?since=2026-04-01&until=2026-03-01",
        reverse("planning:results"),
        reverse("planning:capacity"),
        reverse("planning:lie_low"),
        reverse("planning:compare") + both,
        reverse("planning:campaign", args=[activity.campaign_id]),
        reverse("planning:activity", args=[activity.pk]),
        reverse("planning:year", args=[2026]),
        reverse("planning:year", args=[2040]),
        reverse("planning:year_copy", args=[2026]),
        reverse("planning:entry_new", args=[2026]),
        reverse("planning:entry_edit", args=[entry.pk]),
    ):
        page.goto(live_server.url + path)
        assert not faults_of(page)
