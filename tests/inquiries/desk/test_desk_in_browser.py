"""The desk in a real browser: in place, by keys alone, without script, for all."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from inquiries.models import CallAttempt, Event, Inquiry
from inquiries.services.receive import receive
from inquiries.workflow import Stage
from tests.accessibility import LANGUAGES, faults_of
from tests.inquiries.desk.browsing import log_in
from tests.make import (
    Registration,
    client_of,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _noon():
    """A browser keeps its own clock, so these tests live today."""


@pytest.fixture
def maria():
    return make_staff_member(make_municipality(), display_name="Maria Lind")


@pytest.fixture
def families(maria):
    municipality = maria.memberships.get().municipality
    now = timezone.now()
    found = []
    for number, name in enumerate(["Anna Holm", "Samira Haddad", "Gunnar Persson"]):
        inquiry = receive(
            municipality,
            Registration(name=name, phone="+46701740612", message="Vi har en gård."),
            at=now - timedelta(hours=2),  # promised later than each is to be called
        )
        inquiry.followups.update(due_at=now + timedelta(minutes=number * 5 - 30))
        found.append(inquiry)
    return found


@pytest.fixture
def today(page, live_server, maria, families):
    log_in(page, live_server, maria)
    page.goto(live_server.url + reverse("inquiries:today"))
    return page


def test_the_card_opens_in_place_and_the_focus_goes_with_it(today):
    before = today.url
    today.get_by_role("link", name="Ring Samira Haddad").click()
    heading = today.get_by_role("heading", name="Samira Haddad")
    expect(heading).to_be_focused()
    assert today.url == before
    row = today.locator(".queue li[aria-current]")
    expect(row).to_contain_text("Samira Haddad")


@pytest.mark.slow
@pytest.mark.parametrize("way", ["Escape", "link"])
def test_a_closed_card_gives_the_focus_back_to_its_row(today, way):
    row = today.get_by_role("link", name="Ring Samira Haddad")
    row.click()
    expect(today.get_by_role("heading", name="Samira Haddad")).to_be_focused()
    if way == "link":
        today.get_by_role("link", name="Stäng").click()
    else:
        today.keyboard.press("Escape")
    expect(row).to_be_focused()
    expect(today.locator(".call-card, li[aria-current]")).to_have_count(0)


def test_one_key_logs_and_the_queue_renews_itself(today, families):
    today.keyboard.press("j")
    today.keyboard.press("Enter")
    today.get_by_role("heading", name="Anna Holm").wait_for()
    today.keyboard.press("2")
    today.get_by_text("Anna Holm: loggat.").first.wait_for()
    attempt = CallAttempt.objects.get()
    assert (attempt.inquiry, attempt.outcome) == (families[0], "no_answer")
    expect(today.locator(".last-done")).to_contain_text("Anna Holm")
    expect(today.locator(".queue").first).not_to_contain_text("Anna Holm")


@pytest.mark.slow
def test_after_a_call_the_next_one_is_a_key_away(today):
    today.get_by_role("link", name="Ring Anna Holm").click()
    today.get_by_role("heading", name="Anna Holm").wait_for()
    today.keyboard.press("2")
    today.locator("[data-focus]:focus", has_text="Nästa: Samira Haddad").wait_for()
    today.keyboard.press("Tab")
    today.keyboard.press("Enter")
    today.get_by_role("heading", name="Samira Haddad").wait_for()


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_that_is_said_lies_upon_the_undo(
    new_page, live_server, maria, families, width
):
    page = new_page(width=width)
    log_in(page, live_server, maria)
    page.goto(live_server.url + reverse("inquiries:today"))
    page.get_by_role("link", name="Ring Anna Holm").click()
    page.locator(".outcomes button[value=no_answer]").click()
    page.get_by_role("link", name="Nästa: Samira Haddad").wait_for()
    page.get_by_role("button", name="Ångra").click()
    page.get_by_text("Ångrat.").first.wait_for()


def test_an_answer_goes_on_to_the_next_step_by_keys_alone(today, families):
    today.get_by_role("link", name="Ring Anna Holm").focus()
    today.keyboard.press("Enter")
    today.get_by_role("heading", name="Anna Holm").wait_for()
    today.keyboard.press("1")
    today.locator("#card-name:focus", has_text="vad händer nu?").wait_for()
    today.keyboard.press("Tab")
    today.keyboard.press("M")  # chooses Möte; a slow second letter would begin anew
    expect(today.locator("select:focus")).to_have_value(Stage.MEETING)
    today.get_by_role("button", name="Spara").press("Enter")
    today.get_by_text("Sparat.").wait_for()
    families[0].refresh_from_db()
    assert families[0].stage == Stage.MEETING


def test_z_takes_back_what_was_done_last(today, families):
    today.get_by_role("link", name="Ring Anna Holm").click()
    today.get_by_role("heading", name="Anna Holm").wait_for()
    today.keyboard.press("2")
    today.get_by_text("Anna Holm: loggat.").first.wait_for()
    today.keyboard.press("z")
    today.get_by_text("Ångrat.").first.wait_for()
    assert Event.objects.filter(kind=Event.Kind.UNDONE).exists()
    expect(today.locator(".queue").first).to_contain_text("Anna Holm")


@pytest.mark.slow
def test_keys_are_letters_in_a_field_and_nothing_when_switched_off(
    today, live_server, maria
):
    today.get_by_role("link", name="Ring Anna Holm").click()
    note = today.get_by_label("Anteckning")
    note.press_sequentially("12 z?")
    expect(note).to_have_value("12 z?")
    maria.single_keys = False
    maria.save()
    today.reload()
    today.get_by_role("link", name="Ring Anna Holm").click()
    today.get_by_role("heading", name="Anna Holm").wait_for()
    sent = []
    today.on("request", lambda request: sent.append(request.url))
    today.keyboard.press("2")
    today.keyboard.press("?")
    expect(today.locator("#keys")).to_be_hidden()
    assert not sent
    assert not CallAttempt.objects.exists()


@pytest.mark.slow
def test_the_sheet_of_keys_opens_and_escape_closes_it(today):
    today.keyboard.press("?")
    expect(today.locator("#keys")).to_be_visible()
    today.keyboard.press("Escape")
    expect(today.locator("#keys")).to_be_hidden()


@pytest.mark.slow
def test_the_keys_are_switched_off_in_the_profile_by_keyboard(today, maria):
    today.keyboard.press("?")
    today.locator("#keys a").press("Enter")
    today.get_by_label("Låt enstaka tangenter").press("Space")
    today.keyboard.press("Enter")
    today.get_by_text("Sparat.").wait_for()
    maria.refresh_from_db()
    assert not maria.single_keys
    expect(today.locator("body")).to_have_attribute("data-keys", "off")


@pytest.mark.slow
def test_slash_goes_to_the_search_and_finds_by_last_digits(today):
    today.keyboard.press("/")
    today.keyboard.type("0612")
    today.keyboard.press("Enter")
    today.get_by_role("heading", name="Anmälningar", exact=True).wait_for()
    expect(today.locator("tbody tr")).to_have_count(3)


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 390, 800])
def test_the_list_is_cards_on_a_narrow_screen_and_still_a_table(
    new_page, live_server, maria, families, width
):
    page = new_page(width=width)
    log_in(page, live_server, maria)
    page.goto(live_server.url + reverse("inquiries:list"))
    region = page.locator(".table-scroll")
    assert region.evaluate("each => each.scrollWidth <= each.clientWidth")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Anna"))
    words = row.inner_text()
    for word in ("Anna Holm", families[0].number, "Mottagen", "Ring", "Kom in"):
        assert word in words
    assert page.get_by_role("columnheader", name="Nästa steg").count() == 1
    assert row.get_by_role("cell").count() == 7


@pytest.mark.slow
def test_filters_unfold_without_script(
    page_without_javascript, live_server, maria, families
):
    page = page_without_javascript
    log_in(page, live_server, maria)
    page.goto(live_server.url + reverse("inquiries:list"))
    assert not page.get_by_label("Källa").is_visible()
    page.get_by_text("Fler filter").click()
    page.get_by_label("Källa").select_option("phone")
    page.get_by_role("button", name="Visa").click()
    page.get_by_text("Inga anmälningar här.").wait_for()
    expect(page.get_by_label("Källa")).to_have_value("phone")
    expect(page.locator("summary", has_text="Fler filter")).to_contain_text("1 valt")


def test_whoever_comes_second_is_told_in_place(today, families, maria):
    from_elsewhere = client_of(maria)
    today.get_by_role("link", name="Ring Anna Holm").click()
    today.get_by_role("heading", name="Anna Holm").wait_for()
    task = families[0].followups.open().get()
    from_elsewhere.post(
        reverse("inquiries:log", args=[families[0].pk]),
        {"outcome": "no_answer", "seen": f"{task.pk}-{task.generation}"},
    )
    today.keyboard.press("2")
    alert = today.get_by_role("alert")
    expect(alert).to_contain_text("Du har redan gjort något här")
    assert CallAttempt.objects.count() == 1
    assert not faults_of(today)


def test_a_note_is_kept_while_it_is_written(today, families):
    today.get_by_role("link", name="Ring Anna Holm").click()
    today.get_by_label("Anteckning").press_sequentially("Halvskriven")
    today.locator("#said", has_text="Utkast sparat").wait_for()
    assert families[0].notes.get().text == "Halvskriven"


@pytest.mark.slow
def test_the_queue_renews_itself_and_tells_what_is_new(today, families, maria):
    receive(
        families[0].municipality,
        Registration(name="Lisa Ek", phone="+46701740613"),
        at=timezone.now() - timedelta(days=3),
    )
    today.evaluate(
        """() => htmx.ajax("GET", location.pathname + "?sedan=" +
           document.querySelector("[data-newest]").dataset.newest, "#queue")"""
    )
    today.get_by_text("Lisa Ek").first.wait_for()
    expect(today.locator("#said")).to_contain_text("1 ny att ringa")


def test_a_call_is_logged_without_script(
    page_without_javascript, live_server, maria, families
):
    page = page_without_javascript
    log_in(page, live_server, maria)
    page.goto(live_server.url + reverse("inquiries:today"))
    page.get_by_role("link", name="Ring Anna Holm").click()
    page.get_by_role("button", name="Svarade", exact=False).first.click()
    page.get_by_role("heading", name="Anna Holm: vad händer nu?").wait_for()
    page.get_by_label("Flytta till").select_option("meeting")
    page.get_by_role("button", name="Spara").click()
    page.get_by_text("Sparat.").wait_for()
    families[0].refresh_from_db()
    assert families[0].stage == Stage.MEETING
    page.get_by_role("button", name="Ångra").click()
    page.get_by_text("Ångrat.").first.wait_for()
    families[0].refresh_from_db()
    assert families[0].stage == Stage.CONTACTED


def test_an_inquiry_is_typed_in_by_keyboard_alone(page, live_server, maria):
    log_in(page, live_server, maria)
    page.goto(live_server.url + reverse("inquiries:new"))
    expect(page.locator("#id_name")).to_be_focused()
    page.keyboard.type("Lisa Ek")
    page.keyboard.press("Tab")
    page.keyboard.type("070-174 06 20")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Lisa Ek").first.wait_for()
    assert Inquiry.objects.get().source == "phone"


def addresses(inquiry):
    today, register = reverse("inquiries:today"), reverse("inquiries:list")
    return [
        *(today, f"{today}?oppen={inquiry.pk}"),
        *(register, f"{register}?q=ingen", f"{register}?q=%26&source=form"),
        *(reverse("inquiries:record", args=[inquiry.pk]), reverse("inquiries:new")),
    ]


def beside_the_calls(municipality):
    """One that rests, with a long name, and a visit of which nobody said anything."""
    now = timezone.now()
    make_inquiry(
        municipality,
        contact={"name": "Familjen Wilhelmsson-Silfverstolpe-Österåkersson"},
        received_at=now - timedelta(days=30),
        stage=Stage.DORMANT,
        wake_up_on=(now + timedelta(days=400)).date(),
    )
    visited = make_inquiry(municipality, received_at=now - timedelta(days=2))
    visited.followups.update(kind="home_visit", due_at=now - timedelta(days=1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(
    page, live_server, maria, families, language
):
    maria.desk_language = language
    maria.save()
    beside_the_calls(families[0].municipality)
    log_in(page, live_server, maria)
    for address in addresses(families[0]):
        page.goto(live_server.url + address)
        for closed in page.locator(".record-action > summary, .folded > summary").all():
            closed.click()
        assert not faults_of(page)
