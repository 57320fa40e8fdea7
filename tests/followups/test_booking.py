"""Slots, and what is booked in them. Real connections where two meet."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from followups import slots as cutting
from followups.booking import SlotTaken, book, cancel, free_times, move
from followups.models import Appointment, Engagement, Slot, SlotHorizon
from messaging.failing import failures_of_a_step
from messaging.models import Message
from messaging.services import Draft, enqueue
from organisation.models import Absence
from organisation.services import rota
from tests.make import (
    NOON,
    STOCKHOLM,
    add_window,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

CALL, VISIT = Slot.Kind.CALL, Slot.Kind.HOME_VISIT
WEDNESDAY = date(2026, 3, 11)
AT_ONCE = 50


def set_up():
    municipality = make_municipality()
    add_window(municipality, 2, time(17), time(20), "evening")
    maria = make_staff_member(municipality, display_name="Maria Lind")
    cutting.cut(municipality, NOON)
    return municipality, maria


@pytest.fixture
def town(db):
    return set_up()


def family(municipality):
    return make_inquiry(municipality).pk


def hours(slots):
    return [each.starts_at.astimezone(STOCKHOLM).strftime("%d %H.%M") for each in slots]


def first(municipality, kind=CALL, at=NOON):
    return free_times(municipality, kind, at)[0]


def test_slots_are_cut_out_of_what_is_covered(town):
    municipality, _maria = town
    found = free_times(municipality, CALL, NOON, limit=9)
    assert hours(found) == [
        *("11 13.00", "11 13.30", "11 14.00", "11 14.30", "11 15.00"),
        *("11 15.30", "11 16.00", "11 17.00", "11 17.30"),
    ]


def test_visits_last_two_hours_and_never_fall_in_an_evening(town):
    municipality, _maria = town
    found = free_times(municipality, VISIT, NOON, limit=4)
    assert hours(found) == ["11 13.00", "12 08.00", "12 10.00", "12 13.00"]


def test_nothing_is_offered_sooner_than_in_half_an_hour(town):
    municipality, _maria = town
    late = NOON + timedelta(minutes=45)
    assert hours(free_times(municipality, CALL, late, limit=1)) == ["11 13.30"]


def test_cutting_again_changes_nothing_and_is_done_once(town):
    municipality, _maria = town
    before = set(Slot.objects.values_list("pk", "is_offered"))
    cutting.cut(municipality, NOON)
    assert set(Slot.objects.values_list("pk", "is_offered")) == before
    assert cutting.cut_due(NOON) == 0
    assert cutting.cut_due(NOON + timedelta(days=1)) == 1


def test_one_municipality_whose_times_cannot_be_cut_stops_no_other(town, monkeypatch):
    municipality, _maria = town
    other = make_municipality()
    real = cutting.cut

    def fail_for_the_first(place, moment):
        if place == municipality:
            raise RuntimeError("planted")
        real(place, moment)

    monkeypatch.setattr(cutting, "cut", fail_for_the_first)
    tomorrow = NOON + timedelta(days=1)
    with failures_of_a_step() as failed:
        assert cutting.cut_due(tomorrow) == 1
    assert failed == {municipality.pk}
    assert SlotHorizon.objects.latest("until").municipality == other


def test_who_is_away_is_not_offered_and_what_is_booked_stands(town):
    municipality, maria = town
    booked = book([first(municipality).pk], family(municipality), at=NOON)
    absence = Absence(
        municipality=municipality, staff=maria, first_day=WEDNESDAY, last_day=WEDNESDAY
    )
    rota.add_absence(absence).make(by=maria, at=NOON)
    assert cutting.cut_due(NOON) == 1
    assert hours(free_times(municipality, CALL, NOON, limit=1)) == ["12 08.00"]
    assert Appointment.objects.standing().get() == booked
    withdrawn = Slot.objects.filter(is_offered=False).latest("starts_at")
    with pytest.raises(SlotTaken):
        book([withdrawn.pk], family(municipality), at=NOON)


def test_a_booked_time_is_free_no_more_nor_what_overlaps_it(town):
    municipality, _maria = town
    book([first(municipality, VISIT).pk], family(municipality), at=NOON)
    assert hours(free_times(municipality, CALL, NOON, limit=1)) == ["11 15.00"]
    assert hours(free_times(municipality, VISIT, NOON, limit=1)) == ["12 08.00"]


def test_a_slot_is_not_booked_twice(town):
    municipality, _maria = town
    slot = first(municipality)
    book([slot.pk], family(municipality), at=NOON)
    with pytest.raises(SlotTaken):
        book([slot.pk], family(municipality), at=NOON)
    assert Appointment.objects.count() == 1


def test_nobody_is_booked_twice_at_once_by_different_slots(town):
    municipality, _maria = town
    book([first(municipality, VISIT).pk], family(municipality), at=NOON)
    inside = Slot.objects.get(kind=CALL, starts_at=NOON + timedelta(minutes=90))
    with pytest.raises(SlotTaken):
        book([inside.pk], family(municipality), at=NOON)


def test_two_colleagues_are_booked_for_one_visit(town):
    municipality, maria = town
    ali = make_staff_member(municipality, display_name="Ali Haddad")
    rota.touch_settings(municipality)
    cutting.cut(municipality, NOON)
    start = first(municipality, VISIT).starts_at
    both = Slot.objects.filter(kind=VISIT, starts_at=start).values_list("pk", flat=True)
    visit = book(both, family(municipality), at=NOON, by_id=maria.pk)
    assert set(visit.engagements.values_list("staff", flat=True)) == {maria.pk, ali.pk}


def test_slots_of_different_times_are_no_appointment(town):
    municipality, _maria = town
    two = free_times(municipality, CALL, NOON, limit=2)
    with pytest.raises(SlotTaken):
        book([each.pk for each in two], family(municipality), at=NOON)


def test_what_has_begun_is_not_booked(town):
    municipality, _maria = town
    slot = first(municipality)
    with pytest.raises(SlotTaken):
        book([slot.pk], family(municipality), at=slot.starts_at)


def test_a_moved_appointment_frees_the_old_time_and_raises_its_sequence(town):
    municipality, _maria = town
    old, new = free_times(municipality, CALL, NOON, limit=2)
    booked = book([old.pk], family(municipality), at=NOON)
    moved = move(booked, [new.pk], at=NOON)
    assert (moved.uid, moved.sequence) == (booked.uid, 1)
    assert first(municipality) == old
    assert Engagement.objects.get().starts_at == new.starts_at


def test_a_move_to_a_taken_time_leaves_the_old_one(town):
    municipality, _maria = town
    old, taken = free_times(municipality, CALL, NOON, limit=2)
    mine = book([old.pk], family(municipality), at=NOON)
    book([taken.pk], family(municipality), at=NOON)
    with pytest.raises(SlotTaken):
        move(mine, [taken.pk], at=NOON)
    mine.refresh_from_db()
    assert (mine.starts_at, mine.sequence) == (old.starts_at, 0)
    assert mine.engagements.get().starts_at == old.starts_at


def test_a_cancelled_time_is_free_again_and_cancelling_twice_is_once(town):
    municipality, _maria = town
    slot = first(municipality)
    booked = book([slot.pk], family(municipality), at=NOON)
    assert cancel(booked, at=NOON).sequence == 1
    assert cancel(booked, at=NOON).sequence == 1
    assert first(municipality) == slot


def test_what_waits_to_tell_of_the_old_time_never_leaves(town):
    municipality, _maria = town
    old, new = free_times(municipality, CALL, NOON, limit=2)
    booked = book([old.pk], family(municipality), at=NOON)
    draft = Draft(
        municipality_id=municipality.pk,
        kind="reminder",
        subject_type="appointment",
        subject_id=booked.pk,
        step="day-before",
        channel="sms",
        recipient_key="family",
        recipient="+46701740612",
        body="Vi ringer i morgon.",
    )
    enqueue([draft], at=NOON)
    move(booked, [new.pk], at=NOON)
    assert Message.objects.get().status == "cancelled"


def test_visits_a_week_are_bounded_by_capacity(town):
    municipality, maria = town
    rota.set_capacity(municipality, maria, calls=None, visits=1, by=maria, at=NOON)
    book([first(municipality, VISIT).pk], family(municipality), at=NOON)
    monday = datetime(2026, 3, 16, 8, tzinfo=STOCKHOLM)
    assert free_times(municipality, VISIT, NOON)[0].starts_at == monday


def test_the_database_refuses_an_overlap_whoever_writes_it(town):
    municipality, maria = town
    booked = book([first(municipality).pk], family(municipality), at=NOON)
    other = Appointment.objects.create(
        municipality=municipality,
        inquiry_id=family(municipality),
        kind=CALL,
        starts_at=booked.starts_at + timedelta(minutes=10),
        ends_at=booked.ends_at + timedelta(minutes=10),
        made_at=NOON,
    )
    twice = Engagement(
        municipality=municipality,
        appointment=other,
        staff=maria,
        starts_at=other.starts_at,
        ends_at=other.ends_at,
    )
    with pytest.raises(IntegrityError, match="never_overlap"), transaction.atomic():
        twice.save()


def test_one_after_the_other_is_no_overlap(town):
    municipality, _maria = town
    for slot in free_times(municipality, CALL, NOON, limit=3):
        book([slot.pk], family(municipality), at=NOON)
    assert Engagement.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_book_one_time_at_once_one_gets_it():
    municipality, _maria = set_up()
    slot = first(municipality).pk
    families = [family(municipality) for _ in range(AT_ONCE)]
    gate = Barrier(AT_ONCE)

    def try_it(inquiry):
        try:
            gate.wait(30)
            book([slot], inquiry, at=NOON)
        except SlotTaken:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        won = list(pool.map(try_it, families))
    assert won.count(True) == 1
    assert Engagement.objects.filter(is_active=True).count() == 1
