"""The working calendar by law: what holds for every calendar and every moment.

The oracle at the end of the story is slow and knows nothing of intervals: it
asks, minute by minute, what a clock on the wall has shown.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from organisation.calendar import Window, WorkingCalendar

lawful = settings(deadline=None, max_examples=40)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MINUTE = timedelta(minutes=1)
NOTHING = timedelta()
CHANGE_DAYS = (date(2026, 3, 29), date(2026, 10, 25))


@st.composite
def windows_of_a_day(draw, weekday):
    borders = draw(
        st.lists(st.integers(0, 1440), min_size=0, max_size=6, unique=True).map(sorted)
    )
    pairs = zip(borders[::2], borders[1::2], strict=False)
    return [Window(weekday, opens, closes) for opens, closes in pairs]


def around_the_change_days(before=10, after=10):
    return st.builds(
        lambda day, offset: day + timedelta(days=offset),
        st.sampled_from(CHANGE_DAYS),
        st.integers(-before, after),
    )


@st.composite
def calendars(draw):
    always = [Window(draw(st.integers(0, 6)), 540, 1020)]
    week = [draw(windows_of_a_day(weekday)) for weekday in range(7)]
    week[always[0].weekday] = always
    special_days = draw(
        st.dictionaries(
            around_the_change_days(),
            st.none() | st.integers(1, 1440),
            max_size=6,
        )
    )
    return WorkingCalendar(tuple(w for day in week for w in day), special_days)


moments = st.builds(
    lambda day, seconds: (
        datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds)
    ),
    around_the_change_days(),
    st.integers(-7200, 86400) | st.integers(-60, 1500).map(lambda n: n * 60),
)
amounts = st.integers(0, 60 * 3600).map(lambda n: timedelta(seconds=n))


@lawful
@given(calendars(), moments, amounts)
def test_what_was_added_is_what_lies_between(calendar, start, amount):
    due = calendar.add_working_time(start, amount)
    assert calendar.working_time_between(start, due) == amount


@lawful
@given(calendars(), moments, amounts)
def test_what_was_taken_away_is_what_lies_between(calendar, end, amount):
    begin = calendar.subtract_working_time(end, amount)
    assert calendar.working_time_between(begin, end) == amount


@lawful
@given(calendars(), moments, moments)
def test_adding_what_lies_between_leads_back_to_the_same_working_moment(
    calendar, one, other
):
    start, end = sorted((one, other))
    amount = calendar.working_time_between(start, end)
    due = calendar.add_working_time(start, amount)
    if amount:
        assert due <= end
        assert calendar.working_time_between(due, end) == NOTHING
        if calendar.is_open(end) and calendar.is_open(end - timedelta(seconds=1)):
            assert due == end
    else:
        assert due == calendar.next_opening(start)


@lawful
@given(calendars(), moments, amounts)
def test_adding_and_taking_away_undo_each_other(calendar, start, amount):
    due = calendar.add_working_time(start, amount)
    back = calendar.subtract_working_time(due, amount)
    first, last = sorted((start, back))
    assert calendar.working_time_between(first, last) == NOTHING
    if amount and calendar.is_open(start):
        assert back == start


@lawful
@given(calendars(), moments, moments, amounts)
def test_who_starts_later_is_never_due_earlier(calendar, one, other, amount):
    earlier, later = sorted((one, other))
    add, subtract = calendar.add_working_time, calendar.subtract_working_time
    assert add(earlier, amount) <= add(later, amount)
    assert subtract(earlier, amount) <= subtract(later, amount)


@lawful
@given(calendars(), moments, amounts, amounts.filter(bool))
def test_more_work_is_due_later_and_warned_of_earlier(calendar, moment, amount, more):
    sooner = calendar.add_working_time(moment, amount)
    warned = calendar.subtract_working_time(moment, amount)
    if amount:
        assert sooner < calendar.add_working_time(moment, amount + more)
    assert warned > calendar.subtract_working_time(moment, amount + more)


@lawful
@given(calendars(), moments, amounts, amounts.filter(bool))
def test_adding_in_two_steps_is_adding_at_once(calendar, start, first, second):
    halfway = calendar.add_working_time(start, first)
    due = calendar.add_working_time(start, first + second)
    assert calendar.add_working_time(halfway, second) == due


@lawful
@given(calendars(), st.lists(moments, min_size=3, max_size=3).map(sorted))
def test_the_parts_of_a_wait_make_the_whole(calendar, times):
    start, middle, end = times
    between = calendar.working_time_between
    assert between(start, middle) + between(middle, end) == between(start, end)
    assert NOTHING <= between(start, end) <= end - start


@lawful
@given(calendars(), moments)
def test_intervals_are_in_order_and_apart_and_open(calendar, start):
    ahead = list(islice(calendar.intervals(start), 20))
    assert ahead[0][0] == calendar.next_opening(start) >= start
    for opens, closes in ahead:
        assert opens < closes
        assert calendar.is_open(opens)
        assert calendar.is_open(closes - timedelta(microseconds=1))
    for (_, closed), (opened, _) in pairwise(ahead):
        assert closed <= opened


@lawful
@given(calendars(), moments)
def test_nothing_is_open_before_the_next_opening(calendar, moment):
    opening = calendar.next_opening(moment)
    assert calendar.is_open(opening)
    assert calendar.working_time_between(moment, opening) == NOTHING


@lawful
@given(calendars(), moments, amounts)
def test_the_zone_of_the_question_does_not_matter(calendar, start, amount):
    local = start.astimezone(STOCKHOLM)
    due = calendar.add_working_time(start, amount)
    assert calendar.add_working_time(local, amount) == due
    assert calendar.is_open(local) == calendar.is_open(start)


@lawful
@given(calendars(), around_the_change_days())
def test_the_next_working_day_is_the_first_with_open_time(calendar, day):
    coming = calendar.next_working_day(day)
    assert coming > day
    assert calendar.is_working_day(coming)
    skipped = (coming - day).days - 1
    assert not any(
        calendar.is_working_day(day + timedelta(days=n)) for n in range(1, skipped + 1)
    )


def minute_is_open(calendar, moment):
    """Read the wall clock; the hour that autumn repeats has already been shown."""
    local = moment.astimezone(STOCKHOLM)
    shown = 2 * 60 + 59 if local.fold else local.hour * 60 + local.minute
    latest = calendar.special_days.get(local.date(), 1440)
    return latest is not None and any(
        window.weekday == local.weekday()
        and window.opens <= shown < min(window.closes, latest)
        for window in calendar.windows
    )


def count_open_minutes(calendar, start, end):
    minutes = int((end - start) / MINUTE)
    return sum(minute_is_open(calendar, start + n * MINUTE) for n in range(minutes))


whole_minutes = moments.map(lambda moment: moment.replace(second=0))
spans = st.integers(0, 2 * 1440).map(lambda n: n * MINUTE)


@settings(lawful, max_examples=30)
@given(calendars(), whole_minutes, spans)
def test_the_wait_is_what_counting_every_minute_gives(calendar, start, span):
    waited = calendar.working_time_between(start, start + span)
    assert waited == count_open_minutes(calendar, start, start + span) * MINUTE


@settings(lawful, max_examples=30)
@given(calendars(), whole_minutes, st.integers(1, 600))
def test_the_due_moment_is_where_counting_every_minute_arrives(
    calendar, start, minutes
):
    moment, left = start, minutes
    while left:
        left -= minute_is_open(calendar, moment)
        moment += MINUTE
    assert calendar.add_working_time(start, minutes * MINUTE) == moment


@settings(lawful, max_examples=30)
@given(calendars(), whole_minutes, st.integers(1, 600))
def test_the_warning_is_where_counting_every_minute_back_arrives(
    calendar, end, minutes
):
    moment, left = end, minutes
    while left:
        moment -= MINUTE
        left -= minute_is_open(calendar, moment)
    assert calendar.subtract_working_time(end, minutes * MINUTE) == moment
