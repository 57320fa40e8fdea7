import os
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from messaging.models import Status
from tests.accessibility import faults_of
from tests.make import (
    NOON,
    client_of,
    make_inquiry,
    make_message,
    make_municipality,
    make_staff_member,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG_NAME = "Maria-Theresia Wachtmeister-Söderbergström och Karl-Gustaf Öst"


@pytest.fixture
def shown(live_server, new_page):
    """A page of the desk, as a manager sees it at some width."""
    municipality = make_municipality(name="Ekebacka kommun")
    manager = make_staff_member(municipality, "manager", display_name="Karin W.")
    session = client_of(manager).cookies[settings.SESSION_COOKIE_NAME].value

    def shown(path, width):
        page = new_page(width=width)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
        page.context.add_cookies([cookie | {"url": live_server.url}])
        page.goto(live_server.url + path)
        if folder := os.environ.get("PHOTOGRAPHS"):
            name = path.strip("/").replace("/", "-").replace("?", "-")[:40]
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        return page

    shown.municipality = municipality
    return shown


def an_outbox(municipality):
    names = ["Anna Holm", LONG_NAME, "Samira Haddad", "Gunnar Persson"]
    for number, name in enumerate(names):
        inquiry = make_inquiry(municipality, contact={"name": name})
        at = {"created_at": NOON - timedelta(hours=number), "inquiry": inquiry}
        make_message(municipality, **at)
        make_message(
            municipality, **at, status=Status.RETRY, last_error="later:451", attempt=2
        )
        make_message(municipality, **at, status=Status.DEAD, last_error="refused:550")
    sms = {"channel": "sms", "recipient": "+46701740605"}
    return make_message(
        municipality,
        **sms,
        inquiry=inquiry,
        status=Status.UNCERTAIN,
        last_error="no-answer:504",
        heading="",
    )


@pytest.mark.slow
def test_axe_finds_nothing_in_the_outbox(shown):
    message = an_outbox(shown.municipality)
    for path in (
        reverse("messaging:outbox"),
        reverse("messaging:outbox") + "?flik=misslyckade",
        reverse("messaging:outbox") + "?flik=stoppade",
        reverse("messaging:message", args=[message.pk]),
    ):
        assert not faults_of(shown(path, 1440))
