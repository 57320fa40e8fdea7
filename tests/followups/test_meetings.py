"""Meetings and seats as rows. Real connections where many want the last ones."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from followups import meetings
from followups import slots as cutting
from followups.booking import SlotTaken, book, free_times
from followups.meetings import HolderBusy, MeetingOver, Plan, TooFewSeats
from followups.models import Engagement, InformationMeeting, MeetingSeat, Slot
from tests.make import (
    NOON,
    make_inquiry,
    make_meeting,
    make_municipality,
    make_staff_member,
)

AT_ONCE, SEATS = 20, 5
Status = MeetingSeat.Status


@pytest.fixture
def municipality(db):
    return make_municipality()


@pytest.fixture
def maria(municipality):
    return make_staff_member(municipality, display_name="Maria Lind")


def plan_of(meeting, **changed):
    names = ("title", "starts_at", "ends_at", "seats", "language", "place", "link")
    return replace(Plan(**{each: getattr(meeting, each) for each in names}), **changed)


@transaction.atomic
def ask(meeting, inquiry, at=NOON):
    return meetings.ask(meetings.locked(meeting.pk), inquiry.pk, at=at)[0]


@transaction.atomic
def change(meeting, plan, holders, by):
    held = meetings.locked(meeting.pk)
    return meetings.change_rows(held, plan, holders, by=by, at=NOON)


def families(municipality, number):
    return [make_inquiry(municipality) for _ in range(number)]


def seat_row(meeting, inquiry, **fields):
    return MeetingSeat(
        **{
            "municipality_id": meeting.municipality_id,
            "meeting": meeting,
            "inquiry": inquiry,
            "status": Status.SEAT,
            "asked_at": NOON,
            **fields,
        }
    )


def test_who_asks_when_all_seats_are_taken_waits_in_turn(municipality):
    meeting = make_meeting(municipality)
    seats = [ask(meeting, each) for each in families(municipality, 4)]
    assert [each.status for each in seats] == ["seat", "seat", "waiting", "waiting"]
    assert list(meetings.queue(meeting)) == seats[2:]


def test_asking_twice_is_once(municipality):
    meeting = make_meeting(municipality)
    anna = make_inquiry(municipality)
    assert ask(meeting, anna) == ask(meeting, anna)
    assert meetings.seated(meeting).count() == 1


def test_nobody_overtakes_those_who_wait(municipality):
    meeting = make_meeting(municipality, seats=1)
    anna, bo, eva = families(municipality, 3)
    seat = ask(meeting, anna)
    waiting = ask(meeting, bo)
    meetings.give_up(seat)
    assert ask(meeting, eva).status == "waiting"
    assert meetings.first_in_queue(meeting) == waiting


def test_who_gave_up_and_asks_again_is_last(municipality):
    meeting = make_meeting(municipality, seats=1)
    anna, bo = families(municipality, 2)
    meetings.give_up(ask(meeting, anna))
    ask(meeting, bo)
    again = ask(meeting, anna, NOON + timedelta(minutes=1))
    assert again.status == "waiting"
    assert MeetingSeat.objects.count() == 2


@pytest.mark.parametrize("after", [timedelta(), timedelta(hours=3)])
def test_nobody_is_asked_to_what_has_begun(municipality, after):
    meeting = make_meeting(municipality)
    with pytest.raises(MeetingOver):
        ask(meeting, make_inquiry(municipality), meeting.starts_at + after)


def test_who_holds_a_meeting_is_not_free_for_a_call(municipality, maria):
    cutting.cut(municipality, NOON)
    slot = free_times(municipality, Slot.Kind.CALL, NOON)[0]
    make_meeting(municipality, maria, starts_at=slot.starts_at)
    with pytest.raises(SlotTaken):
        book([slot.pk], make_inquiry(municipality).pk, at=NOON)
    assert free_times(municipality, Slot.Kind.CALL, NOON)[0].starts_at > slot.ends_at


def test_nobody_holds_a_meeting_while_busy(municipality, maria):
    cutting.cut(municipality, NOON)
    slot = free_times(municipality, Slot.Kind.CALL, NOON)[0]
    book([slot.pk], make_inquiry(municipality).pk, at=NOON)
    with pytest.raises(HolderBusy):
        make_meeting(municipality, maria, starts_at=slot.starts_at)
    assert not InformationMeeting.objects.exists()


def test_holders_move_with_the_meeting_and_others_take_over(municipality, maria):
    ali = make_staff_member(municipality)
    meeting = make_meeting(municipality, maria)
    later = meeting.starts_at + timedelta(days=1)
    plan = plan_of(meeting, starts_at=later, ends_at=later + timedelta(hours=2))
    change(meeting, plan, [maria, ali], maria)
    assert set(meeting.engagements.values_list("starts_at", flat=True)) == {later}
    change(meeting, plan, [ali], maria)
    assert meeting.engagements.get().staff == ali


def test_a_meeting_is_not_moved_to_when_its_holder_is_busy(municipality, maria):
    meeting, other = (
        make_meeting(municipality, maria, starts_at=NOON + timedelta(days=day))
        for day in (2, 3)
    )
    plan = plan_of(meeting, starts_at=other.starts_at, ends_at=other.ends_at)
    assert meetings.busy([maria], plan, besides=meeting) == [maria]
    assert meetings.busy([maria], plan_of(other), besides=other) == []
    with pytest.raises(HolderBusy):
        change(meeting, plan, [maria], maria)
    meeting.refresh_from_db()
    assert meeting.starts_at == NOON + timedelta(days=2)


def test_a_cancelled_meeting_frees_its_holders_and_is_changed_no_more(
    municipality, maria
):
    meeting = make_meeting(municipality, maria)
    with transaction.atomic():
        held = meetings.locked(meeting.pk)
        meetings.cancel_rows(held, by=maria, at=NOON)
    make_meeting(municipality, maria)
    assert held.sequence == 1
    with pytest.raises(MeetingOver):
        change(meeting, plan_of(meeting), [maria], maria)


def test_only_what_a_family_must_know_raises_the_sequence(municipality, maria):
    meeting = make_meeting(municipality, maria)
    change(meeting, plan_of(meeting, title="Kväll", seats=9), [maria], maria)
    meeting.refresh_from_db()
    assert (meeting.title, meeting.sequence) == ("Kväll", 0)
    change(meeting, plan_of(meeting, place="Skolan"), [maria], maria)
    meeting.refresh_from_db()
    assert meeting.sequence == 1


def test_there_are_never_fewer_seats_than_are_taken(municipality, maria):
    meeting = make_meeting(municipality)
    for each in families(municipality, 2):
        ask(meeting, each)
    with pytest.raises(TooFewSeats) as refused:
        change(meeting, plan_of(meeting, seats=1), [], maria)
    assert refused.value.taken == 2
    fewer = InformationMeeting.objects.filter(pk=meeting.pk)
    with pytest.raises(IntegrityError, match="no more seats"), transaction.atomic():
        fewer.update(seats=1)


def test_the_database_refuses_one_seat_too_many(municipality):
    meeting = make_meeting(municipality, seats=1)
    anna, bo = families(municipality, 2)
    seat_row(meeting, anna).save()
    with pytest.raises(IntegrityError, match="no more seats"), transaction.atomic():
        seat_row(meeting, bo).save()
    waiting = seat_row(meeting, bo, status=Status.WAITING)
    waiting.save()
    waiting.status = Status.SEAT
    with pytest.raises(IntegrityError, match="no more seats"), transaction.atomic():
        waiting.save()


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"place": "", "link": ""}, "meeting_has_place_or_link"),
        ({"seats": 0}, "meeting_has_seats"),
        ({"ends_at": NOON}, "meeting_ends_after_start"),
    ],
)
def test_the_database_refuses_a_meeting_that_cannot_be(municipality, wrong, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        make_meeting(municipality, **wrong)


def test_a_seat_is_of_its_meetings_own_municipality(municipality):
    meeting = make_meeting(municipality)
    strange = seat_row(meeting, make_inquiry())
    with pytest.raises(IntegrityError, match="seat_of_own_inquiry"):
        save_for_good(strange)


def save_for_good(row):
    with transaction.atomic(), connection.cursor() as cursor:
        row.save()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_engagement_is_in_one_thing(municipality, maria):
    meeting = make_meeting(municipality, maria)
    both = Engagement.objects.filter(meeting=meeting)
    with pytest.raises(IntegrityError, match="in_one_thing"), transaction.atomic():
        both.update(meeting=None)


def all_at_once(tasks):
    gate = Barrier(len(tasks))

    def run(task):
        try:
            gate.wait(30)
            return task()
        except IntegrityError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_ask_at_once_for_five_seats_five_get_one_and_the_rest_wait():
    municipality = make_municipality()
    meeting = make_meeting(municipality, seats=SEATS)
    asked = families(municipality, AT_ONCE)
    found = all_at_once([lambda each=each: ask(meeting, each) for each in asked])
    statuses = [each.status for each in found]
    assert statuses.count("seat") == SEATS
    assert statuses.count("waiting") == AT_ONCE - SEATS


@pytest.mark.django_db(transaction=True)
def test_whoever_writes_past_the_queue_gets_no_seat_too_many_either():
    municipality = make_municipality()
    meeting = make_meeting(municipality, seats=SEATS)
    rows = [seat_row(meeting, each) for each in families(municipality, AT_ONCE)]

    def write(row):
        row.save()
        return row.pk

    written = all_at_once([lambda row=row: write(row) for row in rows])
    assert sum(each is not None for each in written) == SEATS
    assert MeetingSeat.objects.count() == SEATS
