"""A poster's link on a telephone, from its text to the inquiry; and the preview."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from campaigns.models import DailyCounts
from inquiries.models import Inquiry
from tests.accessibility import PREFIXES, faults_of
from tests.browsers import next_page
from tests.make import client_of, make_activity, make_staff_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
SWEDISH = "Vi söker dig som har plats.\n\n- en stol\n- en säng"
ENGLISH = "We look for you who have room."


@pytest.fixture
def poster(town):
    activity = make_activity(
        town,
        code="ratel7",
        landing_heading="Ett köksbord till?",
        landing_text=SWEDISH,
        landing_heading_en="One more kitchen table?",
        landing_text_en=ENGLISH,
    )
    activity.campaign.wanted_assignments = ["emergency_home"]
    activity.campaign.save()
    return activity


@pytest.fixture
def telephone(new_page):
    return new_page(width=390, height=844, user_agent=PHONE)


def test_a_family_follows_a_poster_s_link_and_is_known_by_it(
    poster, live_server, telephone
):
    page = telephone
    page.goto(f"{live_server.url}/t/ratel7")
    assert page.locator("h1").inner_text() == "Ett köksbord till?"
    assert not page.context.cookies()
    for way in ("footer li a", "[hreflang=en]", "[hreflang=sv]", ".back-link"):
        with next_page(page):
            page.locator(f"body {way}").first.click()
    page.locator(".hero .ds-button").click()
    page.wait_for_url("**/intresse/**")
    expect(page.locator("#id_wanted_assignments_1")).to_be_checked()
    page.locator("main form button").click()
    page.locator("#id_name").fill("Anna Holm")
    page.locator("#id_phone").fill("070-174 06 12")
    page.locator("main form button").click()
    page.wait_for_url("**/tid/")
    page.go_back()
    page.locator("main form button").click()
    page.wait_for_url("**/tid/")
    page.locator("main form button").click()
    page.wait_for_url("**/tack/**")
    inquiry = Inquiry.objects.get()
    assert inquiry.activity == poster
    assert inquiry.wanted_assignments == ["emergency_home"]
    row = DailyCounts.objects.get()
    counted = (row.visits, row.starts, row.first_steps, row.second_steps)
    assert counted == (1, 1, 1, 1)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_axe_finds_nothing_on_a_landing_page(poster, live_server, page, prefix):
    page.goto(f"{live_server.url}{prefix}/t/ratel7")
    assert page.url.partition("?")[0].endswith("/valkommen/")
    assert not faults_of(page)


@pytest.mark.parametrize("language", ["sv", pytest.param("en", marks=pytest.mark.slow)])
def test_a_text_is_previewed_before_it_is_saved(poster, live_server, page, language):
    eva = make_staff_member(poster.municipality, "communicator", desk_language=language)
    session = client_of(eva).cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    page.goto(live_server.url + reverse("campaigns:activity_text", args=[poster.pk]))
    page.locator("#id_landing_heading_en").fill("Room at your table?")
    with page.context.expect_page() as opened:
        page.locator("button[name=language][value=en]").click()
    preview = opened.value
    expect(preview.locator("h1")).to_have_text("Room at your table?")
    assert not faults_of(preview)
    assert page.locator("#id_landing_heading_en").input_value() == "Room at your table?"
    poster.refresh_from_db()
    assert poster.landing_heading_en == "One more kitchen table?"
