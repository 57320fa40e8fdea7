"""A campaign from its plan to its result, and a pause that families read; as lived."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from playwright.sync_api import expect
from pypdf import PdfReader

from campaigns.models import Channel
from inquiries.models import Inquiry
from tests.accessibility import faults_of
from tests.make import (
    client_of,
    make_activity,
    make_municipality,
    make_staff_member,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = (
    "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/143.0.0.0 Mobile Safari/537.36"
)
NOBODY_YET = "Ingen har kommit via länken än."


@pytest.fixture
def town(settings):
    settings.FORM_MINIMUM_SECONDS = 0
    town = make_municipality(name="Ekebacka kommun")
    Channel.objects.create(municipality=town, name="Affisch", kind="print")
    make_staff_member(town, display_name="Maria Lind")
    return town


@pytest.fixture
def desk(town, new_page, live_server):
    page = new_page()
    eva = make_staff_member(town, "communicator", display_name="Eva Ek")
    session = client_of(eva).cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    return page


@pytest.fixture
def telephone(new_page):
    return new_page(width=390, height=844, user_agent=PHONE)


def plan(desk, live_server):
    """A campaign, its words to families and one poster; the desk shows the poster."""
    desk.goto(live_server.url + reverse("planning:list"))
    desk.get_by_role("link", name="Ny kampanj").click()
    desk.get_by_label("Namn").fill("Ett köksbord till")
    desk.get_by_label("Börjar").fill(localdate().isoformat())
    desk.get_by_role("button", name="Spara").click()
    desk.get_by_role("link", name="Landningssida").click()
    desk.get_by_label("Rubrik").first.fill("Har ni en stol över?")
    desk.get_by_label("Text").first.fill("Vi söker er som har plats.")
    desk.get_by_role("button", name="Spara").click()
    desk.get_by_role("link", name="Ny aktivitet").click()
    desk.get_by_label("Namn").fill("Affisch på biblioteket")
    desk.get_by_label("Kanal").select_option("Affisch")
    desk.get_by_role("button", name="Spara").click()
    desk.get_by_role("heading", level=1, name="Affisch på biblioteket").wait_for()


def printed_address(desk):
    """The address on the poster, as the paper says it."""
    desk.get_by_role("link", name="Gör en affisch").click()
    with desk.expect_download() as taken:
        desk.get_by_role("button", name="Hämta affischen").click()
    paper = PdfReader(taken.value.path()).pages[0].extract_text()
    found = re.search(r"\S+(/t/[a-z0-9]+)", paper)
    assert found is not None, paper
    return found[1]


def ask(page, name):
    """Read the text, fill in three pages, and come to the receipt."""
    page.locator(".hero .ds-button").click()
    page.locator("label", has_text="Familjehem").first.click()
    page.locator("main form button").click()
    page.locator("#id_name").fill(name)
    page.locator("#id_phone").fill("070-174 06 12")
    page.locator("main form button").click()
    page.locator("label", has_text="Så snart som möjligt").click()
    shown = page.locator("label", has_text="Så snart som möjligt").inner_text()
    page.get_by_role("button", name="Skicka och få en tid").click()
    page.wait_for_url("**/tack/**")
    return shown


def figures(desk):
    """The first row of the months: the head of each column with its figure."""
    table = desk.get_by_role("table", name="Månad för månad")
    heads = table.get_by_role("columnheader").all_inner_texts()[1:]
    return dict(zip(heads, table.get_by_role("cell").all_inner_texts(), strict=False))


def test_a_poster_is_planned_printed_followed_and_seen_in_the_result(
    desk, telephone, live_server
):
    plan(desk, live_server)
    expect(desk.get_by_text(NOBODY_YET)).to_have_count(1)
    activity_page = desk.url
    address = printed_address(desk)

    telephone.goto(live_server.url + address)
    heading = telephone.get_by_role("heading", level=1)
    assert heading.inner_text() == "Har ni en stol över?"
    ask(telephone, "Anna Holm")
    assert "Anna" in heading.inner_text()

    desk.goto(activity_page)
    assert desk.get_by_text(NOBODY_YET).count() == 0
    seen = figures(desk)
    came = seen["Sidbesök"], seen["Påbörjade"], seen["Anmälningar"]
    assert came == ("1", "1", "1")
    assert not faults_of(desk)


@pytest.mark.slow
def test_families_read_of_a_longer_wait_until_it_is_over(
    town, desk, telephone, live_server
):
    make_activity(
        town,
        name="Filmen",
        code="ratel7",
        landing_text="Vi söker er.",
        starts_on=localdate(),
    )
    desk.goto(live_server.url + reverse("planning:capacity"))
    desk.get_by_role("link", name="Ligg lågt").click()
    desk.get_by_label("Familjerna blir uppringda inom").fill("9")
    desk.get_by_label("Varför").fill("Fler än vi hinner ringa")
    desk.get_by_role("button", name="Se vad familjerna får läsa").click()
    told = desk.locator("blockquote[lang=sv]").inner_text()
    expect(desk.get_by_role("listitem").filter(has_text="Filmen")).to_have_count(1)
    assert not faults_of(desk)
    desk.get_by_role("button", name="Ligg lågt").click()
    desk.get_by_role("heading", level=1, name="Ni ligger lågt").wait_for()

    telephone.goto(live_server.url + "/t/ratel7")
    assert told in telephone.locator("main").inner_text()
    shown = ask(telephone, "Anna Holm")
    slow = Inquiry.objects.get(contact__name="Anna Holm")
    assert slow.promise_shown == ": ".join(shown.split("\n"))
    assert slow.activity.code == "ratel7"

    desk.get_by_role("button", name="Avsluta nu").click()
    desk.get_by_role("heading", level=1, name="Ligg lågt").wait_for()
    telephone.goto(live_server.url + "/t/ratel7")
    assert told not in telephone.locator("main").inner_text()
    ask(telephone, "Bo Ek")
    quick = Inquiry.objects.get(contact__name="Bo Ek")
    wait = slow.promises.get().due_at - quick.promises.get().due_at
    assert wait >= timedelta(days=7)
