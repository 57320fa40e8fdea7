import pytest
from django.conf import settings
from django.urls import reverse

from tests.accessibility import LANGUAGES, faults_of
from tests.make import (
    client_of,
    make_activity,
    make_municipality,
    make_staff_member,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_where_campaigns_are_planned(live_server, page, language):
    town = make_municipality(name="Ekebacka kommun")
    eva = make_staff_member(town, "communicator", desk_language=language)
    activity = make_activity(town, code="ratel7")
    session = client_of(eva).cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    for name, arguments in (
        ("campaign_new", []),
        ("activity_new", [activity.campaign_id]),
        ("activity_edit", [activity.pk]),
        ("campaign_text", [activity.campaign_id]),
        ("activity_text", [activity.pk]),
        ("poster", [activity.pk]),
    ):
        page.goto(live_server.url + reverse(f"campaigns:{name}", args=arguments))
        assert not faults_of(page)
