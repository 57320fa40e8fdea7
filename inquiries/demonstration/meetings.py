"""Information meetings of the demonstration: one that was, and one to come."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Final

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localtime

from followups.meetings import Plan
from followups.models import FollowUpTask, InformationMeeting, MeetingSeat
from inquiries.demonstration.towns import callers_of
from inquiries.holder_letters import REMINDER as EVE_TO_HOLD
from inquiries.meeting_letters import REMINDER as EVE
from inquiries.models import Inquiry
from inquiries.services.meetings import mark_attendance, plan_information_meeting
from inquiries.services.seats import invite
from inquiries.workflow import Stage
from messaging.models import WAITING, Message, Status
from organisation.calendar import STOCKHOLM
from organisation.models import Membership, Municipality, StaffMember

WEDNESDAY: Final = 2
BEGINS: Final = time(18)
LASTS: Final = timedelta(hours=1, minutes=30)
FEWEST_DAYS: Final = 6  # until the next one
AGO: Final = timedelta(weeks=3)
SEATS: Final = 8
ASKED: Final = 10  # families to the next one
CAME: Final = 5  # to the last, with who stayed away
STAYED_AWAY: Final = 1  # of those who were to come
ONE_DAY: Final = timedelta(days=1)
ASKED_BEFORE: Final = timedelta(days=9)
MARKED_AFTER: Final = timedelta(minutes=20)
EARLY: Final = (Stage.CONTACTED, Stage.MEETING)


def look_back(municipality: Municipality, at: datetime) -> None:
    """A meeting that was held three weeks ago, with who came."""
    meeting = _plan(municipality, _evening(at - AGO), at - AGO - ASKED_BEFORE)
    came = Inquiry.objects.of(municipality).filter(
        stage=Stage.ASSESSMENT,
        received_at__lt=meeting.starts_at - ASKED_BEFORE,
        erased_at=None,
    )
    _ask(meeting, came.order_by("-pk")[:CAME], meeting.starts_at - ASKED_BEFORE)
    _mark(meeting, meeting.ends_at + MARKED_AFTER)
    say_all_is_sent(meeting, at)


def look_ahead(municipality: Municipality, at: datetime) -> None:
    """The next one with its families, where there is none; what is over is marked."""
    meetings = InformationMeeting.objects.of(municipality)
    for over in meetings.filter(ends_at__lt=at - ONE_DAY, cancelled_at=None):
        _mark(over, at)
    if meetings.inviting(at).exists():
        return
    starts_at = _evening(at + ONE_DAY * FEWEST_DAYS)
    meeting = _plan(municipality, starts_at, at - ONE_DAY)
    _ask(meeting, _with_time(municipality, at).order_by("-pk")[:ASKED], at)
    say_all_is_sent(meeting, at)


def _with_time(municipality: Municipality, at: datetime) -> QuerySet[Inquiry]:
    """Families that have been spoken with, and with whom nothing is due today."""
    steps = FollowUpTask.objects.of(municipality).open()
    free = steps.filter(promise=None, appointment=None, due_at__gt=at + 2 * ONE_DAY)
    return Inquiry.objects.of(municipality).filter(
        stage__in=EARLY, erased_at=None, suspicion="", followups__in=free
    )


def _plan(
    municipality: Municipality, starts_at: datetime, at: datetime
) -> InformationMeeting:
    holders = _holders(municipality)
    plan = Plan(
        title="Öppet hus",
        starts_at=starts_at,
        ends_at=starts_at + LASTS,
        seats=SEATS,
        language="sv",
        place="Biblioteket, Storgatan 1",
        link="https://moten.example.se/oppet-hus",
    )
    return plan_information_meeting(municipality, plan, holders, by=holders[0], at=at)


def _holders(municipality: Municipality) -> list[StaffMember]:
    """Two of those who work here alone: nobody is in two places at one time."""
    elsewhere = Membership.objects.exclude(municipality=municipality).values("staff")
    away = set(elsewhere.values_list("staff", flat=True))
    here = [each for each in callers_of(municipality).values() if each.pk not in away]
    return here[:2]


def _evening(moment: datetime) -> datetime:
    """The Wednesday evening that follows a day, or is on it."""
    day = localtime(moment, STOCKHOLM).date()
    day += ONE_DAY * ((WEDNESDAY - day.weekday()) % 7)
    return datetime.combine(day, BEGINS, STOCKHOLM)


def _ask(
    meeting: InformationMeeting, families: Iterable[Inquiry], at: datetime
) -> None:
    by = _holders(meeting.municipality)[0]
    for each in families:
        invite(each, meeting, by=by, at=at)


def _mark(meeting: InformationMeeting, at: datetime) -> None:
    """Most have come. Who asked last has stayed away."""
    by = _holders(meeting.municipality)[0]
    seats = MeetingSeat.objects.filter(
        meeting=meeting,
        status=MeetingSeat.Status.SEAT,
        attended=None,
        inquiry__erased_at=None,
    ).order_by("asked_at", "pk")
    found = list(seats)
    for place, each in enumerate(found):
        mark_attendance(each, place < len(found) - STAYED_AWAY, by=by, at=at)


def say_all_is_sent(meeting: InformationMeeting, at: datetime) -> None:
    """What was to leave by now has left; what reminds of the next one waits."""
    seats = MeetingSeat.objects.filter(meeting=meeting).values("pk")
    about = Q(subject_type="meeting", subject_id=meeting.pk) | Q(
        subject_type="meeting_seat", subject_id__in=seats
    )
    reminds = Q(kind__in=(EVE, EVE_TO_HOLD), not_before__gt=at)
    Message.objects.filter(about, status__in=WAITING).exclude(reminds).update(
        status=Status.SENT, sent_at=F("created_at"), attempt=1
    )
