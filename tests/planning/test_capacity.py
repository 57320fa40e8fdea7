from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.models import ActivityPause, Channel
from followups.models import Appointment, Engagement, FollowUpTask, Slot
from followups.promise import make
from inquiries.models import Inquiry
from organisation.calendar import Window
from organisation.models import (
    Absence,
    Capacity,
    OpeningWindow,
    Shift,
    ShiftChange,
    SpecialDay,
)
from organisation.rota import Away, Rota, rota_of
from organisation.services import touch_settings
from organisation.weeks import Week, weeks_from
from planning.capacity import State, capacity_of, known_capacity
from planning.room import (
    Limit,
    Room,
    added,
    limits_of,
    room_in,
    room_of,
    time_in,
    usual_time,
)
from planning.spread import Range
from tests.make import (
    NOON,
    STOCKHOLM,
    add_window,
    make_activity,
    make_inquiry,
    make_lie_low,
    make_meeting,
    make_municipality,
    make_staff_member,
)

NOW = Week.of(NOON)  # week 11, from Wednesday noon on
DAY = timedelta(days=1)


@pytest.fixture
def town(db):
    return make_municipality()


@pytest.fixture
def maria(town):
    return recruiter(town, calls=20, visits=5)


def recruiter(town, *, calls=None, visits=None, **fields):
    staff = make_staff_member(town, **fields)
    Capacity.objects.create(
        municipality=town, staff=staff, calls_per_week=calls, visits_per_week=visits
    )
    touch_settings(town)
    return staff


def rooms(town, weeks=4, at=NOON):
    return room_in(town, weeks_from(Week.of(at), weeks), at)


def away(town, staff, first, days=5, **fields):
    Absence.objects.create(
        municipality=town,
        staff=staff,
        first_day=first,
        last_day=first + DAY * (days - 1),
        **fields,
    )
    touch_settings(town)


def close(town, *days):
    for day in days:
        SpecialDay.objects.create(municipality=town, day=day, name="Röd dag")
    touch_settings(town)


class TestRoom:
    def test_a_whole_week_has_room_for_the_person_s_limits(self, town, maria):
        assert rooms(town)[1] == Room(20, 5)

    def test_of_the_week_that_runs_only_what_is_left_counts(self, town, maria):
        # From Wednesday noon: 3.5 hours and two days of 7.5, of 37.5 in all.
        assert rooms(town)[0] == Room(20 * 185 // 375, 5 * 185 // 375)

    def test_an_absence_takes_its_days(self, town, maria):
        away(town, maria, NOW.plus(1).monday, days=2)
        assert rooms(town)[1] == Room(12, 3)

    def test_a_substitute_does_what_the_absent_would_have_done(self, town, maria):
        eva = recruiter(town, calls=3, visits=0)
        town.works_by_rota = True
        town.save()
        for window in OpeningWindow.objects.filter(municipality=town):
            Shift.objects.create(municipality=town, window=window, staff=maria)
        away(town, maria, NOW.plus(1).monday, substitute=eva)
        assert rooms(town)[1] == Room(20, 5)

    def test_one_who_works_then_anyway_cannot_do_it_twice(self, town, maria):
        eva = recruiter(town, calls=3, visits=0)
        away(town, maria, NOW.plus(1).monday, substitute=eva)
        assert rooms(town)[1] == Room(3, 0)

    def test_red_days_take_theirs(self, town, maria):
        close(town, *(NOW.plus(2).monday + DAY * each for each in (3, 4)))
        assert rooms(town)[2] == Room(12, 3)

    def test_a_week_that_is_closed_has_none(self, town, maria):
        close(town, *NOW.plus(1).days)
        assert rooms(town)[1] == Room()

    def test_a_date_off_the_rota_takes_its_window(self, town, maria):
        window = OpeningWindow.objects.filter(municipality=town, weekday=0).first()
        ShiftChange.objects.create(
            municipality=town,
            window=window,
            staff=maria,
            day=NOW.plus(1).monday,
            is_on=False,
        )
        touch_settings(town)
        assert rooms(town)[1] == Room(20 * 335 // 375, 5 * 335 // 375)

    def test_nobody_is_visited_in_an_evening(self, town, maria):
        add_window(town, 2, time(17), time(20), OpeningWindow.Kind.EVENING)
        for day in NOW.plus(1).days:  # the office is closed, the evening is not
            if day.weekday() == 2:
                continue
            close(town, day)
        assert rooms(town)[1] == Room(20 * 105 // 405, 1)

    def test_without_a_limit_it_is_as_many_as_there_is_time_for(self, town):
        recruiter(town)
        assert rooms(town)[1] == Room(75, 18)  # 37.5 hours

    def test_a_colleague_of_another_town_makes_no_room_here(self, town, maria):
        recruiter(make_municipality(), calls=50, visits=50)
        assert rooms(town)[1] == Room(20, 5)

    @pytest.mark.parametrize(
        ("now", "red"),
        [
            ("2026-12-21 07:00", "2027-01-01"),  # week 53, new year's day in it
            ("2026-03-16 07:00", "2026-03-29"),  # the clock goes forward on Sunday
            ("2026-10-12 07:00", "2026-10-25"),  # and back
        ],
    )
    def test_weeks_at_the_edges_are_weeks_as_others(self, town, maria, now, red):
        at = datetime.fromisoformat(now).replace(tzinfo=STOCKHOLM)
        close(town, date.fromisoformat(red))
        found = rooms(town, 4, at)
        lost = date.fromisoformat(red).weekday() < 5
        assert found == [
            Room(20, 5),
            Room(16, 4) if lost else Room(20, 5),
            Room(20, 5),
            Room(20, 5),
        ]


# --- The arithmetic of rooms, on rotas of all kinds.

UNHURRIED = settings(
    max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None
)

WINDOWS = {
    place: (kind, Window(weekday, opens, closes))
    for place, (kind, weekday, opens, closes) in enumerate(
        [
            *(("office", weekday, 480, 720) for weekday in range(5)),
            *(("office", weekday, 780, 990) for weekday in range(5)),
            ("evening", 1, 1020, 1200),
            ("weekend", 6, 0, 1440),
        ]
    )
}
STAFF = st.integers(1, 4)
WEEKS = st.dates(date(2026, 1, 1), date(2030, 12, 31)).map(Week.on)
LIMITS = st.dictionaries(
    STAFF,
    st.builds(Limit, st.none() | st.integers(0, 40), st.integers(0, 10)),
    max_size=3,
)


@st.composite
def rotas(draw):
    week = draw(WEEKS)
    weekly = draw(st.dictionaries(st.sampled_from(list(WINDOWS)), st.frozensets(STAFF)))
    changes = draw(
        st.dictionaries(
            st.tuples(st.sampled_from(week.days), st.sampled_from(list(WINDOWS))),
            st.dictionaries(STAFF, st.booleans(), max_size=2),
            max_size=3,
        )
    )
    special = draw(
        st.dictionaries(
            st.sampled_from(week.days), st.none() | st.just(720), max_size=3
        )
    )
    rota = Rota(WINDOWS, weekly, frozenset({1, 2, 3}), changes, (), special)
    return rota, week


def room_with(rota, week, limits, absences=(), at=None):
    there = Rota(
        rota.windows,
        rota.weekly,
        rota.callers,
        rota.changes,
        tuple(absences),
        rota.special_days,
    )
    usual = usual_time(there)
    return {
        staff: room_of(
            limits.get(staff, Limit()), each, usual.get(staff) or usual[None]
        )
        for staff, each in time_in(there, week, at or week.start).items()
    }


@UNHURRIED
@given(rotas(), LIMITS)
def test_room_is_never_negative_and_never_more_than_the_limit(pair, limits):
    rota, week = pair
    for staff, room in room_with(rota, week, limits).items():
        limit = limits.get(staff, Limit())
        assert room.calls >= 0
        assert room.visits >= 0
        assert limit.calls is None or room.calls <= limit.calls
        assert limit.visits is None or room.visits <= limit.visits


@UNHURRIED
@given(rotas(), LIMITS, STAFF, STAFF, st.integers(0, 6), st.integers(0, 6))
def test_an_absence_never_makes_room(pair, limits, staff, substitute, first, days):
    rota, week = pair
    first_day = week.monday + DAY * first
    substitute = None if substitute == staff else substitute
    absence = Away(staff, first_day, first_day + DAY * days, substitute)
    before = added(room_with(rota, week, limits).values())
    after = added(room_with(rota, week, limits, [absence]).values())
    assert after.calls <= before.calls
    assert after.visits <= before.visits


@UNHURRIED
@given(rotas(), LIMITS, st.integers(0, 7 * 24))
def test_what_is_left_of_a_week_is_never_more_than_the_week(pair, limits, hours):
    rota, week = pair
    whole = added(room_with(rota, week, limits).values())
    at = week.start + timedelta(hours=hours)
    left = added(room_with(rota, week, limits, at=at).values())
    assert left.calls <= whole.calls
    assert left.visits <= whole.visits
    if hours >= 7 * 24 + 1:
        assert left == Room()


@given(st.lists(st.builds(Room, st.integers(0, 99), st.integers(0, 99))))
def test_the_room_of_all_is_the_sum_of_each_one_s(parts):
    whole = added(parts)
    assert whole.calls == sum(each.calls for each in parts)
    assert whole.visits == sum(each.visits for each in parts)


# --- The plan itself.


def plan(town, weeks=4, at=NOON):
    return capacity_of(town, weeks, at=at)


def history(town, *counts, activity=None):
    """So many inquiries in the weeks that lie behind, the latest first."""
    moments = [
        NOW.plus(-back).start + 2 * DAY
        for back, number in enumerate(counts, start=1)
        for _ in range(number)
    ]
    known = town.inquiries.count()
    Inquiry.objects.bulk_create(
        Inquiry(
            municipality=town,
            activity=activity,
            year=2025,
            serial=known + place,
            received_at=moment,
            registered_at=moment,
            source="phone",
            wish="soon",
            stage="withdrawn",
            close_reason="not_now",
        )
        for place, moment in enumerate(moments, start=1)
    )


def task(town, due_at, kind="call", **fields):
    inquiry = make_inquiry(town, due_at=due_at)
    inquiry.followups.update(kind=kind, **fields)
    return inquiry


def on(week, hour=10):
    return datetime.combine(NOW.plus(week).monday, time(hour), STOCKHOLM)


@pytest.mark.django_db
class TestPlan:
    def test_what_is_promised_and_planned_stands_in_its_week(self, town, maria):
        promised = task(town, on(1))
        promise = make(town, promised.pk, "soon", due_at=on(1), at=NOON)
        promised.followups.update(promise=promise)
        task(town, on(1))
        task(town, on(2), FollowUpTask.Kind.WRITE)
        task(town, on(2), FollowUpTask.Kind.OTHER)
        task(town, on(3), FollowUpTask.Kind.HOME_VISIT)
        weeks = plan(town).weeks
        calls = [(each.calls.promised, each.calls.planned) for each in weeks]
        visits = [each.visits.planned for each in weeks]
        assert calls == [(0, 0), (1, 1), (0, 1), (0, 0)]
        assert visits == [0, 0, 0, 1]

    def test_what_is_overdue_is_to_be_done_now(self, town, maria):
        task(town, NOON - 30 * DAY)
        assert plan(town).weeks[0].calls.planned == 1

    def test_what_lies_beyond_the_plan_is_not_in_it(self, town, maria):
        task(town, on(4, 0))
        assert [each.calls.planned for each in plan(town).weeks] == [0, 0, 0, 0]

    def test_a_visit_takes_as_many_as_go_and_a_meeting_as_many_as_hold_it(
        self, town, maria
    ):
        eva = recruiter(town)
        book(town, on(1), maria, eva)
        book(town, on(2), maria, cancelled_at=NOON)
        make_meeting(town, maria, starts_at=on(2, 18))
        booked = [each.visits.promised for each in plan(town).weeks]
        assert booked == [0, 2, 1, 0]

    def test_history_gives_a_range_and_never_a_point(self, town, maria):
        history(town, 3, 4, 5, 3, 4, 5, 3, 4, 5, 9)
        calls = plan(town).weeks[1].calls
        assert calls.expected == Range(3, 5)
        assert calls.needed == Range(3, 5)

    def test_too_little_history_is_said(self, town, maria):
        history(town, 3, 4, 5)
        found = plan(town)
        assert not found.has_history
        assert found.weeks[1].calls.expected is None
        assert found.weeks[1].calls.needed == Range(0, 0)

    def test_of_this_week_only_what_is_left_is_to_be_expected(self, town, maria):
        history(town, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70)
        # Wednesday noon: four and a half days of seven.
        assert plan(town).weeks[0].calls.expected == Range(45, 45)

    def test_a_push_is_expected_by_its_channel_s_own_history(self, town, maria):
        history(town, *[2] * 12)
        earlier = activity_of(town, "Facebook", -9, -5)
        history(town, 0, 0, 0, 0, 10, 10, 10, 20, 20, activity=earlier)
        push = activity_of(town, "Facebook", 1, 1)
        calls = [each.calls.expected for each in plan(town).weeks]
        # Of first weeks there are two: the channel's other weeks count, too. Six of
        # them are few, so the range goes from nothing to twice the largest.
        assert calls[1] == Range(2, 42)
        assert calls[3] == Range(2, 2)
        assert [each.pk for each in plan(town).weeks[1].starting] == [push.pk]

    def test_a_channel_without_history_is_named_and_not_reckoned_with(
        self, town, maria
    ):
        history(town, *[2] * 12)
        activity_of(town, "Radio", 1, 1)
        week = plan(town).weeks[1]
        assert week.calls.expected == Range(2, 2)
        assert week.without_history == ("Radio",)

    @pytest.mark.parametrize(("resumes", "pushed"), [(None, []), (2, [2, 3])])
    def test_what_rests_pushes_nobody_until_it_goes_on(
        self, town, maria, resumes, pushed
    ):
        history(town, *[2] * 12)
        earlier = activity_of(town, "Facebook", -9, -1)
        history(town, *[8] * 8, activity=earlier)
        running = activity_of(town, "Facebook", -1, None)
        low = make_lie_low(town, resumes_on=resumes and NOW.plus(resumes).monday + DAY)
        ActivityPause.objects.create(
            municipality=town, activity=running, lie_low=low, began_at=NOON
        )
        found = [
            place
            for place, each in enumerate(plan(town).weeks)
            if place >= 2 and each.calls.expected.high > 2
        ]
        assert found == pushed

    def test_more_than_can_be_kept_is_over_full(self, town, maria):
        history(town, *[21] * 12)
        assert [each.is_overfull for each in plan(town).weeks] == [True] * 4
        assert plan(town).weeks[1].calls.state is State.OVER

    def test_what_may_become_more_is_tight(self, town, maria):
        history(town, *[3, 21] * 6)
        week = plan(town).weeks[1]
        assert week.calls.state is State.TIGHT
        assert not week.is_overfull

    def test_exactly_as_many_as_can_be_kept_have_room(self, town, maria):
        history(town, *[20] * 12)
        assert plan(town).weeks[1].calls.state is State.ROOM

    def test_visits_are_expected_by_the_share_that_came_so_far(self, town, maria):
        history(town, *[10] * 12)
        inquiries = list(town.inquiries.all()[:24])
        for each in inquiries:  # a fifth
            each.events.create(
                municipality=town,
                kind="moved",
                at=NOON - 10 * DAY,
                recorded_at=NOON - 10 * DAY,
                from_stage="received",
                to_stage="meeting",
            )
        assert plan(town).weeks[1].visits.expected == Range(2, 2)

    def test_where_nobody_works_no_week_says_anything(self, town):
        history(town, *[20] * 12)
        found = plan(town)
        assert not found.has_rota
        assert found.weeks[1].calls.state is State.UNKNOWN
        assert found.overfull == ()

    def test_it_is_told_where_somebody_has_no_limit(self, town, maria):
        assert not plan(town).without_limit
        recruiter(town, calls=4)
        assert plan(town).without_limit

    def test_another_town_s_work_is_none_of_ours(self, town, maria):
        other = make_municipality()
        history(other, *[20] * 12)
        task(other, on(1))
        week = plan(town).weeks[1]
        assert (week.calls.planned, week.calls.expected) == (0, None)

    @pytest.mark.parametrize("weeks", [0, -1, 61])
    def test_a_plan_of_no_week_or_of_too_many_is_refused(self, town, weeks):
        with pytest.raises(ValueError, match="No plan"):
            capacity_of(town, weeks, at=NOON)

    @pytest.mark.parametrize("rows", [25, 100])
    def test_three_statements_are_enough_for_any_number(self, town, maria, rows):
        history(town, *[rows // 10] * 10)
        for _ in range(rows // 5):
            activity_of(town, "Radio", 0, None)
            task(town, on(1))
        rota_of(town, NOON), limits_of(town)
        with CaptureQueriesContext(connection) as queries:
            plan(town, 12)
        assert len(queries) == 3
        with CaptureQueriesContext(connection) as queries:
            plan(town, 12)
        assert len(queries) == 1

    def test_the_plan_of_other_pages_is_kept_for_some_seconds(self, town, maria):
        known_capacity(town, at=NOON)
        with CaptureQueriesContext(connection) as queries:
            assert known_capacity(town, at=NOON) == plan(town, 10)
        assert len(queries) == 1  # of the one beside it

    def test_what_is_planned_is_as_it_stands_now(self, town, maria):
        assert plan(town).weeks[1].starting == ()
        post = activity_of(town, "Radio", 1, 1)
        assert [each.pk for each in plan(town).weeks[1].starting] == [post.pk]


def activity_of(town, channel, first, last):
    """From a week to a week, counted from the present one."""
    channel, _ = Channel.objects.get_or_create(municipality=town, name=channel)
    return make_activity(
        town,
        channel=channel,
        starts_on=NOW.plus(first).monday,
        ends_on=None if last is None else NOW.plus(last).monday,
    )


def book(town, starts_at, *people, **fields):
    inquiry = make_inquiry(town, due_at=NOON + 90 * DAY)
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
    visit = Appointment.objects.create(
        municipality=town,
        inquiry=inquiry,
        kind=Slot.Kind.HOME_VISIT,
        made_at=NOON,
        **times,
        **fields,
    )
    for staff in people:
        Engagement.objects.create(
            municipality=town, appointment=visit, staff=staff, **times
        )
