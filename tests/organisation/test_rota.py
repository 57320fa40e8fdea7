"""Who is on duty when, and what can be promised by it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from organisation.calendar import Window, WorkingCalendar
from organisation.models import (
    Absence,
    Municipality,
    OpeningWindow,
    RotaVersion,
    Shift,
    ShiftChange,
)
from organisation.rota import Away, Rota, rota_of, staffed_calendar
from organisation.services import rota as service
from tests.make import (
    NOON,
    STOCKHOLM,
    add_window,
    make_municipality,
    make_staff_member,
)

EVENING, OFFICE = OpeningWindow.Kind.EVENING, OpeningWindow.Kind.OFFICE
WEDNESDAY = date(2026, 3, 11)
ONE_WEEK = timedelta(days=7)


@pytest.fixture
def ekebacka(db):
    """Open on weekdays, and on Wednesday evenings."""
    municipality = make_municipality()
    add_window(municipality, 2, time(17), time(20), EVENING)
    return municipality


@pytest.fixture
def maria(ekebacka):
    return make_staff_member(ekebacka, display_name="Maria Lind")


@pytest.fixture
def ali(ekebacka):
    return make_staff_member(ekebacka, display_name="Ali Haddad")


@pytest.fixture
def evening(ekebacka):
    return ekebacka.opening_windows.get(kind=EVENING)


def window_of(municipality, weekday, hour):
    return municipality.opening_windows.get(weekday=weekday, opens=time(hour))


def opens_next(municipality, kind=EVENING, moment=NOON):
    calendar = staffed_calendar(municipality, kind, moment)
    return None if calendar is None else calendar.next_opening(moment)


def make(change, by):
    return change.make(by=by, at=NOON)


@pytest.fixture
def away(ekebacka):
    def on(staff, first, last=None, substitute=None):
        absence = Absence(
            municipality=ekebacka,
            staff=staff,
            first_day=first,
            last_day=last or first,
            substitute=substitute,
        )
        return service.add_absence(absence)

    return on


def test_before_there_is_a_rota_every_recruiter_covers_every_window(
    ekebacka, evening, maria, ali
):
    rota = rota_of(ekebacka, NOON)
    assert rota.on_duty(evening.pk, WEDNESDAY) == {maria.pk, ali.pk}


def test_a_rota_says_who_works_and_nobody_else_does(ekebacka, evening, maria, ali):
    make(service.save_shifts(ekebacka, [(evening.pk, ali.pk)]), maria)
    assert rota_of(ekebacka, NOON).on_duty(evening.pk, WEDNESDAY) == {ali.pk}
    assert staffed_calendar(ekebacka, OFFICE, NOON) is None


def test_an_empty_rota_says_nobody(ekebacka, maria):
    make(service.save_shifts(ekebacka, []), maria)
    assert staffed_calendar(ekebacka, EVENING, NOON) is None


def test_saving_the_rota_again_keeps_the_rows_that_stand(ekebacka, evening, maria, ali):
    make(service.save_shifts(ekebacka, [(evening.pk, ali.pk)]), maria)
    stands = Shift.objects.get()
    both = [(evening.pk, ali.pk), (evening.pk, maria.pk)]
    make(service.save_shifts(ekebacka, both), maria)
    assert Shift.objects.count() == 2
    assert Shift.objects.filter(pk=stands.pk).exists()


def test_a_window_whose_only_person_is_away_is_closed_that_day(
    ekebacka, evening, maria, away
):
    assert opens_next(ekebacka).date() == WEDNESDAY
    make(away(maria, WEDNESDAY), maria)
    assert opens_next(ekebacka).date() == WEDNESDAY + ONE_WEEK


def test_the_substitute_covers_what_the_absent_covered(
    ekebacka, evening, maria, ali, away
):
    make(service.save_shifts(ekebacka, [(evening.pk, maria.pk)]), maria)
    make(away(maria, WEDNESDAY, substitute=ali), maria)
    rota = rota_of(ekebacka, NOON)
    assert rota.on_duty(evening.pk, WEDNESDAY) == {ali.pk}
    assert rota.on_duty(evening.pk, WEDNESDAY + ONE_WEEK) == {maria.pk}
    assert rota.substitute_of(maria.pk, WEDNESDAY) == ali.pk


def test_where_the_substitute_is_away_too_theirs_stands_in(
    ekebacka, evening, maria, ali, away
):
    eva = make_staff_member(ekebacka, display_name="Eva Sandberg")
    make(service.save_shifts(ekebacka, [(evening.pk, maria.pk)]), maria)
    make(away(maria, WEDNESDAY, substitute=ali), maria)
    make(away(ali, WEDNESDAY, substitute=eva), maria)
    assert rota_of(ekebacka, NOON).on_duty(evening.pk, WEDNESDAY) == {eva.pk}


def test_two_who_stand_in_for_each_other_and_are_both_away_are_nobody(
    ekebacka, evening, maria, ali, away
):
    make(away(maria, WEDNESDAY, substitute=ali), maria)
    make(away(ali, WEDNESDAY, substitute=maria), maria)
    assert rota_of(ekebacka, NOON).on_duty(evening.pk, WEDNESDAY) == set()
    assert opens_next(ekebacka).date() == WEDNESDAY + ONE_WEEK


def test_one_day_may_differ_from_the_week(ekebacka, evening, maria, ali):
    make(service.save_shifts(ekebacka, [(evening.pk, maria.pk)]), maria)
    make(service.change_one_day(evening, maria, WEDNESDAY, is_on=False), maria)
    assert opens_next(ekebacka).date() == WEDNESDAY + ONE_WEEK
    make(service.change_one_day(evening, ali, WEDNESDAY, is_on=True), maria)
    assert opens_next(ekebacka).date() == WEDNESDAY
    make(service.forget_day(ShiftChange.objects.get(staff=maria)), maria)
    ekebacka.refresh_from_db()
    assert rota_of(ekebacka, NOON).on_duty(evening.pk, WEDNESDAY) == {
        maria.pk,
        ali.pk,
    }


def test_a_day_on_which_somebody_works_opens_a_window_that_nobody_usually_covers(
    ekebacka, evening, maria
):
    make(service.save_shifts(ekebacka, []), maria)
    make(service.change_one_day(evening, maria, WEDNESDAY, is_on=True), maria)
    assert opens_next(ekebacka).date() == WEDNESDAY


def test_who_has_left_covers_nothing(ekebacka, evening, maria):
    make(service.save_shifts(ekebacka, [(evening.pk, maria.pk)]), maria)
    maria.memberships.all().delete()
    service.touch_settings(ekebacka)
    assert staffed_calendar(ekebacka, EVENING, NOON) is None


def test_a_red_day_closes_what_is_staffed(ekebacka, maria):
    ekebacka.special_days.create(day=WEDNESDAY, name="Planeringsdag")
    service.touch_settings(ekebacka)
    assert opens_next(ekebacka).date() == WEDNESDAY + ONE_WEEK


def test_absences_of_one_person_never_overlap(ekebacka, maria, ali, away):
    make(away(maria, WEDNESDAY, WEDNESDAY + ONE_WEEK), maria)
    make(away(ali, WEDNESDAY), maria)
    with pytest.raises(service.AbsenceOverlaps):
        make(away(maria, WEDNESDAY + ONE_WEEK), maria)
    make(away(maria, WEDNESDAY + ONE_WEEK + timedelta(days=1)), maria)


def test_a_shift_belongs_to_the_municipality_of_its_window(ekebacka, evening, maria):
    other = make_municipality()
    Shift.objects.create(municipality=other, window=evening, staff=maria)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.check_constraints()
    Shift.objects.all().delete()


def test_a_change_of_the_rota_is_a_version_for_ever(ekebacka, evening, maria, ali):
    first = make(service.save_shifts(ekebacka, [(evening.pk, maria.pk)]), maria)
    second = make(service.save_shifts(ekebacka, [(evening.pk, ali.pk)]), maria)
    assert (first.version, second.version) == (1, 2)
    assert second.before["shifts"] == [[evening.pk, maria.pk]]
    assert second.after["shifts"] == [[evening.pk, ali.pk]]
    with pytest.raises(IntegrityError), transaction.atomic():
        RotaVersion.objects.update(version=9)


def test_what_is_foreseen_changes_nothing(ekebacka, evening, maria):
    version = ekebacka.settings_version
    foreseen = service.save_shifts(ekebacka, []).foresee(by=maria, at=NOON)
    assert foreseen.after["shifts"] == []
    assert {each["wish"] for each in foreseen.effect} >= {"evening", "soon"}
    assert not RotaVersion.objects.exists()
    assert ekebacka.settings_version == version
    assert not Municipality.objects.get(pk=ekebacka.pk).works_by_rota
    assert opens_next(ekebacka).date() == WEDNESDAY


def test_who_covers_asks_for_the_windows_that_are_open_in_the_span(
    ekebacka, evening, maria, ali
):
    morning = window_of(ekebacka, 2, 8)
    pairs = [(evening.pk, ali.pk), (morning.pk, maria.pk)]
    make(service.save_shifts(ekebacka, pairs), maria)
    rota = rota_of(ekebacka, NOON)
    seven = datetime(2026, 3, 11, 7, tzinfo=STOCKHOLM)
    assert rota.who_covers([OFFICE], seven, NOON) == {maria.pk}
    assert rota.who_covers([OFFICE], NOON, seven + ONE_WEEK) == set()
    assert rota.who_covers([EVENING], NOON, NOON + timedelta(hours=5)) == set()
    assert rota.who_covers([EVENING], NOON, NOON + timedelta(hours=6)) == {ali.pk}


PEOPLE = st.integers(1, 5)
DAYS = st.integers(0, 20).map(lambda each: WEDNESDAY + timedelta(days=each))


@st.composite
def absences(draw):
    first = draw(DAYS)
    last = first + timedelta(days=draw(st.integers(0, 10)))
    return Away(draw(PEOPLE), first, last, draw(st.none() | PEOPLE))


@given(
    planned=st.frozensets(PEOPLE),
    away=st.lists(absences(), max_size=6).map(tuple),
    day=DAYS,
)
def test_whoever_is_on_duty_is_present(planned, away, day):
    rota = Rota({}, {1: planned}, callers=frozenset(range(1, 6)), absences=away)
    on_duty = rota.on_duty(1, day)
    assert all(rota.is_present(each, day) for each in on_duty)
    assert {each for each in planned if rota.is_present(each, day)} <= on_duty


def test_a_moment_in_another_zone_is_the_same_moment(ekebacka, maria):
    utc = NOON.astimezone(UTC)
    assert rota_of(ekebacka, utc) == rota_of(ekebacka, NOON)


@given(
    opens=st.integers(0, 1438),
    length=st.integers(1, 1440),
    latest=st.none() | st.integers(1, 1440),
    day=DAYS | st.sampled_from([date(2026, 3, 29), date(2026, 10, 25)]),
)
def test_one_window_of_one_day_is_open_as_a_whole_calendar_says(
    opens, length, latest, day
):
    window = Window(day.weekday(), opens, min(opens + length, 1440))
    rota = Rota({}, {}, frozenset(), special_days={day: latest})
    calendar = WorkingCalendar((window,), {day: latest})
    assert rota.stretches_on(window, day) == calendar.intervals_on(day)
