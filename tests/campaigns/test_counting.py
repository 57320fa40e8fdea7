"""Starts and steps: once for each form, whoever comes at once, and never in the way."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.jobs import forget_counted_steps
from campaigns.models import CountedStep, DailyCounts
from inquiries.form_token import FormToken
from tests.inquiries.public.filling import (
    ANNA,
    EXPRESS,
    WHAT,
    WHEN,
    WHO,
    fill_in,
    send,
    token_in,
)
from tests.make import make_activity, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db

FIGURES = ("visits", "starts", "first_steps", "second_steps")


@pytest.fixture(autouse=True)
def _patient(settings):
    settings.FORM_MINIMUM_SECONDS = 0


@pytest.fixture
def town():
    town = make_municipality(name="Ekebacka kommun")
    make_staff_member(town, display_name="Maria Lind")
    return town


@pytest.fixture
def poster(town):
    return make_activity(town, code="ratel7")


def counted(activity=None):
    rows = DailyCounts.objects.filter(activity=activity)
    return tuple(sum(getattr(row, name) for row in rows) for name in FIGURES)


def test_a_whole_form_by_a_link_counts_as_its_activity(client, poster):
    fill_in(client, start=client.get("/t/ratel7")["Location"])
    assert counted(poster) == (1, 1, 1, 1)
    assert counted() == (0, 0, 0, 0)


def test_whoever_comes_without_a_link_counts_for_the_municipality(client, town):
    make_municipality(name="Sjölidens kommun")
    fill_in(client, place=town.pk)
    row = DailyCounts.objects.get()
    assert (row.municipality, row.activity) == (town, None)
    assert counted() == (0, 1, 1, 1)


def test_an_unknown_code_counts_for_everybody_else(client, town):
    fill_in(client, start=client.get("/t/xyz")["Location"])
    assert counted() == (0, 1, 1, 1)


def test_the_express_form_is_a_start(client, poster):
    seal = client.get("/t/ratel7")["Location"].partition("?")[2]
    client.get(f"{EXPRESS}?{seal}")
    assert counted(poster) == (1, 1, 0, 0)


def test_one_form_is_started_once_and_each_page_sent_once(client, town):
    for _ in range(3):
        for address in (WHAT, EXPRESS, WHO, "/en/intresse/"):
            client.get(address)
    for _ in range(3):
        client.post(WHAT, {"form": token_in(client.get(WHAT))})
        client.post(WHO, {"form": token_in(client.get(WHO)), **ANNA})
        client.get(WHEN)
    assert counted() == (0, 1, 1, 1)


def test_a_page_that_is_refused_is_no_step(client, town):
    page = client.get(WHAT)
    client.post(WHAT, {"form": token_in(page), "wanted_assignments": "x"})
    client.post(WHO, {"form": token_in(client.get(WHO)), "name": ""})
    assert counted() == (0, 1, 0, 0)


def test_a_page_sent_again_after_the_session_ran_out_counts_once(client, town):
    page = client.get(WHAT)
    client.post(WHAT, {"form": token_in(page)})
    client.session.flush()
    client.cookies.clear()
    client.post(WHAT, {"form": token_in(page)})
    assert counted() == (0, 1, 1, 0)


def test_after_a_receipt_a_new_form_is_a_new_start(client, town):
    fill_in(client)
    client.get(WHEN)  # the way back leads to the receipt
    assert counted() == (0, 1, 1, 1)
    client.get(WHAT)
    assert counted() == (0, 2, 1, 1)


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_USER_AGENT": "facebookexternalhit/1.1"},
        {"HTTP_SEC_PURPOSE": "prefetch;prerender"},
    ],
)
def test_what_nobody_reads_is_no_start(client, town, headers):
    client.get(WHAT, **headers)
    client.head(WHAT)
    assert counted() == (0, 0, 0, 0)
    client.get(WHAT)  # the reader comes
    assert counted() == (0, 1, 0, 0)


def test_a_robot_that_sends_pages_is_no_step(client, town):
    page = client.get(WHAT)
    sent = {"form": token_in(page)}
    client.post(WHAT, sent, HTTP_USER_AGENT="python-requests/2.32")
    assert counted() == (0, 1, 0, 0)


def test_a_start_takes_one_statement(client, town):
    Client().get(WHAT)
    with CaptureQueriesContext(connection) as captured:
        Client().get(WHAT)
    touched = [each["sql"] for each in captured if "dailycounts" in each["sql"]]
    assert len(touched) == 1
    with CaptureQueriesContext(connection) as captured:
        Client().get(WHAT, HTTP_USER_AGENT="curl/8")
        robot = len(captured)
    with CaptureQueriesContext(connection) as captured:
        Client().get(WHAT)
    assert len(captured) == robot + 1


def test_the_key_of_a_counted_page_is_forgotten_after_a_week(client, town):
    fill_in(client)
    assert CountedStep.objects.count() == 2
    forget_counted_steps()
    assert CountedStep.objects.count() == 2
    CountedStep.objects.update(day="2026-01-01")
    forget_counted_steps()
    assert not CountedStep.objects.exists()


def test_nothing_of_a_visitor_is_kept_beside_the_counts(client, poster):
    agent = "Mozilla/5.0 (Kanariefågel)"
    client.defaults |= {"HTTP_USER_AGENT": agent, "REMOTE_ADDR": "203.0.113.77"}
    client.get("/t/ratel7")
    client.get(WHAT)
    for row in (*DailyCounts.objects.values(), *CountedStep.objects.values()):
        assert "203.0.113.77" not in str(row)
        assert "Kanarie" not in str(row)


def _at_once(call, times=40):
    def one(number):
        try:
            return call(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
def test_starts_and_pages_that_come_at_once_all_count(town):
    def visit(_number):
        client = Client()
        page = client.get(WHAT)
        return client.post(WHAT, {"form": token_in(page)}).status_code

    assert set(_at_once(visit)) == {302}
    assert counted() == (0, 40, 40, 0)


@pytest.mark.django_db(transaction=True)
def test_a_double_press_at_once_counts_once(town):
    token = FormToken.begin(timezone.now()).sealed()
    _at_once(lambda _number: Client().post(WHAT, {"form": token}).status_code)
    assert counted() == (0, 0, 1, 0)


@pytest.fixture
def held(poster):
    """Somebody holds today's rows, and does not let go until the test is over."""
    today = timezone.localdate()
    for activity in (poster, None):
        DailyCounts.objects.create(
            municipality=poster.municipality, activity=activity, day=today
        )
    taken, over = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            list(DailyCounts.objects.select_for_update())
            taken.set()
            over.wait(30)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    taken.wait(10)
    yield
    over.set()
    thread.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("held")
def test_a_count_that_must_wait_is_given_up_and_the_page_answered(
    client, poster, caplog
):
    began = timezone.now()
    with caplog.at_level(logging.WARNING, "campaigns.services.counting"):
        answer = client.get("/t/ratel7")
        page = client.get(answer["Location"])
        sent = client.post(WHAT, {"form": token_in(page)}, follow=True)
        page = client.post(WHO, {"form": token_in(sent), **ANNA}, follow=True)
        assert send(client, page).status_code == 302
    assert (timezone.now() - began).total_seconds() < 5
    assert counted(poster) == (0, 0, 0, 0)
    words = {record.getMessage() for record in caplog.records}
    assert {each.split(" was")[0] for each in words} == {"A visit", "A start", "A step"}
    assert poster.inquiries.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_count_leaves_no_impatience_behind(client, poster):
    client.get("/t/ratel7")
    client.get(WHAT)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
