"""The whole story, as a family, a recruiter and a manager live it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from playwright.sync_api import expect

from followups.wording import moment_text, promise_text
from inquiries.models import Inquiry
from inquiries.services.calls import log_call
from inquiries.services.receive import receive
from messaging.jobs import dispatch
from organisation.models import OpeningWindow, Role
from tests.make import PASSWORD, Registration, make_municipality, make_staff_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE_WIDTH = 390


@pytest.fixture
def town(settings, tmp_path):
    settings.FORM_MINIMUM_SECONDS = 0
    settings.SMS_URL = f"file://{tmp_path}/sms"
    return make_municipality(name="Ekebacka kommun")


@pytest.fixture
def maria(town):
    return make_staff_member(
        town, display_name="Maria Lind", email="maria@example.se", password=PASSWORD
    )


@pytest.fixture
def karin(town):
    return make_staff_member(
        town,
        Role.MANAGER,
        display_name="Karin Ek",
        email="karin@example.se",
        password=PASSWORD,
    )


def log_in(page, live_server, email):
    page.goto(live_server.url + reverse("account_login"))
    page.fill("#id_login", email)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(re.compile(r"/desk/"))


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_family_asks_and_is_called_as_promised(
    javascript, new_page, live_server, town, maria, karin, tmp_path
):
    long_ago = timezone.now() - timedelta(days=10)
    earlier = receive(
        town,
        Registration(name="Gunnar Persson", phone="+46701740613"),
        at=long_ago,
    )
    # Nobody answered, and nobody has called again since.
    log_call(earlier, "no_answer", by=maria, at=long_ago + timedelta(hours=1))

    family = new_page(javascript=javascript, width=PHONE_WIDTH)
    family.goto(live_server.url)
    family.locator(".hero .ds-button").click()
    family.locator("label", has_text="Familjehem").first.click()
    family.locator("main form button").click()
    family.fill("#id_name", "Anna Holm")
    family.fill("#id_phone", "070-174 06 12")
    family.fill("#id_email", "anna@example.se")
    family.locator("main form button").click()
    family.locator("label", has_text="Så snart som möjligt").click()
    shown = family.locator("label", has_text="Så snart som möjligt").inner_text()
    family.get_by_role("button", name="Skicka och få en tid").click()
    family.wait_for_url(re.compile(r"/tack/"))

    inquiry = Inquiry.objects.get(contact__name="Anna Holm")
    promise = inquiry.promises.get()
    when = promise_text(promise.due_at, timezone.now())
    assert when in shown
    heading = family.get_by_role("heading", level=1).inner_text()
    assert "Anna" in heading
    assert "Maria" in heading
    assert when in heading
    assert inquiry.number in family.locator("main").inner_text()

    dispatch.apply().get()
    receipt = next(each for each in mail.outbox if each.to == ["anna@example.se"])
    assert moment_text(promise.due_at) in receipt.body
    texts = "".join(each.read_text() for each in Path(tmp_path, "sms").iterdir())
    assert "Maria ringer dig senast" in texts

    desk = new_page(javascript=javascript)
    log_in(desk, live_server, "maria@example.se")
    names = desk.locator(".queue li").all_inner_texts()
    ordered = [n for n in ("Gunnar Persson", "Anna Holm") for row in names if n in row]
    assert ordered[:1] == ["Gunnar Persson"]
    # Anna's promise may fall due on another day: the list has her whatever the day.
    desk.goto(f"{live_server.url}{reverse('inquiries:today')}?oppen={inquiry.pk}")
    desk.get_by_role("heading", name="Anna Holm").wait_for()
    desk.get_by_role("button", name=re.compile("^Svarade(?! inte)")).click()
    expect(desk.locator("#last-done")).to_contain_text("Anna Holm")
    inquiry.refresh_from_db()
    assert inquiry.stage == "contacted"
    assert inquiry.followups.open().get().kind == "home_visit"
    promise.refresh_from_db()
    assert promise.outcome == "kept"

    report = new_page(javascript=javascript)
    log_in(report, live_server, "karin@example.se")
    today = localtime()
    report.goto(
        live_server.url
        + reverse("reports:month", kwargs={"year": today.year, "month": today.month})
    )
    page_text = report.locator("main").inner_text()
    received = Inquiry.objects.filter(
        received_at__gte=today.replace(day=1, hour=0, minute=0, second=0)
    ).count()
    assert re.search(rf"\b{received}\b\s+hörde av sig", page_text)
    assert "Kontaktad" in page_text
    assert earlier.stage == "received"
    assert OpeningWindow.objects.filter(municipality=town).exists()
