"""A lost link: the same answer and the same work, whoever asks."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inquiries.models import LinkRequest
from inquiries.services import lost_links
from inquiries.services.lost_links import send_wanted
from inquiries.services.moves import move_inquiry
from inquiries.services.receive import receive
from inquiries.workflow import Stage
from messaging.models import Message
from tests.inquiries.family.visiting import ANNA
from tests.make import NOON, Registration, make_municipality

pytestmark = pytest.mark.django_db
LOST = "/min-sida/"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def ask(reach):
    return Client(enforce_csrf_checks=True).post(LOST, {"reach": reach})


def sent():
    return list(Message.objects.filter(kind="link").values_list("inquiry", "channel"))


@pytest.mark.parametrize(
    ("reach", "channel"),
    [
        ("070-174 06 12", "sms"),
        ("+46 70 174 06 12", "sms"),
        ("Anna@Example.se", "email"),
    ],
)
def test_a_family_that_is_known_gets_a_link(inquiry, reach, channel):
    answer = ask(reach)
    assert (answer.status_code, answer["Location"]) == (303, f"{LOST}?klart=skickat")
    assert not answer.cookies
    assert send_wanted(NOON) == 1
    assert sent() == [(inquiry.pk, channel)]


def test_known_and_unknown_are_one_answer_and_as_much_work(inquiry):
    asked = []
    for reach in ("anna@example.se", "eva@example.se"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = ask(reach)
        page = Client().get(answer["Location"]).content.decode()
        asked.append((answer.status_code, str(answer.headers), page, len(queries)))
    assert asked[0] == asked[1]
    assert not any("contactdetails" in each["sql"] for each in queries)
    assert send_wanted(NOON) == 2
    assert len(sent()) == 1


def test_no_address_is_kept_when_it_is_dealt_with(inquiry, clock):
    ask("eva@example.se")
    send_wanted(NOON)
    assert LinkRequest.objects.get().address == ""
    clock.move_to(NOON + 25 * HOUR)
    ask("anna@example.se")
    send_wanted(NOON + 25 * HOUR)
    assert LinkRequest.objects.count() == 1


def test_the_newest_inquiry_that_is_not_over_is_meant(town, inquiry, maria):
    second = receive(town, Registration(**ANNA), at=NOON + HOUR)
    third = receive(town, Registration(**ANNA), at=NOON + 2 * HOUR)
    move_inquiry(third, Stage.WITHDRAWN, by=maria, at=NOON + 2 * HOUR, reason="not_now")
    ask("anna@example.se")
    send_wanted(NOON)
    assert sent() == [(second.pk, "email")]


def test_a_family_that_rests_gets_a_link(inquiry, maria):
    move_inquiry(
        inquiry, Stage.DORMANT, by=maria, at=NOON, wake_up_on=NOON.date() + 90 * HOUR
    )
    ask("anna@example.se")
    send_wanted(NOON)
    assert len(sent()) == 1


def test_another_municipality_s_family_is_not_found_here(town, maria, settings):
    other = make_municipality(domain="sjoliden.example.se")
    receive(other, Registration(**ANNA), at=NOON)
    town.domain = "testserver"
    town.save()
    ask("anna@example.se")
    send_wanted(NOON)
    assert sent() == []


def test_where_several_are_served_each_is_asked(town, maria):
    other = make_municipality()
    eva = receive(other, Registration(**ANNA), at=NOON)
    ask("anna@example.se")
    assert send_wanted(NOON) == 2
    assert sent() == [(eva.pk, "email")]


def test_three_links_an_hour_go_to_one_address(inquiry, clock):
    for _ in range(5):
        assert ask("anna@example.se").status_code == 303
    assert send_wanted(NOON) == 5
    assert len(sent()) == 3
    clock.move_to(NOON + 2 * HOUR)
    ask("anna@example.se")
    send_wanted(NOON + 2 * HOUR)
    assert len(sent()) == 4


def test_more_requests_than_people_make_are_refused(inquiry, monkeypatch):
    monkeypatch.setattr(lost_links, "MOST_AN_HOUR", 1)
    assert ask("eva@example.se").status_code == 303
    answer = ask("anna@example.se")
    assert answer.status_code == 429
    assert "Väldigt många frågar just nu." in answer.content.decode()


@pytest.mark.parametrize("reach", ["", "x", "anna@", "12", "@", "a" * 300])
def test_what_is_neither_is_told_before_anything_is_written(town, reach):
    assert ask(reach).status_code == 422
    assert not LinkRequest.objects.exists()


def test_one_request_that_fails_stops_no_other(inquiry, monkeypatch):
    ask("eva@example.se")
    ask("anna@example.se")
    letter = lost_links._letter

    def fail(asked):
        if asked.address.startswith("eva"):
            raise RuntimeError("on purpose")
        return letter(asked)

    monkeypatch.setattr(lost_links, "_letter", fail)
    assert send_wanted(NOON) == 1
    assert len(sent()) == 1
