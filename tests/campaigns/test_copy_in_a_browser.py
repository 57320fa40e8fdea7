"""The text for a page's profile is copied by one press, with a clipboard or without."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.inquiries.desk.browsing import log_in
from tests.make import make_municipality, make_staff_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WITHOUT_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"


@pytest.mark.parametrize("has_clipboard", [True, False])
def test_the_text_is_copied_and_that_is_said(page, live_server, has_clipboard):
    log_in(page, live_server, make_staff_member(make_municipality()))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    if not has_clipboard:
        page.add_init_script(WITHOUT_CLIPBOARD)
    page.goto(live_server.url + reverse("campaigns:answered"))
    button = page.get_by_role("button", name="Kopiera").first
    button.press("Enter")
    page.locator("#said", has_text="Kopierat.").wait_for()
    expect(button).to_be_focused()
    field = page.get_by_label("Svenska")
    assert field.input_value().startswith("Vi svarar vardagar 08.00–16.30")
    if has_clipboard:
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == field.input_value()


def test_without_scripts_there_is_no_button_that_does_nothing(
    page_without_javascript, live_server
):
    page = page_without_javascript
    log_in(page, live_server, make_staff_member(make_municipality()))
    page.goto(live_server.url + reverse("campaigns:answered"))
    assert page.locator("[data-copy]:visible").count() == 0
    assert page.get_by_label("Engelska").input_value().startswith("We answer weekdays")
