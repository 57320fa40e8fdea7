"""A manager's month: write, note, correct, fetch the files, send; once to each."""

import signal
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from messaging.models import Message, Status
from organisation.models import Role
from reports.models import Recipient
from reports.services.freezing import freeze_due, last_over
from tests.browsers import next_page
from tests.make import client_of, make_inquiry, make_municipality, make_staff_member
from tests.messaging.processes import PATIENCE, let_the_lease_pass, wait_until
from tests.messaging.test_reports_in_processes import KillsAtTheSecond

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
ADDRESSES = ["anna@example.se", "bo@example.se"]


@pytest.fixture
def town():
    town = make_municipality()
    now = timezone.now()
    make_inquiry(town, received_at=last_over(now).start + timedelta(days=3))
    for each in ADDRESSES:
        Recipient.objects.create(municipality=town, email=each, added_at=now)
    freeze_due(now)
    return town


def test_a_manager_writes_corrects_fetches_and_sends_the_month(
    new_page, live_server, town, smtp, start_dispatcher
):
    month = last_over(timezone.now())
    boss = make_staff_member(town, Role.MANAGER)
    page = new_page()
    session = client_of(boss).cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    address = f"{live_server.url}/desk/rapport/{month.year}/{month.number}/"
    page.goto(address)

    page.get_by_role("link", name="Skriv inledningen själv").click()
    page.get_by_label("Inledning", exact=True).fill("Kvällsjouren har börjat.")
    page.get_by_role("button", name="Spara").click()
    expect(page.locator(".lede")).to_have_text("Kvällsjouren har börjat.")

    page.get_by_role("link", name="Anteckningar på tidsaxeln").click()
    page.get_by_label("Dag").fill(month.first_day.isoformat())
    page.get_by_label("Det som hände").fill("Radiokampanj")
    with next_page(page):
        page.get_by_role("button", name="Spara").click()
    page.goto(address)
    page.get_by_role("link", name="Rätta månaden").click()
    page.get_by_label("Varför rättas månaden?").fill("Radiokampanjen saknades.")
    page.get_by_role("button", name="Gör en ny version").click()
    expect(page.locator(".footnotes")).to_contain_text("Radiokampanj")

    maker = start_dispatcher()
    for form, beginning in (("PDF", b"%PDF-"), ("Excel", b"PK")):
        page.goto(address)
        page.get_by_role("button", name=form, exact=True).click()
        fetch = page.get_by_role("link", name="Hämta filen")
        fetch.wait_for(timeout=PATIENCE * 1000)
        with page.expect_download() as download:
            fetch.click()
        assert download.value.path().read_bytes().startswith(beginning)
    maker.terminate()
    maker.wait(PATIENCE)

    page.goto(address)
    page.get_by_role("link", name="Skicka", exact=True).click()
    page.get_by_role("button", name="Skicka nu").click()
    page.get_by_text("Rapporten är på väg till två mottagare.").wait_for()
    smtp.answers = KillsAtTheSecond(lambda: sender.kill())
    sender = start_dispatcher()
    assert sender.wait(PATIENCE) == -signal.SIGKILL
    smtp.answers = {}
    let_the_lease_pass()
    start_dispatcher()
    reports = Message.objects.filter(kind="report")
    wait_until(lambda: reports.filter(status=Status.SENT).count() == 2)
    arrived = [each for each in smtp.recipients if each in ADDRESSES]
    assert Counter(arrived) == dict.fromkeys(ADDRESSES, 1)
    body = smtp.mails[-1].get_payload(decode=True).decode()
    assert "Kvällsjouren har börjat." in body
