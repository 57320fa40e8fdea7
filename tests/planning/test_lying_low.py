"""To lie low and to go on: one change each, which leaves alone what was promised."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Entry
from campaigns.models import ActivityPause
from followups.models import Promise, Wish
from followups.promise import due_at_for
from inquiries.services.receive import receive
from messaging.dispatch import run_once
from messaging.failing import failures_of_a_step
from organisation.models import LieLow, Municipality
from planning.services import lying_low
from planning.services.lying_low import (
    AlreadyLyingLow,
    EndsBeforeItBegins,
    NotLyingLow,
    can_rest,
    lie_low,
    resume,
    resume_activities,
    resume_due,
)
from tests.make import (
    NOON,
    STOCKHOLM,
    Registration,
    make_activity,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
DAY = timedelta(days=1)
ANNA = Registration(name="Anna Holm", phone="+46701740612")


@pytest.fixture
def town():
    town = make_municipality()
    make_staff_member(town)
    return town


@pytest.fixture
def jonas(town):
    return make_staff_member(town, "communicator")


def begin(town, by, activities=None, **fields):
    known = {"working_days": 5, "resumes_on": None, "reason": "För många", "at": NOON}
    return lie_low(town, activities, by=by, **{**known, **fields})


def resting(town):
    pauses = ActivityPause.objects.of(town).going_on()
    return set(pauses.values_list("activity", flat=True))


class TestBeginning:
    def test_families_are_promised_longer_from_that_moment(self, town, jonas):
        usual = due_at_for(town, Wish.SOON, NOON)
        begin(town, jonas)
        town.refresh_from_db()
        assert due_at_for(town, Wish.SOON, NOON) == NOON + 7 * DAY + timedelta(hours=4)
        assert due_at_for(town, Wish.SOON, NOON - timedelta(seconds=1)) <= usual

    def test_what_was_promised_before_stands(self, town, jonas):
        receive(town, ANNA, at=NOON)
        before = Promise.objects.values().get()
        begin(town, jonas)
        resume(town, by=jonas, at=NOON + DAY)
        assert Promise.objects.values().get() == before

    def test_everything_that_runs_rests_unless_some_are_chosen(self, town, jonas):
        runs = make_activity(town, starts_on=TODAY - DAY)
        make_activity(town, starts_on=TODAY + DAY)
        make_activity(town, starts_on=TODAY - 2 * DAY, ends_on=TODAY - DAY)
        make_activity(make_municipality())
        begin(town, jonas)
        assert resting(town) == {runs.pk}

    def test_only_the_chosen_rest_also_one_that_is_to_come(self, town, jonas):
        make_activity(town)
        coming = make_activity(town, starts_on=TODAY + DAY)
        over = make_activity(town, starts_on=TODAY - 2 * DAY, ends_on=TODAY - DAY)
        foreign = make_activity(make_municipality())
        begin(town, jonas, [coming.pk, over.pk, foreign.pk])
        assert resting(town) == {coming.pk}

    def test_none_need_rest(self, town, jonas):
        make_activity(town)
        begin(town, jonas, [])
        assert resting(town) == set()

    def test_once_at_a_time(self, town, jonas):
        begin(town, jonas)
        with pytest.raises(AlreadyLyingLow):
            begin(town, jonas)
        assert LieLow.objects.count() == 1

    @pytest.mark.parametrize("resumes_on", [TODAY, TODAY - DAY])
    def test_it_ends_on_a_later_day_than_it_begins(self, town, jonas, resumes_on):
        with pytest.raises(EndsBeforeItBegins):
            begin(town, jonas, resumes_on=resumes_on)

    def test_it_is_written_down_with_who_and_when(self, town, jonas):
        low = begin(town, jonas)
        entry = Entry.objects.get(action="lay-low")
        assert (entry.actor, entry.at, entry.subject_id) == (jonas, NOON, str(low.pk))

    def test_all_of_it_or_nothing(self, town, jonas, monkeypatch):
        make_activity(town)
        version = town.settings_version

        def fail(*_arguments, **_fields):
            raise RuntimeError

        monkeypatch.setattr(lying_low, "record", fail)
        with pytest.raises(RuntimeError):
            begin(town, jonas)
        assert not LieLow.objects.exists()
        assert not ActivityPause.objects.exists()
        assert Municipality.objects.get(pk=town.pk).settings_version == version

    def test_the_database_refuses_two_at_once(self, town, jonas):
        begin(town, jonas)
        with pytest.raises(IntegrityError), transaction.atomic():
            LieLow.objects.create(
                municipality=town, began_at=NOON, working_days=2, began_by=jonas
            )


class TestEnding:
    def test_everything_goes_on_and_promises_are_as_usual(self, town, jonas):
        make_activity(town)
        usual = due_at_for(town, Wish.SOON, NOON + DAY)
        begin(town, jonas)
        low = resume(town, by=jonas, at=NOON + DAY)
        town.refresh_from_db()
        assert due_at_for(town, Wish.SOON, NOON + DAY) == usual
        assert resting(town) == set()
        assert (low.ended_at, low.ended_by) == (NOON + DAY, jonas)
        assert ActivityPause.objects.get().ended_at == NOON + DAY

    def test_once(self, town, jonas):
        begin(town, jonas)
        resume(town, by=jonas, at=NOON)
        with pytest.raises(NotLyingLow):
            resume(town, by=jonas, at=NOON)

    def test_a_clock_that_is_behind_ends_it_when_it_began(self, town, jonas):
        make_activity(town)
        begin(town, jonas)
        low = resume(town, by=jonas, at=NOON - timedelta(seconds=2))
        assert low.ended_at == NOON
        assert ActivityPause.objects.get().ended_at == NOON

    def test_it_can_begin_anew(self, town, jonas):
        begin(town, jonas)
        resume(town, by=jonas, at=NOON + DAY)
        begin(town, jonas, at=NOON + 2 * DAY)
        assert LieLow.objects.of(town).going_on().count() == 1

    def test_some_may_go_on_while_the_promise_stays_longer(self, town, jonas):
        one, two = make_activity(town), make_activity(town)
        begin(town, jonas)
        foreign = make_activity(make_municipality())
        chosen = [one.pk, foreign.pk]
        assert resume_activities(town, chosen, by=jonas, at=NOON + DAY) == 1
        assert resting(town) == {two.pk}
        town.refresh_from_db()
        later = NOON + DAY
        assert due_at_for(town, Wish.SOON, later) > later + 5 * DAY
        assert Entry.objects.get(action="resumed-activity").subject_id == str(one.pk)
        assert resume_activities(town, chosen, by=jonas, at=NOON + DAY) == 0

    def test_nothing_goes_on_where_nothing_rests(self, town, jonas):
        with pytest.raises(NotLyingLow):
            resume_activities(town, [1], by=jonas, at=NOON)


class TestByItsDay:
    @pytest.mark.parametrize(
        "day",
        [
            "2026-03-17",
            "2026-03-29",  # the clock goes forward
            "2026-03-30",
            "2026-10-25",  # and back
            "2027-01-01",
        ],
    )
    def test_it_ends_with_the_first_moment_of_the_day_and_never_before(
        self, town, jonas, day
    ):
        begin(town, jonas, resumes_on=date.fromisoformat(day))
        midnight = datetime.fromisoformat(day).replace(tzinfo=STOCKHOLM)
        assert resume_due(midnight - timedelta(microseconds=1)) == 0
        assert resume_due(midnight) == 1
        low = LieLow.objects.get()
        assert (low.ended_at, low.ended_by) == (midnight, None)

    def test_a_round_that_comes_late_ends_it_and_a_second_does_nothing(
        self, town, jonas
    ):
        make_activity(town)
        begin(town, jonas, resumes_on=TODAY + DAY)
        assert resume_due(NOON + 3 * DAY) == 1
        assert resume_due(NOON + 3 * DAY) == 0
        assert LieLow.objects.get().ended_at == NOON + 3 * DAY
        assert resting(town) == set()

    def test_without_a_day_it_goes_on(self, town, jonas):
        begin(town, jonas)
        assert resume_due(NOON + 400 * DAY) == 0

    def test_one_that_was_ended_by_hand_is_left_alone(self, town, jonas):
        begin(town, jonas, resumes_on=TODAY + DAY)
        resume(town, by=jonas, at=NOON)
        begin(town, jonas, resumes_on=TODAY + 9 * DAY)
        assert resume_due(NOON + DAY) == 0

    def test_one_that_fails_stops_no_other(self, town, jonas, monkeypatch):
        other = make_municipality()
        begin(town, jonas, resumes_on=TODAY + DAY)
        begin(other, make_staff_member(other), resumes_on=TODAY + DAY)
        whole = lying_low.resume

        def fail_here(municipality, **fields):
            if municipality == town:
                raise RuntimeError
            return whole(municipality, **fields)

        monkeypatch.setattr(lying_low, "resume", fail_here)
        with failures_of_a_step() as failed:
            assert resume_due(NOON + DAY) == 1
        assert failed == {town.pk}
        assert LieLow.objects.of(town).going_on().exists()
        assert not LieLow.objects.of(other).going_on().exists()

    def test_the_dispatcher_does_it(self, town, jonas):
        begin(town, jonas, resumes_on=TODAY + DAY)
        result = run_once(NOON + DAY, "test")
        assert not result.failed_steps
        assert not LieLow.objects.going_on().exists()


@pytest.mark.django_db(transaction=True)
def test_rounds_that_meet_end_it_once():
    town = make_municipality()
    jonas = make_staff_member(town, "communicator")
    begin(town, jonas, resumes_on=TODAY + DAY)
    gate, ended = threading.Barrier(4), []

    def run():
        gate.wait(30)
        try:
            ended.append(resume_due(NOON + DAY))
        finally:
            connection.close()

    rounds = [threading.Thread(target=run) for _ in range(4)]
    for each in rounds:
        each.start()
    for each in rounds:
        each.join()
    assert sorted(ended) == [0, 0, 0, 1]
    assert Entry.objects.filter(action="resumed").count() == 1


def test_what_can_rest_goes_on_or_begins_soon(town):
    today, past = TODAY, TODAY - 2 * DAY
    begun = make_activity(town, name="A", starts_on=today)
    last_day = make_activity(town, name="B", starts_on=past, ends_on=today)
    soon = make_activity(town, name="AA", starts_on=today + 60 * DAY)
    make_activity(town, starts_on=today + 61 * DAY)
    make_activity(town, starts_on=past, ends_on=today - DAY)
    make_activity(make_municipality())
    assert can_rest(town, today) == [begun, last_day, soon]
