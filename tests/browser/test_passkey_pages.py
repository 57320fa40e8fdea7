"""The pages of one passkey: added, renamed, removed, with a key that Chromium plays."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from tests.accessibility import LANGUAGES, faults_of
from tests.browsers import next_page
from tests.organisation.test_in_a_browser import (
    add_passkey,
    log_in,
    make_administrator,
    plug_in_a_key,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = {
    "sv": ("Byt namn", "Spara", "Ta bort"),
    "en": ("Rename", "Save", "Remove"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_where_a_passkey_is_renamed_and_removed(
    page, live_server, language
):
    rename, save, remove = WORDS[language]
    staff = make_administrator(desk_language=language)
    plug_in_a_key(page)
    log_in(page, live_server)
    add_passkey(page, live_server, passwordless=True)
    page.goto(f"{live_server.url}/konto/sakerhet/nycklar/")
    assert not faults_of(page)
    with next_page(page):
        page.click(f"main >> text={rename}")
    assert not faults_of(page)
    page.fill("#id_name", "")
    with next_page(page):
        page.get_by_role("button", name=save).click()
    assert not faults_of(page)
    page.fill("#id_name", "Telefonen")
    page.get_by_role("button", name=save).click()
    expect(page.locator("main b")).to_have_text("Telefonen")
    with next_page(page):
        page.click(f"main >> text={remove}")
    assert not faults_of(page)
    page.get_by_role("button", name=remove).click()
    page.wait_for_url("**/nycklar/")
    assert not faults_of(page)
    assert not Authenticator.objects.filter(user=staff, type="webauthn").exists()
