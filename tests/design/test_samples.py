"""Every component of the look, in a real browser, judged by axe-core."""

import re

import pytest
from playwright.sync_api import expect

from tests.accessibility import faults_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.design.addresses"),
]
PAGES = ["publik/", "publik/?wrong", "desk/", "desk/?wrong", "fel/404/", "fel/500/"]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(page, live_server, path):
    page.goto(f"{live_server.url}/prov/{path}")
    assert not faults_of(page)


def test_the_style_sheets_and_fonts_are_there(page, live_server):
    page.goto(f"{live_server.url}/prov/publik/")
    family = page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    assert family.startswith('"Source Serif 4"')
    page.wait_for_function("document.fonts.check('600 40px \"Source Serif 4\"')")


def test_the_error_summary_has_the_focus_when_the_page_opens(page, live_server):
    page.goto(f"{live_server.url}/prov/publik/?wrong")
    expect(page.locator("#errors")).to_be_focused()
    expect(page).to_have_title(re.compile("^Fel: "))


def test_an_error_in_the_summary_leads_to_its_field(page, live_server):
    page.goto(f"{live_server.url}/prov/publik/?wrong")
    page.locator(".ds-error-summary a").first.press("Enter")
    expect(page.locator("#id_name")).to_be_focused()


def test_the_skip_link_is_the_first_stop(page, live_server):
    page.goto(f"{live_server.url}/prov/desk/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_focus_is_a_yellow_ring_with_an_ink_line_inside(page, live_server):
    page.goto(f"{live_server.url}/prov/publik/")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    style = page.evaluate(
        "(({outlineColor, outlineWidth, boxShadow}) => "
        "[outlineColor, outlineWidth, boxShadow])"
        "(getComputedStyle(document.activeElement))"
    )
    assert style == [
        "rgb(255, 201, 64)",
        "3px",
        "rgb(34, 48, 47) 0px 0px 0px 2px",
    ]


@pytest.mark.parametrize(("path", "least"), [("publik/", 44), ("desk/", 32)])
def test_targets_are_large_enough(new_page, live_server, path, least):
    page = new_page(width=390)
    page.goto(f"{live_server.url}/prov/{path}")
    small = page.evaluate(
        """least => [...document.querySelectorAll(
             "button, .ds-button, header a, footer a, input:not([type=hidden]), "
             + "select, textarea, summary, .chips a, .back-link, dd a")]
           .map(element => [element,
             element.closest(".cards .ds-field")
             || (element.matches("[type=checkbox], [type=radio]") && element.labels[0])
             || element])
           .filter(([, target]) => target.offsetParent)
           .filter(([, target]) => target.getBoundingClientRect().height < least)
           .map(([element]) => element.outerHTML.slice(0, 90))""",
        least,
    )
    assert small == []


def test_the_whole_card_chooses_its_answer(page, live_server):
    page.goto(f"{live_server.url}/prov/publik/")
    card = page.locator(".cards .ds-field").nth(1)
    card.click(position={"x": 6, "y": 6})
    expect(page.locator("#id_when_1")).to_be_checked()


def test_keys_work_at_the_desk_but_not_while_typing(page, live_server):
    page.goto(f"{live_server.url}/prov/desk/")
    page.evaluate(
        "document.querySelector('[data-key=\"1\"]')"
        ".addEventListener('click', () => { window.pressed = true })"
    )
    search = page.locator("#desk-search")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.press("1")
    expect(search).to_have_value("1")
    assert page.evaluate("window.pressed") is None
    search.blur()
    page.keyboard.press("1")
    page.wait_for_function("window.pressed")


def test_keys_can_be_switched_off(page, live_server):
    page.goto(f"{live_server.url}/prov/desk/")
    page.evaluate("document.body.dataset.keys = 'off'")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "desk-search"


def test_j_and_k_walk_the_queue(page, live_server):
    page.goto(f"{live_server.url}/prov/desk/")
    rows = page.locator("[data-row]")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()


def test_escape_closes_the_menu_and_returns_the_focus(page, live_server):
    page.goto(f"{live_server.url}/prov/desk/")
    menu = page.locator("details.menu")
    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_the_pages_read_without_javascript(page_without_javascript, live_server):
    page_without_javascript.goto(f"{live_server.url}/prov/desk/")
    assert page_without_javascript.locator("h1").inner_text() == "Lördag 21 november"
