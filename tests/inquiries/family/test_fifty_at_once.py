"""Fifty families press the same time at the same moment, each on its own page."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.db import connection

from followups import slots as cutting
from followups.booking import free_times
from followups.models import Appointment, Engagement, Promise, Slot
from inquiries.services.receive import receive
from tests.inquiries.family.visiting import link_to, post
from tests.make import NOON, Registration, make_municipality, make_staff_member

AT_ONCE = 50


@pytest.mark.django_db(transaction=True)
def test_one_gets_the_time_and_forty_nine_are_shown_the_next():
    with time_machine.travel(NOON, tick=False):
        town = make_municipality()
        make_staff_member(town, display_name="Maria Lind")
        cutting.cut(town, NOON)
        wanted, following = free_times(town, Slot.Kind.CALL, NOON)[:2]
        links = [
            link_to(receive(town, Registration(name="Anna", phone=number), at=NOON))
            for number in (f"+467017406{each:02}" for each in range(5, 5 + AT_ONCE))
        ]
        ready = Barrier(AT_ONCE)

        def press(link):
            ready.wait()
            try:
                return post(f"{link}tid/", wish=f"time-{wanted.pk}")
            finally:
                connection.close()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(press, links))
    assert Counter(each.status_code for each in answers) == {303: 1, 409: 49}
    assert Engagement.objects.filter(slot=wanted, is_active=True).count() == 1
    assert Appointment.objects.count() == 1
    assert Promise.objects.filter(outcome="open").count() == AT_ONCE
    for page in (each.content.decode() for each in answers if each.status_code == 409):
        assert "Någon annan hann ta den tiden. Här är nästa lediga tider." in page
        assert f'value="time-{following.pk}"' in page
        assert f'value="time-{wanted.pk}"' not in page
