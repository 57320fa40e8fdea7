"""A family is asked to a meeting, and told."""

import pytest
from icalendar import Calendar

from followups.models import MeetingSeat
from inquiries.services.acts import InquiryClosed
from inquiries.services.meetings import (
    cancel_meeting,
)
from inquiries.services.receive import receive
from inquiries.services.seats import invite
from inquiries.workflow import Stage, TheirReason
from messaging.models import Message
from messaging.neutrality import is_neutral
from tests.inquiries.services.meetings.seated import CONTACT, MINUTE, kinds, step, told
from tests.make import (
    NOON,
    Registration,
    make_meeting,
)

pytestmark = pytest.mark.django_db


def test_a_seat_is_the_next_step_and_the_stage_and_is_told(family, meeting, maria):
    anna = family(owner=maria)
    seat = invite(anna, meeting, by=maria, at=NOON)
    anna.refresh_from_db()
    assert (anna.stage, step(anna)) == (
        Stage.MEETING,
        ("information_meeting", meeting.starts_at),
    )
    assert anna.followups.open().get().owner == maria
    assert kinds(anna) == ["seated", "moved"]
    assert told(anna) == [("seat", "email"), ("seat", "sms")]
    assert seat.told_at == NOON


def test_asking_a_family_twice_tells_it_once(family, meeting, maria):
    anna = family()
    for _ in range(2):
        invite(anna, meeting, by=maria, at=NOON)
    assert len(told(anna)) == 2
    assert kinds(anna) == ["seated", "moved"]


def test_what_is_told_gives_time_place_and_link_and_nothing_away(
    family, meeting, maria, settings
):
    settings.SEND_DELAY = MINUTE
    invite(family(), meeting, by=maria, at=NOON)
    mail, sms = Message.objects.filter(kind="meeting").order_by("channel")
    assert mail.heading == "Välkommen torsdag 19 mars klockan 18.00–20.00"
    for text, dash in ((mail.body, "–"), (sms.body, "-")):
        assert f"torsdag 19 mars klockan 18.00{dash}20.00" in text
        assert "Biblioteket, Storgatan 1" in text
        assert "https://meet.example.se/k4" in text
        assert meeting.title not in text
        assert is_neutral(text)
    assert mail.not_before == NOON + MINUTE


def test_a_meeting_in_another_language_says_so(family, municipality, maria):
    meeting = make_meeting(municipality, maria, language="ar")
    invite(family(), meeting, by=maria, at=NOON)
    assert (
        "Vi talar: arabiska"
        in Message.objects.get(channel="email", kind="meeting").body
    )


def test_the_mail_carries_the_meeting_for_calendars_and_takes_it_out_again(
    family, meeting, maria
):
    anna = family()
    invite(anna, meeting, by=maria, at=NOON)
    cancel_meeting(meeting, by=maria, at=NOON)
    asked, off = (
        Calendar.from_ical(each.calendar)
        for each in Message.objects.filter(channel="email", kind="meeting").order_by(
            "generation"
        )
    )
    assert (asked["method"], off["method"]) == ("REQUEST", "CANCEL")
    first, last = asked.events[0], off.events[0]
    assert first["uid"] == last["uid"]
    assert (first["sequence"], last["sequence"]) == (0, 1)
    assert first.decoded("dtstart") == meeting.starts_at
    assert meeting.title not in str(asked)


def test_who_waits_gets_nothing_for_the_calendar(family, municipality, maria):
    meeting = make_meeting(municipality, maria, seats=1)
    for _ in range(2):
        invite(family(), meeting, by=maria, at=NOON)
    assert not Message.objects.filter(step="waiting").exclude(calendar="").exists()


def test_a_promised_call_goes_first(municipality, meeting, maria):
    anna = receive(municipality, Registration(name="Anna", **CONTACT), at=NOON)
    before = step(anna)
    assert invite(anna, meeting, by=maria, at=NOON).has_seat
    anna.refresh_from_db()
    assert (anna.stage, step(anna)) == (Stage.RECEIVED, before)


def test_a_family_in_assessment_comes_and_stays_there(family, meeting, maria):
    anna = family(stage=Stage.ASSESSMENT)
    before = step(anna)
    invite(anna, meeting, by=maria, at=NOON)
    anna.refresh_from_db()
    assert (anna.stage, step(anna)) == (Stage.ASSESSMENT, before)


def test_a_closed_inquiry_is_not_asked(family, meeting, maria):
    anna = family(stage=Stage.WITHDRAWN, close_reason=TheirReason.NO_REASON)
    with pytest.raises(InquiryClosed):
        invite(anna, meeting, by=maria, at=NOON)
    assert not MeetingSeat.objects.exists()


def test_a_suspect_inquiry_is_not_written_to(family, meeting, maria):
    anna = family(suspicion="links")
    assert invite(anna, meeting, by=maria, at=NOON).told_at is None
    assert told(anna) == []
