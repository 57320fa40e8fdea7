"""The demonstration has a meeting that was, and one to come."""

from datetime import timedelta

import pytest
from django.utils import timezone

from followups.models import InformationMeeting, MeetingSeat
from inquiries.demonstration import meetings
from inquiries.demonstration.towns import TOWNS
from inquiries.models import Event
from messaging.models import Message, Status
from organisation.models import Municipality
from tests.make import NOON

pytestmark = pytest.mark.slow  # the whole demonstration is loaded first

DAY = timedelta(days=1)


@pytest.fixture
def ekebacka(_undone):
    return Municipality.objects.get(name=TOWNS[0].name)


def of_kind(status, meeting):
    return MeetingSeat.objects.filter(meeting=meeting, status=status)


def test_one_was_held_and_one_is_to_come_with_a_queue(ekebacka):
    was, comes = InformationMeeting.objects.of(ekebacka).order_by("starts_at")
    assert was.ends_at < NOON < comes.starts_at
    assert timezone.localtime(comes.starts_at).weekday() == 2
    assert was.holders.count() == comes.holders.count() == 2
    seats = of_kind("seat", comes).count()
    assert 0 < seats <= comes.seats
    assert of_kind("waiting", comes).count() == max(
        MeetingSeat.objects.filter(meeting=comes).count() - comes.seats, 0
    )
    for seat in of_kind("seat", comes):
        task = seat.inquiry.followups.open().get()
        assert (task.kind, task.due_at) == ("information_meeting", comes.starts_at)
    assert not of_kind("seat", was).filter(attended=None).exists()
    attended = Event.objects.filter(kind=Event.Kind.ATTENDED)
    assert attended.filter(municipality=ekebacka).count() == (
        of_kind("seat", was).filter(attended=True).count()
    )


def test_only_what_reminds_of_the_next_one_waits_to_be_sent(ekebacka):
    waiting = Message.objects.filter(
        subject_type__in=("meeting", "meeting_seat"), status=Status.QUEUED
    )
    assert waiting.exists()
    assert set(waiting.values_list("kind", flat=True)) == {"meeting-eve", "holding-eve"}


def test_carried_on_the_old_one_is_marked_and_another_planned(ekebacka):
    comes = InformationMeeting.objects.of(ekebacka).latest("starts_at")
    later = comes.ends_at + 2 * DAY
    meetings.look_ahead(ekebacka, later)
    assert not of_kind("seat", comes).filter(attended=None).exists()
    following = InformationMeeting.objects.of(ekebacka).latest("starts_at")
    assert following.starts_at > later
    meetings.look_ahead(ekebacka, later)
    assert InformationMeeting.objects.of(ekebacka).count() == 3
