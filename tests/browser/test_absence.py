"""Somebody falls ill: a colleague stands in, and families notice nothing."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from inquiries.models import CallAttempt
from inquiries.services.receive import receive
from organisation.models import Absence, OpeningWindow, Role
from organisation.services.rota import save_shifts
from tests.accessibility import faults_of
from tests.inquiries.desk.browsing import log_in
from tests.make import Registration, add_window, make_municipality, make_staff_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE_WIDTH = 390


@pytest.fixture
def town(settings):
    """Open every evening, so that one lies near whenever the test runs."""
    settings.FORM_MINIMUM_SECONDS = 0
    town = make_municipality(name="Ekebacka kommun")
    for weekday in range(7):
        add_window(town, weekday, time(17), time(20), OpeningWindow.Kind.EVENING)
    return town


@pytest.fixture
def people(town):
    """Only Maria works at all; Ali and the manager do not."""
    maria, ali = (
        make_staff_member(town, display_name=name)
        for name in ("Maria Lind", "Ali Haddad")
    )
    karin = make_staff_member(town, Role.MANAGER, display_name="Karin Ek")
    pairs = [(each.pk, maria.pk) for each in town.opening_windows.all()]
    save_shifts(town, pairs).make(by=karin, at=timezone.now())
    town.refresh_from_db()
    return maria, ali, karin


@pytest.fixture
def anna(town, people):
    """Maria's, and to be called now."""
    known = Registration(name="Anna Holm", phone="+46701740612", wish="evening")
    inquiry = receive(town, known, at=timezone.now() - timedelta(minutes=1))
    inquiry.followups.update(due_at=timezone.now() + timedelta(minutes=20))
    return inquiry


def evening_on_the_form(page, live_server):
    """Whether a family may choose an evening call, and what it reads there."""
    page.goto(live_server.url + reverse("inquiries:express"))
    answers = page.locator("label", has_text="Kväll")
    return answers.first.inner_text() if answers.count() else ""


def set_away(page, live_server, substitute):
    first = timezone.localdate()
    page.goto(live_server.url + reverse("organisation:absence_add"))
    page.select_option("#id_staff", label="Maria Lind")
    page.fill("#id_first_day", first.isoformat())
    page.fill("#id_last_day", (first + timedelta(days=20)).isoformat())
    page.select_option("#id_substitute", label=substitute)
    page.get_by_role("button", name="Spara", exact=True).click()


@pytest.mark.parametrize(
    "javascript",
    [True, pytest.param(False, marks=pytest.mark.slow)],
    ids=["script", "no script"],
)
def test_a_substitute_keeps_the_evening_and_the_calls(
    javascript, new_page, live_server, people, anna
):
    maria, ali, karin = people
    assert anna.owner == maria
    family = new_page(javascript=javascript, width=PHONE_WIDTH)
    offered = evening_on_the_form(family, live_server)
    assert offered

    manager = new_page(javascript=javascript)
    log_in(manager, live_server, karin)
    set_away(manager, live_server, "Ingen")
    manager.get_by_role("heading", name="Det här händer").wait_for()
    expect(manager.locator("main")).to_contain_text("erbjuds inte längre")
    assert not Absence.objects.exists()
    if javascript:
        assert not faults_of(manager)
    manager.get_by_role("button", name="Tillbaka utan att spara").click()
    expect(manager.locator("select#id_staff")).to_have_value(str(maria.pk))
    manager.select_option("#id_substitute", label="Ali Haddad")
    manager.get_by_role("button", name="Spara", exact=True).click()
    manager.get_by_text("Ali Haddad vikarierar").wait_for()
    assert evening_on_the_form(family, live_server) == offered

    desk = new_page(javascript=javascript)
    log_in(desk, live_server, ali)
    desk.goto(live_server.url + reverse("inquiries:today"))
    desk.get_by_role("link", name="För Maria").click()
    desk.get_by_role("link", name="Ring Anna Holm").click()
    desk.get_by_role("heading", name="Anna Holm").wait_for()
    desk.locator("button[name=outcome][value=no_answer]").click()
    expect(desk.locator("#last-done")).to_contain_text("Anna Holm")
    assert CallAttempt.objects.get().by == ali
