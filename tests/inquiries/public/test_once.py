"""Double click, back button, proxy retry: one inquiry and the same receipt."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test import Client

from followups.models import FollowUpTask, Promise
from inquiries.models import Event, Inquiry, Note
from messaging.models import Message
from tests.inquiries.public.filling import EXPRESS, send, to_last_page, token_in
from tests.make import NOON

AT_ONCE = 8


@pytest.mark.django_db
def test_a_double_click_is_one_inquiry_and_one_receipt(client, municipality):
    page = to_last_page(client)
    assert send(client, page)["Location"] == send(client, page)["Location"]
    assert Inquiry.objects.count() == Promise.objects.count() == 1
    assert not Note.objects.exists()


@pytest.mark.django_db
def test_the_back_button_with_a_change_keeps_both_wordings(client, municipality):
    page = to_last_page(client)
    first = send(client, page)
    second = send(client, page, message="Vi är hemma efter fem.")
    assert first["Location"] == second["Location"]
    assert Inquiry.objects.count() == 1
    assert "Vi är hemma efter fem." in Note.objects.get(author=None).text
    assert Event.objects.filter(kind="amended").count() == 1


@pytest.mark.django_db
def test_two_people_in_two_tabs_are_two_inquiries_with_a_receipt_each(
    client, municipality
):
    anna = to_last_page(client)
    bo = to_last_page(client, name="Bo Ek", phone="070-174 06 14")
    assert send(client, anna)["Location"] != send(client, bo)["Location"]
    names = Inquiry.objects.order_by("serial").values_list("contact__name", flat=True)
    assert list(names) == ["Anna Holm", "Bo Ek"]
    assert Message.objects.filter(kind="receipt").count() == 2
    assert not Note.objects.exists()


@pytest.mark.django_db
def test_the_second_person_at_a_page_sees_a_new_time_before_sending(
    client, municipality
):
    typed = {"name": "Bo Ek", "phone": "070-174 06 20", "wish": "soon"}
    with time_machine.travel(NOON, tick=False):
        typed["form"] = token_in(client.get(EXPRESS))
        client.post(EXPRESS, typed)
    typed |= {"name": "Eva Ask", "phone": "070-174 06 21"}
    with time_machine.travel(NOON + timedelta(hours=20), tick=False):
        page = client.post(EXPRESS, typed)
        assert page.status_code == 409
        assert Inquiry.objects.count() == 1
        typed["form"] = token_in(page)
        assert client.post(EXPRESS, typed).status_code == 302
    assert Inquiry.objects.count() == 2
    assert not Promise.objects.filter(due_at__lt=NOON + timedelta(hours=20)).exclude(
        made_at__lt=NOON + timedelta(hours=20)
    )


@pytest.mark.django_db
def test_a_second_try_on_another_day_finds_the_same_receipt(client, municipality):
    with time_machine.travel(NOON, tick=False):
        page = to_last_page(client)
        first = send(client, page)
    with time_machine.travel(NOON + timedelta(hours=20), tick=False):
        assert send(client, page)["Location"] == first["Location"]
    assert Inquiry.objects.count() == 1


@pytest.mark.django_db
def test_the_express_form_sent_twice_is_one_inquiry(client, municipality):
    typed = {"name": "Bo Ek", "phone": "070-174 06 20", "wish": "soon"}
    typed["form"] = token_in(client.get(EXPRESS))
    first, second = (client.post(EXPRESS, typed) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Inquiry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_posts_at_the_same_moment_are_one_inquiry(municipality):
    client = Client()
    page = to_last_page(client)
    start = Barrier(AT_ONCE)

    def post(_number):
        twin = Client()
        twin.cookies = client.cookies
        start.wait()
        try:
            answer = send(twin, page)
            return answer.status_code, answer["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = set(threads.map(post, range(AT_ONCE)))
    assert len(answers) == 1
    assert answers.pop()[0] == 302
    assert Inquiry.objects.count() == Promise.objects.count() == 1
    assert FollowUpTask.objects.count() == 1
    assert Message.objects.filter(kind="receipt").count() == 1
