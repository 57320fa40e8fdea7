"""What the one statement says of past weeks, against a count by hand."""

import random
from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from campaigns.models import ActivityPause, Channel
from inquiries.models import Event
from inquiries.workflow import Stage
from organisation.weeks import Week
from planning.history import REST_WEEKS, WEEKS_BACK, history_of
from planning.spread import spread_of
from tests.make import (
    NOON,
    STOCKHOLM,
    make_activity,
    make_inquiry,
    make_lie_low,
    make_municipality,
)

pytestmark = pytest.mark.django_db
NOW = Week.of(NOON)


@pytest.fixture
def town():
    return make_municipality()


def on(week, weekday=2, hour=12):
    """A moment so many weeks back."""
    day = NOW.plus(-week).monday + timedelta(days=weekday)
    return datetime.combine(day, time(hour), STOCKHOLM)


def came(town, week, number=1, activity=None, **fields):
    for _ in range(number):
        make_inquiry(town, received_at=on(week), activity=activity, **fields)


def activity_in(town, channel, first, last):
    """One that ran from so many weeks back to so many."""
    channel, _ = Channel.objects.get_or_create(municipality=town, name=channel)
    ends_on = None if last is None else NOW.plus(-last).sunday
    starts_on = NOW.plus(-first).monday
    return make_activity(town, channel=channel, starts_on=starts_on, ends_on=ends_on)


def test_an_empty_register_says_nothing(town):
    history = history_of(town, NOON)
    assert not any(history.rest.values())
    assert spread_of(history.rest) is None


def test_the_week_that_runs_and_the_first_one_are_not_whole(town):
    for week, number in ((0, 9), (1, 2), (2, 0), (3, 1), (4, 7)):
        came(town, week, number)
    rest = history_of(town, NOON).rest
    assert {count: weeks for count, weeks in rest.items() if weeks} == {
        2: 1,
        0: 1,
        1: 1,
    }


def test_duplicates_and_spam_are_nobody(town):
    came(town, 5)
    came(town, 2)
    came(town, 2, stage=Stage.SPAM)
    came(town, 2, stage=Stage.DUPLICATE, close_reason="same_family")
    assert history_of(town, NOON).rest[1] == 1


def test_a_channel_s_weeks_are_those_of_its_activities_and_one_more(town):
    came(town, 12)
    post = activity_in(town, "Facebook", 6, 5)  # two weeks; answered for a third
    came(town, 6, 3, post)
    came(town, 4, 2, post)
    came(town, 3, 1, post)  # after it: nobody's push any more
    channels = history_of(town, NOON).channels
    new, later = (post.channel_id, True), (post.channel_id, False)
    assert dict(channels[new]) == {0: 1, 3: 1}
    assert channels[later][2] == 1
    assert sum(channels[later].values()) == 1
    assert history_of(town, NOON).rest[1] == 1


def test_weeks_of_rest_are_no_weeks_of_the_channel(town):
    came(town, 12)
    post = activity_in(town, "Facebook", 8, None)
    low = make_lie_low(town, began_at=on(5), ended_at=on(3))
    ActivityPause.objects.create(
        municipality=town,
        activity=post,
        lie_low=low,
        began_at=low.began_at,
        ended_at=low.ended_at,
    )
    came(town, 4, 5, post)
    history = history_of(town, NOON)
    later = history.channels[post.channel_id, False]
    assert sum(later.values()) == 3  # of six: the three weeks of rest are left out
    assert history.rest[5] == 1


def test_those_who_were_met_are_counted_once_and_not_where_it_was_undone(town):
    came(town, 8)
    for _ in range(3):
        inquiry = make_inquiry(town, received_at=on(6), stage=Stage.ASSESSMENT)
        about = {"municipality": town, "inquiry": inquiry, "kind": Event.Kind.MOVED}
        steps = ((Stage.RECEIVED, Stage.MEETING), (Stage.MEETING, Stage.ASSESSMENT))
        for before, after in steps:
            moved = Event.objects.create(
                **about, at=on(5), recorded_at=on(5), from_stage=before, to_stage=after
            )
    first = Event.objects.filter(inquiry=inquiry, to_stage=Stage.MEETING).get()
    Event.objects.create(
        **about | {"kind": Event.Kind.UNDONE},
        at=on(4),
        recorded_at=on(4),
        reverses=first,
        from_stage=Stage.MEETING,
        to_stage=Stage.RECEIVED,
    )
    assert moved.pk
    history = history_of(town, NOON)
    assert (history.met, history.inquiries) == (2, 4)


def test_another_municipality_is_none_of_ours(town):
    other = make_municipality()
    came(other, 5, 3, activity_in(other, "Radio", 8, None))
    came(town, 9)
    came(town, 5)
    history = history_of(town, NOON)
    assert not history.channels
    assert (history.rest[1], history.inquiries) == (1, 2)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_what_counting_by_hand_gives(town, seed):
    chance = random.Random(seed)
    activities = []
    for _ in range(8):
        first = chance.randrange(0, WEEKS_BACK + 20)
        last = chance.choice([None, first, max(first - chance.randrange(12), -3)])
        channel = chance.choice(["Radio", "Facebook", "Affisch"])
        activities.append(activity_in(town, channel, first, last))
    received = []
    for _ in range(120):
        activity = chance.choice([None, *activities])
        moment = on(
            chance.randrange(0, WEEKS_BACK + 6),
            chance.randrange(7),
            chance.choice([0, 12, 23]),
        )
        received.append((min(moment, NOON), activity))
    for moment, activity in received:
        make_inquiry(town, received_at=moment, activity=activity)
    expected_channels, expected_rest = by_hand(received, activities)
    history = history_of(town, NOON)
    found = {
        kind: {count: number for count, number in weeks.items() if number}
        for kind, weeks in history.channels.items()
    }
    assert {kind: weeks for kind, weeks in found.items() if weeks} == expected_channels
    rest = {count: number for count, number in history.rest.items() if number}
    assert rest == expected_rest


def by_hand(received, activities):
    began = min(Week.of(moment) for moment, _ in received)
    weeks = [NOW.plus(-back) for back in range(WEEKS_BACK, 0, -1)]
    weeks = [each for each in weeks if each > began]
    by_week = defaultdict(Counter)
    for moment, activity in received:
        by_week[Week.on(localtime(moment, STOCKHOLM).date())][activity] += 1
    channels, pushed = defaultdict(Counter), Counter()
    for activity in activities:
        begun = Week.on(activity.starts_on)
        last = activity.ends_on or date(2100, 1, 1)
        for week in weeks:
            if begun <= week <= Week.on(last).plus(1):
                is_new = begun.count_to(week) < 2
                number = by_week[week][activity]
                channels[activity.channel_id, is_new][number] += 1
                pushed[week] += number
    rest = Counter(
        sum(by_week[week].values()) - pushed[week]
        for week in weeks
        if week >= NOW.plus(-REST_WEEKS)
    )
    return {kind: dict(counts) for kind, counts in channels.items()}, dict(rest)


def test_one_statement_is_enough(town):
    came(town, 3, 30, activity_in(town, "Radio", 4, None))
    with CaptureQueriesContext(connection) as queries:
        history_of(town, NOON)
    assert len(queries) == 1
