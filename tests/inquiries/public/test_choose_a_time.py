"""“Choose a time”: the free times on the form, and what happens when one is taken."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from followups import slots as cutting
from followups.booking import book, free_times
from followups.models import Engagement, PromisePolicy, Slot
from followups.times import forget_times
from inquiries.models import Inquiry
from organisation.services import touch_settings
from tests.inquiries.public.filling import EXPRESS, send, to_last_page, token_in
from tests.make import NOON, make_inquiry

TIME = re.compile(r'value="(time-\d+)"')
AT_ONCE = 50


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    forget_times()
    with time_machine.travel(NOON):
        yield


@pytest.fixture
def town(municipality):
    cutting.cut(municipality, timezone.now())
    return municipality


def times_on(page):
    return TIME.findall(page.content.decode())


def slot_of(value):
    return int(value.removeprefix("time-"))


def test_the_last_page_lists_the_next_twelve_by_day(client, town):
    page = to_last_page(client)
    assert len(times_on(page)) == 12
    words = page.content.decode()
    assert "Välj en tid" in words
    assert re.findall(r"<h3[^>]*>(.*?)</h3>", words)[:2] == [
        "Ons 11 mars",
        "Tors 12 mars",
    ]


def test_a_chosen_time_is_told_on_the_receipt(client, town):
    page = to_last_page(client)
    answer = send(client, page, wish=times_on(page)[0])
    receipt = client.get(answer["Location"]).content.decode()
    assert "ringer dig i dag mellan 13.00 och 13.30" in receipt
    assert Engagement.objects.get(is_active=True).slot_id == slot_of(times_on(page)[0])


def test_who_comes_second_is_told_and_sees_the_next_ones(client, town):
    page = to_last_page(client, name="Eva Ek")
    wanted = times_on(page)[0]
    book([slot_of(wanted)], make_inquiry(town).pk, at=timezone.now())
    answer = send(client, page, wish=wanted)
    assert answer.status_code == 409
    assert "Någon annan hann ta den tiden" in answer.content.decode()
    assert wanted not in times_on(answer)
    assert len(times_on(answer)) == 12
    assert Inquiry.objects.count() == 1
    again = send(client, answer, wish=times_on(answer)[0])
    assert again.status_code == 302


def test_a_double_click_books_once(client, town):
    page = to_last_page(client)
    first, second = (send(client, page, wish=times_on(page)[0]) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Engagement.objects.count() == 1


@pytest.mark.parametrize("value", ["time-999999999", "time-0", "time-", "time", "x"])
def test_what_was_never_offered_books_nothing(client, town, value):
    page = to_last_page(client)
    answer = send(client, page, wish=value)
    assert answer.status_code in {409, 422}
    assert not Inquiry.objects.exists()


def test_whoever_leaves_no_number_is_offered_no_time(client, town):
    page = to_last_page(client, phone="", email="anna@example.se")
    assert times_on(page) == []


def test_a_municipality_may_offer_no_times(client, town):
    PromisePolicy.objects.filter(wish="time").update(is_offered=False)
    touch_settings(town)
    assert times_on(to_last_page(client)) == []


def test_the_short_form_offers_times_too(client, town):
    page = client.get(EXPRESS)
    typed = {"name": "Bo Ek", "phone": "070-174 06 20", "wish": times_on(page)[1]}
    answer = client.post(EXPRESS, {"form": token_in(page), **typed})
    assert answer.status_code == 302
    assert Inquiry.objects.get().wish == "time"


@pytest.mark.django_db(transaction=True)
def test_of_fifty_families_who_send_one_time_at_once_one_gets_it(municipality):
    cutting.cut(municipality, timezone.now())
    families = []
    for number in range(AT_ONCE):
        client = Client()
        phone = f"070-174 06 {number + 10:02}"
        families.append(
            (client, to_last_page(client, name=f"Ek {number}", phone=phone))
        )
    wanted = times_on(families[0][1])[0]
    gate = Barrier(AT_ONCE)

    def try_it(family):
        gate.wait(30)
        try:
            return send(*family, wish=wanted).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(try_it, families))
    assert sorted(answers) == [302] + [409] * (AT_ONCE - 1)
    assert Inquiry.objects.count() == 1
    free = free_times(municipality, Slot.Kind.CALL, timezone.now())
    assert slot_of(wanted) not in {each.pk for each in free}
