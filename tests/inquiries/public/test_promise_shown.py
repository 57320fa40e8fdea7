"""No family is promised a later time than the one it has seen."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import localtime

from followups.models import Promise, PromisePolicy
from inquiries.models import Inquiry
from organisation.services.versions import touch_settings
from tests.inquiries.public.filling import EXPRESS, send, to_last_page, token_in
from tests.make import NOON, add_window, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db


def at(hours=0, minutes=0):
    moment = NOON + timedelta(hours=hours, minutes=minutes)
    return time_machine.travel(moment, tick=False)


def due_text():
    return f"{localtime(Promise.objects.get().due_at):%a %H.%M}"


def test_what_was_shown_holds_for_half_an_hour_of_reading(client, municipality):
    with at():
        page = to_last_page(client)
        assert "Senast i morgon klockan 13.30" in page.content.decode()
    with at(minutes=75):  # a quarter past one: fifteen minutes of office time later
        assert send(client, page).status_code == 302
    assert due_text() == "Thu 13.30"


def test_a_page_open_for_longer_is_shown_again_with_the_new_time(client, municipality):
    with at():
        page = to_last_page(client)
    with at(hours=3):
        again = send(client, page, message="Hej hej")
        assert again.status_code == 409
        text = again.content.decode()
        assert "Det vi kan lova hann ändras innan du skickade" in text
        assert "Senast i morgon klockan 15.30" in text
        assert "Hej hej" in text
        assert not Inquiry.objects.exists()
        assert send(client, again).status_code == 302
    assert due_text() == "Thu 15.30"


def test_an_earlier_time_than_was_shown_is_taken(client, municipality):
    policy = PromisePolicy.objects.get(municipality=municipality, wish="soon")
    with at():
        page = to_last_page(client)
        policy.within_minutes = 60
        policy.save()
        touch_settings(municipality)
        assert send(client, page).status_code == 302
    assert due_text() == "Wed 14.00"


def test_an_evening_that_is_over_is_shown_again(client, municipality):
    clock = NOON.time()
    add_window(
        municipality, 2, clock.replace(hour=17), clock.replace(hour=20), "evening"
    )
    with at(hours=6):
        page = to_last_page(client)
    with at(hours=7, minutes=45):  # too late to call this evening
        again = send(client, page, wish="evening")
    assert again.status_code == 409
    assert "Senast onsdag 18 mars klockan 20.00" in again.content.decode()


def test_a_wish_that_is_no_longer_offered_is_shown_again(client, municipality):
    page = to_last_page(client)
    PromisePolicy.objects.filter(municipality=municipality, wish="write").update(
        is_offered=False
    )
    touch_settings(municipality)
    again = send(client, page, wish="write")
    assert again.status_code == 409
    assert 'value="write"' not in again.content.decode()
    assert 'id="id_wish_0" checked' in again.content.decode()


def test_another_town_with_a_later_time_is_shown_first(client, municipality):
    sea = make_municipality(name="Sjölidens kommun")
    make_staff_member(sea, display_name="Eva Berg")
    PromisePolicy.objects.filter(municipality=municipality, wish="soon").update(
        within_minutes=60
    )
    touch_settings(municipality)
    with at():
        typed = {"name": "Bo Ek", "phone": "070-174 06 20", "wish": "soon"}
        typed |= {"place": sea.pk, "form": token_in(client.get(EXPRESS))}
        again = client.post(EXPRESS, typed)
        assert again.status_code == 409
        assert "Eva ringer dig." in again.content.decode()
        assert 'value="Bo Ek"' in again.content.decode()
        typed["form"] = token_in(again)
        assert client.post(EXPRESS, typed).status_code == 302
    assert Inquiry.objects.get().municipality == sea
    assert due_text() == "Thu 13.30"


def test_another_town_with_as_good_a_time_is_taken_at_once(client, municipality):
    sea = make_municipality(name="Sjölidens kommun")
    typed = {"name": "Bo Ek", "phone": "070-174 06 20", "wish": "soon"}
    typed |= {"place": sea.pk, "form": token_in(client.get(EXPRESS))}
    assert client.post(EXPRESS, typed).status_code == 302
    assert Inquiry.objects.get().municipality == sea
