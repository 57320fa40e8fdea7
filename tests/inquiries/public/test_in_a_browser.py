"""The pages in a real browser: with and without scripts, by keyboard, by axe-core."""

import re

import pytest
from playwright.sync_api import expect

from inquiries.models import Inquiry
from tests.accessibility import faults_of
from tests.browsers import next_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def judge(page):
    assert not faults_of(page)


def go_on(page, button="main form button"):
    with next_page(page):
        page.locator(button).click()


def fill_in(page, address, look=lambda page: None):
    """Walk from the landing page to the receipt, and look at each page on the way."""
    page.goto(address)
    look(page)
    go_on(page, ".hero .ds-button")
    look(page)
    page.locator("label[for=id_wanted_assignments_0]").click()
    go_on(page)
    go_on(page)  # nothing is typed yet
    expect(page).to_have_title(re.compile("^(Fel|Error): "))
    look(page)
    page.locator("#id_name").fill("Anna Holm")
    page.locator("#id_phone").fill("070-174 06 12")
    page.locator("#id_email").fill("anna@hotmial.com")
    go_on(page)
    look(page)
    page.locator("#id_email").fill("anna@example.se")
    go_on(page)
    look(page)
    go_on(page)
    look(page)
    return page.locator("h1").inner_text()


@pytest.mark.slow
@pytest.mark.parametrize(("path", "thanks"), [("/", "Tack"), ("/en/", "Thank you")])
def test_axe_finds_nothing_from_landing_to_receipt(
    town, live_server, page, path, thanks
):
    heading = fill_in(page, live_server.url + path, judge)
    assert heading.startswith(f"{thanks}, Anna! Maria")
    with next_page(page):
        page.locator(".quick-answers button").first.click()
    judge(page)


@pytest.mark.slow
@pytest.mark.parametrize("path", ["ring-mig/", "personuppgifter/", "tillganglighet/"])
@pytest.mark.parametrize("language", ["", "en/"])
def test_axe_finds_nothing_on_the_other_pages(town, live_server, page, path, language):
    page.goto(f"{live_server.url}/{language}{path}")
    judge(page)
    button = page.locator("main form button")
    if button.count():
        button.click()
        expect(page.locator("#errors")).to_be_visible()
        judge(page)


def test_the_form_works_without_scripts(town, live_server, page_without_javascript):
    heading = fill_in(page_without_javascript, live_server.url)
    assert heading.startswith("Tack, Anna! Maria ringer dig senast")
    assert not page_without_javascript.locator("[data-print]").is_visible()
    assert Inquiry.objects.count() == 1


@pytest.mark.slow
def test_with_scripts_the_receipt_can_be_printed(town, live_server, page):
    fill_in(page, live_server.url)
    page.locator("[data-print]").wait_for(state="visible")


def test_the_keyboard_alone_fills_in_the_form(town, live_server, page):
    def tab_to(selector):
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        pytest.fail(f"the tab key does not reach {selector}")

    page.goto(live_server.url)
    tab_to(".hero .ds-button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/intresse/")
    tab_to("#id_wanted_assignments_0")
    page.keyboard.press("Space")
    tab_to("main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kontakt/")
    tab_to("#id_name")
    page.keyboard.type("Anna Holm")
    tab_to("#id_phone")
    page.keyboard.type("0701740612")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tid/")
    tab_to("#id_wish_0")
    page.keyboard.press("ArrowDown")
    tab_to("main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tack/**")
    assert Inquiry.objects.get().wish == "write"


@pytest.mark.slow
def test_the_first_thing_heard_after_a_fault_is_the_fault(town, live_server, page):
    page.goto(f"{live_server.url}/ring-mig/")
    page.locator("main form button").click()
    expect(page.locator("#errors")).to_be_focused()


@pytest.mark.slow
def test_the_form_is_read_at_four_hundred_per_cent(town, live_server, new_page):
    page = new_page(width=1280 // 4, height=1024 // 4)  # as WCAG 1.4.10 counts it

    def read(page):
        assert not faults_of(page, widths=[320])

    assert fill_in(page, live_server.url, read).startswith("Tack")


@pytest.mark.slow
def test_the_trap_cannot_be_seen(town, live_server, page):
    page.goto(f"{live_server.url}/ring-mig/")
    box = page.locator("#hemsida").bounding_box()
    assert box["x"] + box["width"] <= 0
