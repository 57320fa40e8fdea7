from datetime import datetime, time, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from followups import promise as promises
from followups.models import Promise, PromisePolicy, Wish
from followups.promise import NotOffered, offer_for, offers
from inquiries.services.broken import settle_broken
from organisation.models import OpeningWindow, SpecialDay
from organisation.services import touch_settings
from tests.make import NOON, STOCKHOLM, add_window, make_inquiry, make_municipality

pytestmark = pytest.mark.django_db


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-03-11 09:00", "2026-03-12 09:30"),  # 7.5 hours a day: 30 min are left
        ("2026-03-11 07:00", "2026-03-12 08:30"),
        ("2026-03-11 16:30", "2026-03-12 16:00"),  # capped at 16.00 the next day
        ("2026-03-13 16:00", "2026-03-16 16:00"),  # Friday to Monday
        ("2026-03-14 11:00", "2026-03-16 16:00"),  # Saturday to Monday
        ("2026-03-15 23:30", "2026-03-16 16:00"),
    ],
)
def test_as_soon_as_possible_is_eight_office_hours_at_most_next_day_at_four(
    received, due
):
    offer = offer_for(make_municipality(), Wish.SOON, local(received))
    assert offer.due_at == local(due)


def test_a_red_day_pushes_the_promise_to_the_day_after():
    municipality = make_municipality()
    SpecialDay.objects.create(
        municipality=municipality, day=local("2026-04-03 00:00").date(), name="Lång"
    )
    SpecialDay.objects.create(
        municipality=municipality, day=local("2026-04-06 00:00").date(), name="Annan"
    )
    touch_settings(municipality)
    offer = offer_for(municipality, Wish.SOON, local("2026-04-02 16:30"))
    assert offer.due_at == local("2026-04-07 16:00")


def test_on_a_half_day_the_promise_ends_when_the_office_closes():
    municipality = make_municipality()
    SpecialDay.objects.create(
        municipality=municipality,
        day=local("2026-03-12 00:00").date(),
        name="Halvdag",
        kind="half_day",
        closes=time(12),
    )
    touch_settings(municipality)
    offer = offer_for(municipality, Wish.SOON, local("2026-03-11 16:00"))
    assert offer.due_at == local("2026-03-12 12:00")


def test_write_to_me_is_answered_by_the_next_working_day_at_noon():
    offer = offer_for(make_municipality(), Wish.WRITE, local("2026-03-13 10:00"))
    assert offer.due_at == local("2026-03-16 12:00")


def test_evening_and_weekend_are_not_offered_without_such_windows():
    wishes = [each.wish for each in offers(make_municipality(), NOON)]
    assert wishes == [Wish.SOON, Wish.WRITE]


def test_an_evening_window_is_promised_until_its_end():
    municipality = make_municipality()
    add_window(municipality, 2, time(17), time(20), OpeningWindow.Kind.EVENING)
    offer = offer_for(municipality, Wish.EVENING, NOON)
    assert (offer.opens_at, offer.due_at) == (
        local("2026-03-11 17:00"),
        local("2026-03-11 20:00"),
    )


def test_an_evening_that_is_almost_over_is_not_promised():
    municipality = make_municipality()
    add_window(municipality, 2, time(17), time(20), OpeningWindow.Kind.EVENING)
    offer = offer_for(municipality, Wish.EVENING, local("2026-03-11 19:31"))
    assert offer.due_at == local("2026-03-18 20:00")


def test_a_window_that_is_closed_leaves_the_offers_at_once():
    municipality = make_municipality()
    window = add_window(municipality, 5, time(10), time(16), OpeningWindow.Kind.WEEKEND)
    assert Wish.WEEKEND in [each.wish for each in offers(municipality, NOON)]
    window.delete()
    touch_settings(municipality)
    assert Wish.WEEKEND not in [each.wish for each in offers(municipality, NOON)]


def test_a_policy_switched_off_is_not_offered():
    municipality = make_municipality()
    PromisePolicy.objects.filter(municipality=municipality, wish=Wish.WRITE).update(
        is_offered=False
    )
    touch_settings(municipality)
    with pytest.raises(NotOffered):
        offer_for(municipality, Wish.WRITE, NOON)


def test_a_municipality_without_hours_offers_nothing_and_still_promises():
    municipality = make_municipality(hours=False)
    assert offers(municipality, NOON) == []
    due_at = promises.due_at_for(municipality, Wish.SOON, NOON)
    assert due_at == NOON + timedelta(hours=24)


def make_promise(**fields):
    inquiry = make_inquiry()
    return promises.make(
        inquiry.municipality,
        inquiry.pk,
        Wish.SOON,
        due_at=fields.get("due_at", NOON + timedelta(hours=4)),
        at=NOON,
    )


def test_an_inquiry_has_one_open_promise_at_most():
    promise = make_promise()
    with pytest.raises(IntegrityError), transaction.atomic():
        promises.make(
            promise.municipality,
            promise.inquiry_id,
            Wish.SOON,
            due_at=NOON + timedelta(hours=1),
            at=NOON,
        )


def test_the_database_refuses_to_move_a_promise():
    promise = make_promise()
    promise.due_at += timedelta(hours=1)
    with pytest.raises(DatabaseError, match="never moved"), transaction.atomic():
        promise.save()


def test_the_database_refuses_to_delete_a_promise():
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        make_promise().delete()


@pytest.mark.parametrize("outcome", ["kept", "superseded", "open"])
def test_a_broken_promise_stays_broken(outcome):
    promise = make_promise()
    settle_broken(NOON + timedelta(days=2))
    promise.refresh_from_db()
    assert promise.outcome == Promise.Outcome.BROKEN
    promise.outcome = outcome
    promise.settled_at = None if outcome == "open" else NOON
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        promise.save()


def test_a_promise_is_broken_an_hour_after_its_moment_and_not_before():
    promise = make_promise()
    assert settle_broken(promise.due_at + timedelta(hours=1)) == 0
    assert settle_broken(promise.due_at + timedelta(minutes=61)) == 1
    assert settle_broken(promise.due_at + timedelta(minutes=62)) == 0
    assert promise.inquiry.events.filter(kind="promise_broken").count() == 1


def test_no_promise_is_due_before_it_was_made():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_promise(due_at=NOON - timedelta(minutes=1))
