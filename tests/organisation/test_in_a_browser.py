"""Login and settings in a real browser: axe, small screens, keyboard, passkeys."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from followups.models import PromisePolicy
from organisation.models import Absence, Membership, SpecialDay
from organisation.services.rota import add_absence, save_shifts
from tests.accessibility import LANGUAGES, PREFIXES, faults_of, faults_on
from tests.browsers import next_page
from tests.make import NOON, PASSWORD, make_municipality, make_staff_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def code(secret):
    counter = int(timezone.now().timestamp()) // 30
    return format_hotp_value(hotp_value(secret, counter))


def make_administrator(**fields):
    municipality = make_municipality(name="Ekebacka")
    staff = make_staff_member(
        municipality,
        role="administrator",
        email="eva@example.se",
        display_name="Eva Ek",
        password=PASSWORD,
        **fields,
    )
    Membership.objects.create(
        staff=staff, municipality=make_municipality(), role="manager"
    )
    SpecialDay.objects.create(
        municipality=municipality, day=NOON.date(), name="Planeringsdag"
    )
    return staff


def log_in(page, live_server, then="/desk/profil/"):
    page.goto(f"{live_server.url}/konto/logga-in/?next={then}")
    page.fill("#id_login", "eva@example.se")
    page.fill("#id_password", PASSWORD)
    with next_page(page):
        page.click("form >> button.ds-button >> nth=0")


def answer(page, field, words):
    """Fill in a page that asks one thing, and go on to what it leads to."""
    page.fill(field, words)
    with next_page(page):
        page.click("main button")


def faults_at(page, live_server, paths):
    return faults_on(page, [live_server.url + path for path in paths])


def fill_rota(municipality, by):
    """One of two recruiters works on Mondays, and is away; the other stands in."""
    maria, ali = (make_staff_member(municipality) for _ in range(2))
    at, today = timezone.now(), timezone.localdate()
    windows = municipality.opening_windows.filter(weekday=0)
    save_shifts(municipality, [(each.pk, maria.pk) for each in windows]).make(
        by=by, at=at
    )
    absence = Absence(
        municipality=municipality,
        staff=maria,
        substitute=ali,
        first_day=today,
        last_day=today + timedelta(days=8),
    )
    add_absence(absence).make(by=by, at=at)


def settings_pages(staff):
    municipality = staff.memberships.earliest("municipality_id").municipality
    policy = PromisePolicy.objects.filter(municipality=municipality).first()
    day = municipality.special_days.get()
    window = municipality.opening_windows.first()
    fill_rota(municipality, staff)
    absence = Absence.objects.get(municipality=municipality)
    return [
        reverse("organisation:settings"),
        reverse("organisation:municipality"),
        reverse("organisation:hours"),
        reverse("organisation:days_of_year", args=[2026]),
        reverse("organisation:day", args=[day.pk]),
        reverse("organisation:red_days", args=[2027]),
        reverse("organisation:rota"),
        reverse("organisation:rota_days"),
        reverse("organisation:rota_day", args=[window.pk]),
        reverse("organisation:absences"),
        reverse("organisation:absence_add"),
        reverse("organisation:absence", args=[absence.pk]),
        reverse("organisation:capacity"),
        reverse("organisation:rota_history"),
        reverse("organisation:staff"),
        reverse("organisation:staff_invite"),
        reverse("organisation:staff_member", args=[staff.pk]),
        reverse("organisation:profile"),
        reverse("followups:policies"),
        reverse("followups:policy", args=[policy.pk]),
        reverse("followups:reminders"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_settings(page, live_server, language):
    staff = make_administrator(desk_language=language)
    log_in(page, live_server)
    assert not faults_at(page, live_server, settings_pages(staff))


@pytest.mark.parametrize("prefix", PREFIXES)
def test_axe_finds_nothing_before_the_login(page, live_server, prefix):
    paths = [
        "/konto/logga-in/",
        "/konto/glomt/",
        "/konto/glomt/skickat/",
        "/konto/nytt-losenord/1-abc/",
        "/konto/nytt-losenord/klart/",
        "/konto/stangt/",
    ]
    assert not faults_at(page, live_server, [prefix + path for path in paths])


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_security_pages(page, live_server, language):
    staff = make_administrator(desk_language=language)
    log_in(page, live_server)
    page.goto(f"{live_server.url}/konto/sakerhet/app/")
    faults = faults_of(page)  # asks for the password first
    answer(page, "#id_password", PASSWORD)
    faults += faults_of(page)
    TOTP.activate(staff, generate_totp_secret())
    RecoveryCodes.activate(staff)
    paths = [
        "/konto/losenord/",
        "/konto/sakerhet/",
        "/konto/sakerhet/app/ta-bort/",
        "/konto/sakerhet/reservkoder/",
        "/konto/sakerhet/reservkoder/nya/",
        "/konto/sakerhet/nycklar/",
        "/konto/sakerhet/nycklar/ny/",
        "/konto/sakerhet/bekrafta/",
        "/konto/sakerhet/nycklar/bekrafta/",
        "/konto/logga-ut/",
    ]
    assert not faults + faults_at(page, live_server, paths)


@pytest.mark.slow
def test_axe_finds_nothing_where_one_may_not_go_on(page, live_server):
    staff = make_administrator()
    TOTP.activate(staff, generate_totp_secret())
    log_in(page, live_server)
    faults = faults_of(page)  # one more step
    answer(page, "#id_code", "000")
    faults += faults_of(page)
    for _ in range(8):
        answer(page, "#id_code", "000")
        if page.locator("#id_code").count() == 0:
            break
    expect(page).to_have_title(re.compile("Vänta lite"))
    assert not faults + faults_of(page)


def test_login_with_a_code_needs_neither_mouse_nor_script(
    page_without_javascript, live_server
):
    secret = generate_totp_secret()
    TOTP.activate(make_administrator(), secret)
    page = page_without_javascript
    page.goto(f"{live_server.url}/konto/logga-in/?next=/desk/profil/")
    assert not page.locator("#passkey_button").is_visible()
    page.focus("#id_login")
    page.keyboard.type("eva@example.se")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.focus("#id_code")
    page.keyboard.type(code(secret))
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/profil/")


def test_hours_are_added_and_removed_by_keyboard_alone(
    page_without_javascript, live_server
):
    make_administrator()
    page = page_without_javascript
    log_in(page, live_server, then="/desk/installningar/oppettider/")
    page.focus("#id_weekdays_5")
    page.keyboard.press("Space")
    page.focus("#id_kind_0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.focus("#id_opens")
    page.fill("#id_opens", "10:00")
    page.fill("#id_closes", "14:00")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Öppet också lör 10.00–14.00")
    page.get_by_role("button", name="Spara ändringen").press("Enter")
    page.wait_for_selector("tr:has-text('Lördag') >> text=10.00–14.00")
    page.locator("tr", has_text="Lördag").locator("button").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Inte längre öppet lör 10.00–14.00")
    page.get_by_role("button", name="Spara ändringen").press("Enter")
    page.wait_for_selector("tr:has-text('Lördag') >> text=stängt")


# Passkeys: Chromium stands in for the device


def plug_in_a_key(page, **details):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        **details,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, added["authenticatorId"]


def add_passkey(page, live_server, *, passwordless):
    page.goto(f"{live_server.url}/konto/sakerhet/nycklar/ny/")
    answer(page, "#id_password", PASSWORD)
    page.fill("#id_name", "Jobbdatorn")
    page.set_checked("#id_passwordless", passwordless)
    page.click("#passkey_button")
    page.wait_for_url("**/konto/sakerhet/reservkoder/")


def test_a_passkey_is_the_second_step_of_a_login(page, live_server):
    staff = make_administrator()
    plug_in_a_key(page)
    log_in(page, live_server)
    add_passkey(page, live_server, passwordless=False)
    assert Authenticator.objects.filter(user=staff, type="webauthn").count() == 1
    page.goto(f"{live_server.url}/konto/sakerhet/nycklar/")
    assert "Jobbdatorn" in page.content()
    page.context.clear_cookies()
    log_in(page, live_server)
    page.click("#passkey_button")
    page.wait_for_url("**/desk/profil/")


@pytest.mark.slow
def test_a_passkey_alone_logs_in_where_it_was_made_for_that(page, live_server):
    make_administrator()
    plug_in_a_key(page)
    log_in(page, live_server)
    add_passkey(page, live_server, passwordless=True)
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/konto/logga-in/")
    page.click("#passkey_button")
    page.wait_for_url("**/desk/anmalningar/")


@pytest.mark.slow
def test_a_passkey_that_fails_is_told_in_words(page, live_server):
    make_administrator()
    session, key = plug_in_a_key(page)
    session.send(
        "WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False}
    )
    log_in(page, live_server)
    page.goto(f"{live_server.url}/konto/sakerhet/nycklar/ny/")
    answer(page, "#id_password", PASSWORD)
    page.set_checked("#id_passwordless", True)
    page.click("#passkey_button")
    page.wait_for_selector("#passkey-trouble:visible")
