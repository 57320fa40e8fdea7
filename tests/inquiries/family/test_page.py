"""What stands on a family's page, and what never does."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from followups.models import Promise
from inquiries.models import FamilyLink
from inquiries.services.broken import settle_broken
from inquiries.services.calls import log_call
from inquiries.services.erase import erase_person
from inquiries.services.moves import move_inquiry
from inquiries.workflow import Stage
from tests.inquiries.family.visiting import link_to, text_of
from tests.make import NOON, make_inquiry, make_municipality, make_staff_member

pytestmark = pytest.mark.django_db
ACTIONS = (
    *("", "tid/", "avboka/", "traff/", "vanta/", "fortsatt/"),
    *("avsluta/", "uppgifter/", "kod/", "stang/"),
)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def at_stage(municipality, stage, **fields):
    first = NOON if stage != Stage.RECEIVED else None
    made = {"stage": stage, "first_contact_at": first, **fields}
    return make_inquiry(municipality, **made)


def test_the_page_tells_who_calls_and_by_when(link):
    page = text_of(link)
    assert "Hej Anna" in page
    assert "Maria ringer dig senast i morgon klockan 13.30." in page
    assert "kan komma från 031-390 06 10" in page
    assert page.count('aria-current="step"') == 1


def test_the_page_has_an_english_twin(link):
    page = text_of(f"/en{link}")
    assert "Maria will call you by tomorrow at 13.30." in page
    assert f'href="{link}" lang="sv"' in page


def test_the_page_never_tells_more_than_the_first_name(link):
    page = text_of(link)
    for told in ("Holm", "070-174 06 12", "+46701740612", "anna@example.se"):
        assert told not in page
    assert "07•• •• 12" in page
    assert "a•••@example.se" in page


@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_keeps_finds_or_follows_the_page(link, action):
    answer = Client().get(link + action, follow=True)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies


@pytest.mark.parametrize(
    ("stage", "current"),
    [("received", 1), ("contacted", 2), ("meeting", 2), ("assessment", 3)],
)
def test_the_ladder_shows_where_we_are(town, maria, stage, current):
    page = text_of(link_to(at_stage(town, stage)))
    rungs = page.split("<li")
    marked = [n for n, rung in enumerate(rungs) if 'aria-current="step"' in rung]
    assert len(marked) == 1
    assert page.count('data-state="done"') == current - 1


def test_an_outcome_is_never_told(town, maria):
    """Approved, declined and handed over are one page; the decision says nothing."""
    reasons = {"declined": "our_other", "handed_over": "other_authority"}
    pages = set()
    for stage in ("approved", "declined", "handed_over", "duplicate"):
        reason = {"duplicate": "same_household", **reasons}.get(stage, "")
        inquiry = at_stage(town, stage, close_reason=reason)
        address = link_to(inquiry)
        pages.add(text_of(address).replace(address, ""))
    assert len(pages) == 1
    assert "Just nu är inget mer inplanerat" in pages.pop()
    decided = text_of(link_to(at_stage(town, "decision")))
    assert "Vi berättar i ett samtal" in decided


def test_a_broken_promise_is_owned_up_to(inquiry, link):
    late = Promise.objects.get().due_at + timedelta(minutes=5)
    with time_machine.travel(late, tick=False):
        page = text_of(link)
        assert "Vi lovade att ringa senast i dag klockan 13.30, och det" in page
        assert "Maria hör av sig så snart det går." in page
    later = late + timedelta(hours=2)
    settle_broken(later)
    with time_machine.travel(later, tick=False):
        page = text_of(link)
        assert "Vi lovade att ringa" in page
        assert "Maria ringer dig senast" in page


def test_a_call_that_nobody_answered_is_told(inquiry, link, maria):
    log_call(inquiry, "no_answer", by=maria, at=NOON)
    assert "Vi har ringt utan att få tag på dig." in text_of(link)


def test_a_closed_inquiry_has_a_friendly_page_and_no_forms(inquiry, link, maria):
    move_inquiry(inquiry, Stage.WITHDRAWN, by=maria, at=NOON, reason="life_changed")
    page = text_of(link)
    assert "Tack för att du tänkte tanken." in page
    assert "tid/" not in page
    for action in ("tid/", "avboka/", "vanta/", "avsluta/"):
        assert Client().get(link + action).status_code == 303


def test_a_name_that_is_long_or_none_does_no_harm(town, maria):
    for name in ("Wilhelmina-Charlotta" * 5, "=SUM(A1)"):
        inquiry = make_inquiry(town, contact={"name": name})
        assert "Så långt har vi kommit" in text_of(link_to(inquiry))


class TestNoLink:
    def bare(self, address):
        answer = Client().get(address)
        path = answer.wsgi_request.path
        return answer.status_code, answer.content.decode().replace(path, "")

    def test_wrong_closed_and_erased_links_are_one_answer(self, town, inquiry, link):
        other = make_inquiry(town)
        ended = link_to(other)
        FamilyLink.objects.filter(inquiry=other).update(ended_at=NOON)
        administrator = make_staff_member(town, "administrator")
        erase_person(inquiry, by=administrator, at=NOON, reason="asked")
        unknown = "/f/1111111111111111111111/"
        answers = {
            self.bare(each + action)
            for each in (link, ended, unknown, f"/f/{'x' * 300}/")
            for action in ("",)
        }
        assert len(answers) == 1
        status, page = answers.pop()
        assert status == 404
        assert "/min-sida/" in page

    def test_each_costs_the_same_one_look(self, inquiry, link):
        work = []
        for address in (link, "/f/1111111111111111111111/"):
            FamilyLink.objects.update(ended_at=NOON)
            with CaptureQueriesContext(connection) as queries:
                Client().get(address)
            looks = [each["sql"] for each in queries]
            work.append([each.split("WHERE")[0] for each in looks])
        assert work[0] == work[1]
        assert sum("inquiries_familylink" in each for each in work[0]) == 1

    def test_another_family_s_link_never_shows_mine(self, town, inquiry, link):
        eva = make_inquiry(
            make_municipality(name="Sjölidens kommun"),
            contact={"name": "Eva Ek", "phone": "+46701740699"},
        )
        page = text_of(link_to(eva))
        for told in ("Anna", "•• 12", "Ekebacka", "Maria"):
            assert told not in page


def snapshot():
    return {
        model._meta.label: sorted(map(str, model._default_manager.values_list()))
        for model in apps.get_models()
    }


def test_opening_a_page_never_changes_anything(link):
    """Mail scanners open every link before a person does."""
    before = snapshot()
    client = Client()
    for action in (*ACTIONS, "?klart=tid"):
        for ask in (client.get, client.head):
            assert ask(link + action).status_code in {200, 303}
    client.get("/min-sida/")
    assert snapshot() == before
