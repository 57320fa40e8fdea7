"""A colleague leaves; the families stay."""

import pytest

from followups.models import FollowUpTask
from followups.reminders import create_due
from inquiries.models import Event
from inquiries.services.moves import assign_owner
from inquiries.services.receive import receive
from inquiries.services.waiting import assign_waiting
from inquiries.workflow import Stage
from messaging.models import Message
from organisation.services.accounts import close_account, set_roles
from tests.make import (
    NOON,
    Registration,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_municipality()


@pytest.fixture
def eva(town):
    return make_staff_member(town, "administrator")


@pytest.fixture
def james(town):
    return make_staff_member(town, display_name="James Ek")


def closed(staff, town, by):
    close_account(staff, town, by=by, at=NOON)


def without_roles(staff, town, by):
    set_roles(staff, town, [], by=by, at=NOON)


@pytest.mark.parametrize("leave", [closed, without_roles])
def test_open_inquiries_of_somebody_who_leaves_are_the_teams(town, eva, james, leave):
    inquiry = make_inquiry(town, owner=james)
    leave(james, town, eva)
    inquiry.refresh_from_db()
    assert inquiry.owner is None
    assert FollowUpTask.objects.open().get(inquiry=inquiry).owner is None
    event = inquiry.events.get(kind=Event.Kind.ASSIGNED)
    assert event.by == eva


@pytest.mark.parametrize("leave", [closed, without_roles])
def test_what_was_left_goes_to_who_can_keep_it(town, eva, james, leave):
    inquiry = make_inquiry(town, owner=james)
    maria = make_staff_member(town, display_name="Maria Lind")
    leave(james, town, eva)
    assert not Message.objects.filter(kind="alarm").exists()
    assert assign_waiting(NOON) == 1
    inquiry.refresh_from_db()
    assert (inquiry.owner, inquiry.awaits_owner_since) == (maria, None)


def test_where_nobody_can_keep_it_the_managers_know_at_once(town, eva, james):
    karin = make_staff_member(town, "manager")
    known = {"name": "Anna Holm", "phone": "+46701740612"}
    inquiry = receive(town, Registration(**known), at=NOON)
    closed(james, town, eva)
    inquiry.refresh_from_db()
    assert inquiry.awaits_owner_since == NOON
    assert Message.objects.get(kind="alarm").staff == karin


def test_a_step_of_whoever_leaves_is_the_owners(town, eva, james):
    maria = make_staff_member(town, display_name="Maria Lind")
    inquiry = make_inquiry(town, owner=maria)
    FollowUpTask.objects.filter(inquiry=inquiry).update(owner=james)
    closed(james, town, eva)
    inquiry.refresh_from_db()
    assert inquiry.owner == maria
    assert FollowUpTask.objects.open().get(inquiry=inquiry).owner == maria


def test_a_closed_inquiry_keeps_the_name_of_who_had_it(town, eva, james):
    inquiry = make_inquiry(town, owner=james, stage=Stage.APPROVED)
    closed(james, town, eva)
    inquiry.refresh_from_db()
    assert inquiry.owner == james


def test_whose_next_step_is_a_colleagues_goes_to_that_colleague(town, eva, james):
    maria = make_staff_member(town, display_name="Maria Lind")
    inquiry = make_inquiry(town, owner=james)
    FollowUpTask.objects.filter(inquiry=inquiry).update(owner=maria)
    closed(james, town, eva)
    inquiry.refresh_from_db()
    assert inquiry.owner == maria


def test_what_belongs_to_another_municipality_stays(town, eva, james):
    elsewhere = make_municipality()
    make_inquiry(town, owner=james)
    other = make_inquiry(elsewhere, owner=james)
    without_roles(james, town, eva)
    other.refresh_from_db()
    assert other.owner == james


def test_who_only_changes_roles_keeps_what_is_open(town, eva, james):
    inquiry = make_inquiry(town, owner=james)
    set_roles(james, town, ["manager"], by=eva, at=NOON)
    inquiry.refresh_from_db()
    assert inquiry.owner == james


def test_who_has_no_role_here_any_more_is_not_reminded_but_colleagues_are(town):
    """However the row came to be: an import, a restored copy."""
    maria = make_staff_member(town, display_name="Maria Lind")
    gone = make_staff_member(make_municipality(), display_name="Eva Alm")
    inquiry = make_inquiry(town, owner=maria)
    assign_owner(inquiry, gone, by=maria, at=NOON)
    FollowUpTask.objects.update(next_action_at=NOON, due_at=NOON)
    create_due(NOON)
    reminders = Message.objects.filter(kind="reminder")
    assert {each.staff for each in reminders} == {maria}
