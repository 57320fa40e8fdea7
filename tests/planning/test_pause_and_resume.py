"""Families send the form while their municipality lies low, and goes on, and again.

No inquiry is without the words that its own page showed, and none is promised later
than they said. Real threads, each with a connection of its own.
"""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event

import pytest
from django.db import connection
from django.test import Client

from followups.models import Promise
from inquiries.form_token import FormToken
from inquiries.models import Inquiry
from organisation.models import LieLow, Municipality
from planning.services.lying_low import lie_low, resume
from tests.inquiries.public.filling import EXPRESS, token_in
from tests.make import NOON, make_activity, make_municipality, make_staff_member

FAMILIES = 36
AT_ONCE = 12
# What stands beside the choice, as a browser shows it: its title and its hint.
BESIDE = re.compile(
    r'value="soon".*?<strong>(.*?)</strong> <small>(.*?)</small>', re.DOTALL
)
TOKEN = re.compile(r'name="form" value="([^"]+)"')


@pytest.fixture
def town(settings):
    settings.FORM_MINIMUM_SECONDS = 0
    town = make_municipality(name="Ekebacka kommun")
    make_staff_member(town, display_name="Maria Lind")
    make_activity(town, starts_on=NOON.date())
    return town


def words_on(page):
    found = BESIDE.search(page)
    assert found is not None, page
    title, hint = (html.unescape(each).strip() for each in found.groups())
    return f"{title}: {hint}"


@pytest.mark.django_db(transaction=True)
def test_every_family_is_kept_to_what_its_page_said(town):
    jonas = make_staff_member(town, "communicator")
    done = Event()

    def toggle():
        turns = 0
        try:
            while not done.is_set():
                place = Municipality.objects.get(pk=town.pk)
                at = datetime.now(UTC)
                if turns % 2:
                    resume(place, by=jonas, at=at)
                else:
                    days = 3 + turns % 5
                    lie_low(
                        place,
                        working_days=days,
                        resumes_on=None,
                        reason="För många",
                        by=jonas,
                        at=at,
                    )
                turns += 1
                done.wait(0.02)
        finally:
            connection.close()
        return turns

    def inquire(number):
        try:
            client = Client()
            page = client.get(EXPRESS)
            typed = {
                "form": token_in(page),
                "name": f"Familj {number}",
                "phone": f"070-174 06 {number + 10:02}",
                "wish": "soon",
            }
            answer = client.post(EXPRESS, typed)
            assert answer.status_code == 302, answer.content.decode()
            return page.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE + 1) as pool:
        toggling = pool.submit(toggle)
        pages = list(pool.map(inquire, range(FAMILIES)))
        done.set()
        turns = toggling.result()

    assert turns > 4
    assert LieLow.objects.count() >= 2
    texts = dict(Inquiry.objects.values_list("contact__name", "promise_shown"))
    due = dict(Promise.objects.values_list("inquiry__contact__name", "due_at"))
    assert len(texts) == len(due) == FAMILIES
    for number, page in enumerate(pages):
        name = f"Familj {number}"
        assert texts[name] == words_on(page)
        shown = FormToken.unsealed(TOKEN.search(page)[1]).shown["soon"]
        assert due[name].timestamp() <= shown
    assert len(set(texts.values())) > 1, "nobody met the change"
