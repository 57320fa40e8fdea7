"""One row of every kind that a desk address can name, in one municipality."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from campaigns.models import Activity
from followups.models import MeetingSeat, PromisePolicy, ReminderRule
from inquiries.models import Handover, Inquiry
from inquiries.services.calls import log_call
from inquiries.services.receive import receive
from inquiries.services.seats import invite
from messaging.models import Message, PushDevice, Status
from organisation.models import (
    Absence,
    Municipality,
    OpeningWindow,
    SpecialDay,
    StaffMember,
)
from tests.make import (
    Registration,
    make_activity,
    make_meeting,
    make_message,
    make_municipality,
    make_staff_member,
)

# Stands in every text of the other municipality: it may never be seen from here.
CANARY = "Kanariefågel"
NOWHERE = 2_000_000_000


@dataclass
class Rows:
    municipality: Municipality
    staff: StaffMember
    inquiry: Inquiry
    undoable: Inquiry
    activity: Activity
    message: Message
    device: PushDevice
    window: OpeningWindow
    day: SpecialDay
    absence: Absence
    policy: PromisePolicy
    rule: ReminderRule
    seat: MeetingSeat
    handover: Handover


def make_rows(mark: str = "") -> Rows:
    at = timezone.now()
    municipality = make_municipality(name=f"Sjöliden {mark}{uuid.uuid4().hex[:6]}")
    staff = make_staff_member(municipality, display_name=f"Eva {mark}")
    activity = make_activity(municipality, name=f"Inlägg {mark}")
    registration = Registration(
        name=f"Anna {mark}",
        phone="+46701740612",
        email=f"{mark.lower() or 'anna'}@example.se",
        message=mark,
        activity_id=activity.pk,
    )
    inquiry = receive(municipality, registration, at=at - timedelta(minutes=2))
    undoable = receive(municipality, registration, at=at - timedelta(minutes=2))
    log_call(undoable, "no_answer", by=staff, at=at - timedelta(minutes=1), note=mark)
    meeting = make_meeting(
        municipality,
        title=f"Träff {mark}",
        place=f"Biblioteket {mark}",
        starts_at=at + timedelta(days=8),
    )
    return Rows(
        municipality=municipality,
        staff=staff,
        inquiry=inquiry,
        undoable=undoable,
        activity=activity,
        message=make_message(
            municipality,
            inquiry=inquiry,
            heading=mark,
            body=mark,
            status=Status.DEAD,
            last_error=mark,
        ),
        device=PushDevice.objects.create(
            staff=staff,
            endpoint=f"https://fcm.googleapis.com/fcm/send/{uuid.uuid4()}",
            p256dh="BA",
            auth="AA",
            name=mark or "Firefox",
            created_at=at,
        ),
        window=OpeningWindow.objects.filter(municipality=municipality)[0],
        day=SpecialDay.objects.create(
            municipality=municipality, day=date(2026, 6, 6), name=f"Dagen {mark}"
        ),
        absence=Absence.objects.create(
            municipality=municipality,
            staff=staff,
            first_day=at.date() + timedelta(days=30),
            last_day=at.date() + timedelta(days=31),
        ),
        policy=PromisePolicy.objects.filter(municipality=municipality)[0],
        rule=ReminderRule.objects.filter(municipality=municipality)[0],
        seat=invite(inquiry, meeting, by=staff, at=at),
        handover=Handover.objects.create(
            municipality=municipality,
            inquiry=inquiry,
            asked_by=staff,
            receiver=make_staff_member(municipality, display_name=f"Bo {mark}"),
            situation=mark,
            promised=mark,
            asked_at=at,
        ),
    )


YEAR = {"year": 2026}
MONTH = {"year": 2026, "month": 3}

# Address → what its arguments are for somebody's rows. Addresses that take the same
# arguments whatever the municipality have a plain dictionary.
RULES: dict[str, Any] = {
    "organisation:switch_municipality": {},
    "organisation:profile": {},
    "organisation:settings": {},
    "organisation:municipality": {},
    "organisation:hours": {},
    "organisation:hours_add": {},
    "organisation:hours_remove": lambda rows: {"pk": rows.window.pk},
    "organisation:days": {},
    "organisation:days_of_year": YEAR,
    "organisation:day_add": YEAR,
    "organisation:red_days": YEAR,
    "organisation:day": lambda rows: {"pk": rows.day.pk},
    "organisation:day_remove": lambda rows: {"pk": rows.day.pk},
    "organisation:rota": {},
    "organisation:rota_days": {},
    "organisation:rota_day": lambda rows: {"pk": rows.window.pk},
    "organisation:absences": {},
    "organisation:absence_add": {},
    "organisation:absence_remove": lambda rows: {"pk": rows.absence.pk},
    "organisation:capacity": {},
    "organisation:rota_history": {},
    "organisation:staff": {},
    "organisation:staff_invite": {},
    "organisation:staff_member": lambda rows: {"pk": rows.staff.pk},
    "organisation:staff_photo": lambda rows: {"pk": rows.staff.pk},
    "organisation:staff_roles": lambda rows: {"pk": rows.staff.pk},
    "organisation:staff_address": lambda rows: {"pk": rows.staff.pk},
    "organisation:staff_account": lambda rows: {"pk": rows.staff.pk},
    "messaging:notices": {},
    "messaging:device_add": {},
    "messaging:device_remove": lambda rows: {"pk": rows.device.pk},
    "messaging:outbox": {},
    "messaging:invariants": {},
    "messaging:message": lambda rows: {"pk": rows.message.pk},
    "messaging:resend": lambda rows: {"pk": rows.message.pk},
    "messaging:let-go": lambda rows: {"pk": rows.message.pk},
    "campaigns:campaign_new": {},
    "campaigns:campaign_edit": lambda rows: {"pk": rows.activity.campaign_id},
    "campaigns:activity_new": lambda rows: {"pk": rows.activity.campaign_id},
    "campaigns:activity_edit": lambda rows: {"pk": rows.activity.pk},
    "campaigns:channels": {},
    "campaigns:channel_new": {},
    "campaigns:channel_edit": lambda rows: {"pk": rows.activity.channel_id},
    "campaigns:channel_move": lambda rows: {"pk": rows.activity.channel_id},
    "campaigns:channel_use": lambda rows: {"pk": rows.activity.channel_id},
    "campaigns:channel_remove": lambda rows: {"pk": rows.activity.channel_id},
    "campaigns:campaign_text": lambda rows: {"pk": rows.activity.campaign_id},
    "campaigns:activity_text": lambda rows: {"pk": rows.activity.pk},
    "inquiries:landing_preview": {},
    "campaigns:qr": lambda rows: {"pk": rows.activity.pk},
    "followups:policies": {},
    "followups:feed": {},
    "followups:policy": lambda rows: {"pk": rows.policy.pk},
    "followups:reminders": {},
    "followups:reminder_add": {},
    "followups:reminder_remove": lambda rows: {"pk": rows.rule.pk},
    "inquiries:today": {},
    "inquiries:card": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:log": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:draft": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:wake": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:handover": lambda rows: {"pk": rows.handover.pk},
    "inquiries:undo": lambda rows: {"pk": rows.undoable.events.latest("id").pk},
    "inquiries:list": {},
    "inquiries:new": {},
    "inquiries:record": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:meetings": {},
    "inquiries:meeting_new": {},
    "inquiries:meeting": lambda rows: {"pk": rows.seat.meeting_id},
    "inquiries:meeting_edit": lambda rows: {"pk": rows.seat.meeting_id},
    "inquiries:meeting_cancel": lambda rows: {"pk": rows.seat.meeting_id},
    "inquiries:meeting_print": lambda rows: {"pk": rows.seat.meeting_id},
    "inquiries:meeting_attendance": lambda rows: {"pk": rows.seat.pk},
    "inquiries:meeting_leave": lambda rows: {"pk": rows.seat.pk},
    "inquiries:meeting_invite": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:review": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:family_links": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:erase": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:move": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:visit": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:visit_cancel": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:call_time": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:call_time_cancel": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:plan": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:owner": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:contact": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:facts": lambda rows: {"pk": rows.inquiry.pk},
    "inquiries:note": lambda rows: {"pk": rows.inquiry.pk},
    "planning:list": {},
    "planning:campaign": lambda rows: {"pk": rows.activity.campaign_id},
    "planning:activity": lambda rows: {"pk": rows.activity.pk},
    "reports:latest": {},
    "reports:month": MONTH,
    "reports:csv": MONTH,
}


def arguments_for(name: str, rows: Rows) -> dict[str, Any]:
    rule = RULES[name]
    found: dict[str, Any] = rule(rows) if callable(rule) else rule
    return found


def names_a_row(name: str) -> bool:
    return callable(RULES[name])


def missing(arguments: dict[str, Any]) -> dict[str, Any]:
    """The same arguments for a row that is nowhere."""
    is_uuid = isinstance(arguments["pk"], uuid.UUID)
    return {"pk": uuid.UUID(int=NOWHERE) if is_uuid else NOWHERE}
