"""The communicator takes back a consent: a task for each place is there at once."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from tests.accessibility import faults_of
from tests.make import (
    client_of,
    make_appearance,
    make_consent,
    make_content,
    make_municipality,
    make_staff_member,
    make_use,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLACES = {"Facebook": "facebook", "affischer och tryck": "print", "bio": "cinema"}


@pytest.fixture
def per():
    town = make_municipality(name="Ekebacka kommun")
    per = make_appearance(make_content(town, title="Filmen om Holms"))
    for place in PLACES.values():
        make_consent(per, place)
        make_use(per.content, place)
    return per


def log_in(page, live_server, municipality):
    eva = make_staff_member(municipality, "communicator")
    session = client_of(eva).cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
    page.context.add_cookies([cookie | {"url": live_server.url}])


@pytest.mark.parametrize(
    "javascript", [True, pytest.param(False, marks=pytest.mark.slow)]
)
def test_a_consent_is_withdrawn_and_what_runs_is_to_be_taken_down(
    live_server, new_page, per, javascript
):
    page = new_page(javascript=javascript)
    log_in(page, live_server, per.municipality)
    page.goto(live_server.url + reverse("campaigns:people"))
    page.get_by_role("link", name="Per Lind").click()
    page.get_by_role("link", name="Tar tillbaka ett samtycke").click()
    page.get_by_label("Hur").fill("I telefon")
    page.get_by_role("button", name="Återkalla och avsluta visningarna").click()
    page.get_by_text("3 visningar avslutas.").wait_for()
    expect(page.get_by_text("ska tas ned")).to_have_count(len(PLACES))
    page.goto(live_server.url + reverse("planning:list"))
    page.get_by_role("link", name="Att göra 3").click()
    for place in PLACES:
        task = f"Ta ned ”Filmen om Holms”: {place}"
        expect(page.get_by_role("link", name=task)).to_have_count(1)
    if javascript:
        assert not faults_of(page)
    page.locator("li", has_text="Facebook").get_by_role("button").click()
    page.get_by_text("Klart: Ta ned ”Filmen om Holms”: Facebook").wait_for()
    expect(page.get_by_role("link", name="Att göra 2")).to_have_count(1)


def test_a_use_without_consent_is_refused_by_name_on_a_telephone(
    live_server, new_page, per
):
    page = new_page(width=390)
    log_in(page, live_server, per.municipality)
    path = reverse("campaigns:use_new", args=[per.content_id])
    page.goto(live_server.url + path)
    page.get_by_label("Var").select_option("instagram")
    page.get_by_role("button", name="Spara").click()
    told = "Per Lind har inte sagt ja till Instagram."
    expect(page.locator("#errors")).to_contain_text(told)
    assert not faults_of(page)
