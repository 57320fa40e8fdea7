"""What the plan says in words: on the page of weeks, and first where one plans."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import ActivityPause
from organisation.models import Capacity
from organisation.services import touch_settings
from planning.capacity_words import range_text
from planning.spread import Range
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_lie_low,
    make_municipality,
    make_staff_member,
)
from tests.planning.test_capacity import NOW, activity_of, history

pytestmark = pytest.mark.django_db
CAPACITY, LIST = reverse("planning:capacity"), reverse("planning:list")
DAY = timedelta(days=1)
TOO_MUCH = "Vecka 12: 21 samtal väntas, 20 hinns med."


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def town():
    """Maria keeps twenty calls a week."""
    town = make_municipality(name="Ekebacka kommun")
    maria = make_staff_member(town, display_name="Maria Lind")
    Capacity.objects.create(
        municipality=town, staff=maria, calls_per_week=20, visits_per_week=5
    )
    touch_settings(town)
    return town


@pytest.fixture
def desk(town):
    return client_of(make_staff_member(town, "communicator"))


def text_at(desk, address):
    answer = desk.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def page_of(activity):
    return reverse("planning:activity", args=[activity.pk])


class TestPage:
    def test_a_week_stands_with_its_number_and_days(self, town, desk):
        history(town, *[4] * 12)
        page = text_at(desk, CAPACITY)
        assert "Vecka 11 <small>9–15 mars</small>" in page
        assert "De kommande tio veckorna hinner ni med det som väntas." in page

    def test_a_week_over_the_turn_of_the_month_names_both(self, town, desk):
        assert "<small>30 mars–5 april</small>" in text_at(desk, CAPACITY)

    def test_over_full_weeks_are_told_first(self, town, desk):
        history(town, *[21] * 12)
        page = text_at(desk, CAPACITY)
        assert "Tio veckor är överfulla." in page
        assert f"{TOO_MUCH} Ligg lågt, eller låt fler vara på plats." in page
        assert page.index("Tio veckor") < page.index("<table")

    def test_too_little_history_is_said_and_nothing_made_up(self, town, desk):
        page = text_at(desk, CAPACITY)
        assert "Det är för lite historik för att säga hur många" in page
        assert "för lite historik</td>" in page

    def test_a_channel_that_is_not_reckoned_with_is_named(self, town, desk):
        history(town, *[4] * 12)
        activity_of(town, "Radio", 1, 1)
        assert "För lite historik att räkna på: Radio." in text_at(desk, CAPACITY)

    def test_without_anybody_on_the_rota_no_week_says_anything(self, town, desk):
        town.works_by_rota = True
        Capacity.objects.all().delete()
        town.opening_windows.all().delete()
        town.save()
        touch_settings(town)
        page = text_at(desk, CAPACITY)
        assert "Det finns inget jourschema." in page
        assert "inget schema</td>" in page

    def test_somebody_without_a_limit_is_told_of(self, town, desk):
        assert "Någon har ingen gräns" not in text_at(desk, CAPACITY)
        make_staff_member(town)
        touch_settings(town)
        assert "Någon har ingen gräns" in text_at(desk, CAPACITY)

    def test_a_recruiter_may_look_and_is_not_led_to_what_is_closed(self, town):
        recruiter = client_of(make_staff_member(town))
        history(town, *[21] * 12)
        page = text_at(recruiter, CAPACITY)
        assert reverse("planning:lie_low") not in page

    def test_the_page_speaks_english(self, town):
        history(town, *[21] * 12)
        james = make_staff_member(town, "communicator", desk_language="en")
        page = text_at(client_of(james), CAPACITY)
        assert "Week 12: 21 calls are to be made, 20 can be." in page

    @pytest.mark.parametrize("rows", [25, 100])
    def test_it_takes_as_many_queries_for_few_as_for_many(self, town, desk, rows):
        history(town, *[rows // 10] * 10)
        for _ in range(rows // 5):
            activity_of(town, "Radio", 0, None)
        desk.get(CAPACITY)
        with CaptureQueriesContext(connection) as queries:
            desk.get(CAPACITY)
        assert len(queries) <= 9


class TestWherePlansAreMade:
    @pytest.fixture
    def push(self, town):
        """A post in week 12, in a channel that brings many."""
        history(town, *[5] * 12)
        earlier = activity_of(town, "Facebook", -12, -1)
        history(town, *[18] * 12, activity=earlier)
        return activity_of(town, "Facebook", 1, 1)

    def test_the_list_begins_with_the_over_full_week_and_its_activities(
        self, town, desk, push
    ):
        page = text_at(desk, LIST)
        assert "Vecka 12: 23 samtal väntas, 20 hinns med." in page
        assert f"Flytta ”{push.name}” eller ligg lågt." in page
        assert f'<a href="{page_of(push)}">{push.name}</a>' in page
        assert page.index("Vecka 12") < page.index("<table")

    def test_the_activity_says_it_as_soon_as_it_is_saved(self, town, desk, push):
        address = reverse("campaigns:activity_new", args=[push.campaign_id])
        typed = desk.get(address).context["form"]
        known = {name: typed[name].value() for name in typed.fields}
        known |= {
            "name": "Ett inlägg till",
            "channel": push.channel_id,
            "starts_on": NOW.plus(3).monday,
            "ends_on": NOW.plus(3).monday,
        }
        known = {name: value for name, value in known.items() if value is not None}
        answer = desk.post(address, known, follow=True)
        page = answer.content.decode()
        assert "Ett inlägg till är sparad" in page
        assert "Vecka 14: 23 samtal väntas, 20 hinns med." in page
        assert "Flytta ”Ett inlägg till” eller ligg lågt." in page
        assert "Vecka 12" not in page

    def test_the_campaign_says_it_of_the_weeks_in_which_it_runs(self, town, desk, push):
        address = reverse("planning:campaign", args=[push.campaign_id])
        assert "Vecka 12: 23 samtal väntas" in text_at(desk, address)
        push.campaign.ends_on = NOW.sunday
        push.campaign.save()
        assert "Vecka 12" not in text_at(desk, address)

    def test_what_is_over_warns_of_nothing(self, town, desk, push):
        over = activity_of(town, "Facebook", -2, -1)
        assert "hinns med" not in text_at(desk, page_of(over))

    def test_a_plan_with_room_says_nothing(self, town, desk):
        history(town, *[4] * 12)
        activity_of(town, "Facebook", 1, 1)
        assert "hinns med" not in text_at(desk, LIST)


class TestRests:
    def test_an_activity_s_page_tells_when_it_rested(self, town, desk):
        post = make_activity(town)
        low = make_lie_low(
            town,
            began_at=NOON - 20 * DAY,
            ended_at=NOON - 10 * DAY,
            reason="Två var sjuka",
        )
        rest(post, low)
        page = text_at(desk, page_of(post))
        assert "Vilade 19 februari–1 mars 2026" in page
        assert "Två var sjuka" in page

    def test_one_that_rests_is_told_of_on_the_campaign_s_page(self, town, desk):
        post = make_activity(town, name="Inlägget")
        rest(post, make_lie_low(town))
        page = text_at(desk, reverse("planning:campaign", args=[post.campaign_id]))
        assert "Vilar sedan 11 mars 2026" in page
        assert "<p>Inlägget. Många samtal väntar</p>" in page

    def test_one_that_went_on_earlier_rested_no_longer_than_that(self, town, desk):
        post = make_activity(town)
        low = make_lie_low(town, began_at=NOON - 20 * DAY, ended_at=NOON - 10 * DAY)
        rest(post, low, ended_at=NOON - 15 * DAY)
        assert "Vilade 19–24 februari 2026" in text_at(desk, page_of(post))


def rest(activity, low, ended_at=None):
    ActivityPause.objects.create(
        municipality=activity.municipality,
        activity=activity,
        lie_low=low,
        began_at=low.began_at,
        ended_at=ended_at or low.ended_at,
    )


def test_a_range_of_one_number_is_one_number():
    assert range_text(Range(3, 3)) == "3"
    assert range_text(Range(3, 5)) == "3–5"
