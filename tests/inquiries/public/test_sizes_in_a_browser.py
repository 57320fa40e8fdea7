"""Twice the text size, and paper: nothing sticks out, nothing needless is printed."""

import pytest

from tests.accessibility import OVERHANG
from tests.inquiries.public.test_in_a_browser import fill_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TELEPHONE = 390  # CSS pixels
TWICE = "document.documentElement.style.fontSize = '200%'"


def test_nothing_sticks_out_at_twice_the_text_size(town, live_server, new_page):
    def look(page):
        page.wait_for_load_state()
        page.evaluate(TWICE)
        assert page.evaluate(OVERHANG) == 0, page.url

    fill_in(new_page(width=TELEPHONE), live_server.url, look)


def test_a_printed_receipt_asks_nothing(town, live_server, page):
    fill_in(page, live_server.url)
    page.emulate_media(media="print")
    said = page.locator("body").inner_text()
    assert "Maria ringer dig senast" in said
    assert "031-390 06 10" in said
    assert "Hur fick du höra om oss?" not in said
    assert "Skriv ut sidan" not in said


def test_a_letter_is_promised_without_any_choice(town, live_server, page):
    page.goto(f"{live_server.url}/intresse/kontakt/")
    page.fill("[name=name]", "Anna Holm")
    page.fill("[name=email]", "anna@example.se")
    page.click("main form button")
    assert page.locator("h1").inner_text().replace("\n", " ") == "Vi skriver till dig"
    assert page.locator("input[type=radio], input[type=checkbox]").count() == 0
    assert "Maria skriver till dig senast" in page.locator("main").inner_text()
    page.click("main form button")
    assert "Vi skriver" in page.locator(".ladder li").first.inner_text()
