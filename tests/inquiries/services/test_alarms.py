"""Managers are told each time that a promise has nobody who can keep it."""

from datetime import time, timedelta

import pytest

from followups import steps
from followups.models import FollowUpTask, Promise
from followups.promise import make, supersede
from inquiries.alarms import of_all_lost, of_nobody_free
from messaging.alarms import tell_of_failures
from messaging.choices import Quiet, choose
from messaging.devices import add_device
from messaging.models import Message, Reach, Status, Topic
from messaging.notices import DEFAULTS
from messaging.services import enqueue
from messaging.vapid import new_private_key
from organisation.models import Absence, StaffMember
from organisation.services import touch_settings
from tests.make import (
    NOON,
    make_inquiry,
    make_message,
    make_municipality,
    make_staff_member,
)
from tests.messaging.push_service import Browser

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def inquiry():
    """Promised a call by five, with one manager to be told."""
    town = make_municipality()
    make_staff_member(town, "manager")
    inquiry = make_inquiry(town)
    make(town, inquiry.pk, "soon", due_at=NOON + 5 * HOUR, at=NOON)
    return inquiry


def told(inquiry):
    promise = Promise.objects.open().get(inquiry=inquiry)
    return enqueue(of_nobody_free(inquiry, promise, at=NOON), at=NOON)


def test_one_occasion_is_told_once(inquiry):
    assert [told(inquiry), told(inquiry)] == [1, 0]


def test_a_promise_whose_step_begins_again_is_told_of_again(inquiry):
    told(inquiry)
    steps.hand_to(FollowUpTask.objects.open().get(inquiry=inquiry), None)
    assert told(inquiry) == 1


def test_another_promise_is_told_of_too(inquiry):
    told(inquiry)
    supersede(inquiry.pk, at=NOON)
    make(inquiry.municipality, inquiry.pk, "soon", due_at=NOON + 6 * HOUR, at=NOON)
    assert told(inquiry) == 1


# --- By the ways, and outside of the hours, that each chose


@pytest.fixture
def karin(inquiry):
    return StaffMember.objects.get(memberships__role="manager")


def alarms():
    return Message.objects.filter(kind="alarm").order_by("channel", "pk")


def test_it_comes_by_the_ways_that_the_manager_chose(inquiry, karin, settings):
    settings.VAPID_PRIVATE_KEY = new_private_key()
    browser = Browser()
    address = "https://fcm.googleapis.com/fcm/send/abc"
    keys = {"p256dh": browser.p256dh, "auth": browser.auth}
    add_device(
        karin,
        inquiry.municipality,
        endpoint=address,
        **keys,
        name="Firefox, Windows",
        at=NOON,
    )
    inquiry.municipality.refresh_from_db()
    told(inquiry)
    mail, push = alarms()
    assert (mail.channel, push.channel) == ("email", "push")
    assert push.heading == "Ingen som ringer, utlovat i kväll klockan 17.00"
    assert inquiry.number not in push.heading
    alarms().delete()
    reaches = DEFAULTS | {Topic.ALARM: Reach.EMAIL}
    choose(karin, inquiry.municipality, reaches, None, at=NOON)
    inquiry.municipality.refresh_from_db()
    told(inquiry)
    assert [each.channel for each in alarms()] == ["email"]


@pytest.mark.parametrize(("passes", "waits"), [(True, 0), (False, 1)])
def test_it_is_urgent_and_passes_quiet_hours_where_the_manager_lets_it(
    inquiry, karin, passes, waits
):
    quiet = Quiet(time(11), time(13), urgent_passes=passes)
    choose(karin, inquiry.municipality, DEFAULTS, quiet, at=NOON)
    inquiry.municipality.refresh_from_db()
    told(inquiry)
    assert alarms().get().not_before == NOON + waits * HOUR


def test_what_is_not_urgent_waits_for_the_end_of_quiet_hours(inquiry, karin):
    quiet = Quiet(time(11), time(13), urgent_passes=True)
    choose(karin, inquiry.municipality, DEFAULTS, quiet, at=NOON)
    make_message(inquiry.municipality, status=Status.DEAD, last_error="refused")
    tell_of_failures(NOON)
    assert alarms().get().not_before == NOON + HOUR


# --- Somebody is away


def away(staff, substitute=None):
    town = staff.memberships.get().municipality
    Absence.objects.create(
        municipality=town,
        staff=staff,
        substitute=substitute,
        first_day=NOON.date(),
        last_day=NOON.date(),
    )
    touch_settings(town)


def test_whoever_stands_in_for_a_manager_is_told(inquiry, karin):
    ali = make_staff_member(inquiry.municipality)
    away(karin, ali)
    inquiry.municipality.refresh_from_db()
    told(inquiry)
    assert alarms().get().staff == ali


def test_a_manager_who_is_away_with_nobody_else_to_know_is_told_all_the_same(
    inquiry, karin
):
    away(karin)
    inquiry.municipality.refresh_from_db()
    told(inquiry)
    assert alarms().get().staff == karin


def test_one_of_two_managers_who_is_away_is_left_in_peace(inquiry, karin):
    other = make_staff_member(inquiry.municipality, "manager")
    away(karin)
    inquiry.municipality.refresh_from_db()
    told(inquiry)
    assert alarms().get().staff == other


# --- Many at once


@pytest.mark.parametrize(("number", "messages"), [(5, 5), (6, 1), (25, 1)])
def test_what_one_change_leaves_with_nobody_is_one_message_where_it_is_much(
    inquiry, number, messages
):
    town = inquiry.municipality
    lost = []
    for each in range(number):
        due_at = NOON + (each + 1) * HOUR / 10
        family = make_inquiry(town, due_at=due_at)
        lost.append((family, make(town, family.pk, "soon", due_at=due_at, at=NOON)))
    enqueue(of_all_lost(lost, at=NOON), at=NOON)
    assert alarms().count() == messages
    if messages == 1:
        mail = alarms().get()
        assert mail.heading == f"{number} löften har ingen som ringer"
        assert f"{lost[0][0].number}, i dag klockan 12.06" in mail.body
        assert ("och 5 till" in mail.body) is (number == 25)
