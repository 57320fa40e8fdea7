"""What is undone within the minute never leaves: the family gets one mail, not two."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from inquiries.services.receive import receive
from messaging.dispatch import run_once
from messaging.models import Message, Status
from tests.inquiries.desk.browsing import log_in
from tests.make import Registration, make_municipality, make_staff_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)


def mails_to_family():
    return [each for each in mail.outbox if each.to == ["anna@example.se"]]


def test_an_undo_stops_the_mail_before_it_leaves(page, live_server, settings):
    settings.SEND_DELAY = MINUTE
    town = make_municipality(quiet_from="00:00", quiet_until="00:00")
    maria = make_staff_member(town, display_name="Maria Lind")
    now = timezone.now()
    anna = Registration(name="Anna Holm", phone="+46313900612", email="anna@example.se")
    inquiry = receive(town, anna, at=now - timedelta(hours=2))
    inquiry.followups.update(due_at=now)
    run_once(now, "one")
    assert len(mails_to_family()) == 1  # the receipt

    log_in(page, live_server, maria)
    page.goto(live_server.url + reverse("inquiries:today"))
    page.get_by_role("link", name="Ring Anna Holm").click()
    page.get_by_role("heading", name="Anna Holm").wait_for()
    page.keyboard.press("3")  # they want to be called again: a promise, and a mail
    page.get_by_text("Anna Holm: loggat.").first.wait_for()
    promised = Message.objects.get(kind="promise")
    run_once(timezone.now(), "one")
    promised.refresh_from_db()
    assert promised.status == Status.QUEUED

    page.keyboard.press("z")
    page.get_by_text("Ångrat.").first.wait_for()
    run_once(timezone.now() + 2 * MINUTE, "one")
    promised.refresh_from_db()
    assert promised.status == Status.CANCELLED
    assert len(mails_to_family()) == 1
