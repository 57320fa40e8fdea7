"""Twice the text size, and paper: nothing sticks out, nothing needless is printed."""

import pytest
from playwright.sync_api import expect

from tests.accessibility import OVERHANG
from tests.inquiries.public.test_in_a_browser import fill_in, go_on

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
TELEPHONE = 390  # CSS pixels
TWICE = "document.documentElement.style.fontSize = '200%'"


def test_nothing_sticks_out_at_twice_the_text_size(town, live_server, new_page):
    def look(page):
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
    go_on(page)
    expect(page.locator("h1")).to_have_text("Vi skriver till dig")
    expect(page.locator("input[type=radio], input[type=checkbox]")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Maria skriver till dig senast")
    go_on(page)
    expect(page.locator(".ladder li").first).to_contain_text("Vi skriver")
