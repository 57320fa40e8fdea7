"""One row of every kind that a desk address can name, in one municipality."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from campaigns.models import (
    Activity,
    Ambassador,
    Appearance,
    CampaignTask,
    ContentUse,
    Letter,
    PendingImport,
    Person,
    ReachFigure,
)
from exports.models import Export
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
from planning.models import YearEntry
from reports.models import (
    Annotation,
    Cooperation,
    CooperationMember,
    Invitation,
    Recipient,
)
from tests.campaigns.importing import make_figure, make_pending
from tests.make import (
    Registration,
    make_activity,
    make_ambassador,
    make_appearance,
    make_consent,
    make_content,
    make_export,
    make_meeting,
    make_message,
    make_municipality,
    make_staff_member,
    make_task,
    make_use,
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
    ambassador: Ambassador
    letter: Letter
    task: CampaignTask
    appearance: Appearance
    person: Person
    use: ContentUse
    year_entry: YearEntry
    message: Message
    device: PushDevice
    window: OpeningWindow
    day: SpecialDay
    absence: Absence
    policy: PromisePolicy
    rule: ReminderRule
    seat: MeetingSeat
    handover: Handover
    figure: ReachFigure
    pending: PendingImport
    annotation: Annotation
    export: Export
    recipient: Recipient
    invitation: Invitation


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
    appearance = make_appearance(
        make_content(municipality, title=f"Filmen {mark}"), name=f"Per {mark}"
    )
    make_consent(appearance, wording=f"Ja {mark}")
    return Rows(
        municipality=municipality,
        staff=staff,
        inquiry=inquiry,
        undoable=undoable,
        activity=activity,
        ambassador=make_ambassador(municipality, name=f"Hemmet {mark}"),
        letter=Letter.objects.create(
            municipality=municipality,
            subject=f"Sommaren {mark}",
            body=f"Hej {{namn}}! {mark}",
            made_at=at,
        ),
        task=make_task(municipality, about=f"Ring {mark}"),
        appearance=appearance,
        person=appearance.person,
        use=make_use(appearance.content),
        year_entry=YearEntry.objects.create(
            municipality=municipality,
            name=f"Nämnden {mark}",
            starts_on=date(2026, 5, 12),
        ),
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
        figure=make_figure(activity),
        pending=make_pending(activity, staff, made_at=at, file_name=f"{mark}.csv"),
        annotation=Annotation.objects.create(
            municipality=municipality, day=date(2026, 3, 2), text=f"Radio {mark}"
        ),
        export=make_export(
            municipality,
            asked_by=staff,
            title=f"Rapport {mark}",
            file_name="rapport.csv",
            content_type="text/csv",
            content=f"Rapport {mark}".encode(),
        ),
        recipient=Recipient.objects.create(
            municipality=municipality,
            email=f"{mark.lower() or 'bo'}@example.se",
            added_at=at,
        ),
        invitation=_invitation(municipality, staff, mark, at),
    )


def _invitation(
    municipality: Municipality, staff: StaffMember, mark: str, at: datetime
) -> Invitation:
    """To a cooperation that the municipality is in."""
    cooperation = Cooperation.objects.create(name=f"Ringen {mark}", created_at=at)
    CooperationMember.objects.create(
        cooperation=cooperation,
        municipality=municipality,
        joined_at=at,
        joined_by=staff,
    )
    return Invitation.objects.create(
        cooperation=cooperation,
        municipality=municipality,
        code_hash=uuid.uuid4().hex,
        made_at=at,
        made_by=staff,
        expires_at=at + timedelta(days=14),
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
    "organisation:absence": lambda rows: {"pk": rows.absence.pk},
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
    "campaigns:reach": lambda rows: {"pk": rows.activity.pk},
    "campaigns:reach_cost": lambda rows: {"pk": rows.activity.pk},
    "campaigns:reach_edit": lambda rows: {"pk": rows.figure.pk},
    "campaigns:reach_remove": lambda rows: {"pk": rows.figure.pk},
    "campaigns:reach_import": {},
    "campaigns:reach_confirm": lambda rows: {"pk": rows.pending.pk},
    "campaigns:reach_template": {"kind": "csv"},
    "campaigns:answered": {},
    "campaigns:channels": {},
    "campaigns:channel_new": {},
    "campaigns:channel_edit": lambda rows: {"pk": rows.activity.channel_id},
    "campaigns:channel_move": lambda rows: {"pk": rows.activity.channel_id},
    "campaigns:channel_use": lambda rows: {"pk": rows.activity.channel_id},
    "campaigns:channel_remove": lambda rows: {"pk": rows.activity.channel_id},
    "campaigns:campaign_text": lambda rows: {"pk": rows.activity.campaign_id},
    "campaigns:activity_text": lambda rows: {"pk": rows.activity.pk},
    "inquiries:landing_preview": {},
    "campaigns:poster": lambda rows: {"pk": rows.activity.pk},
    "campaigns:qr_png": lambda rows: {"pk": rows.activity.pk, "width": 4},
    "organisation:mark": {},
    "campaigns:qr": lambda rows: {"pk": rows.activity.pk},
    "campaigns:tasks": {},
    "campaigns:task_new": {},
    "campaigns:task_ask_again": {},
    "campaigns:routine": {},
    "campaigns:task": lambda rows: {"pk": rows.task.pk},
    "campaigns:task_edit": lambda rows: {"pk": rows.task.pk},
    "campaigns:task_done": lambda rows: {"pk": rows.task.pk},
    "campaigns:task_reopen": lambda rows: {"pk": rows.task.pk},
    "campaigns:task_erase": lambda rows: {"pk": rows.task.pk},
    "campaigns:ambassadors": {},
    "campaigns:ambassador_new": {},
    "campaigns:ambassador": lambda rows: {"pk": rows.ambassador.pk},
    "campaigns:ambassador_edit": lambda rows: {"pk": rows.ambassador.pk},
    "campaigns:ambassador_status": lambda rows: {"pk": rows.ambassador.pk},
    "campaigns:ambassador_subscribe": lambda rows: {"pk": rows.ambassador.pk},
    "campaigns:ambassador_erase": lambda rows: {"pk": rows.ambassador.pk},
    "campaigns:ambassador_card": lambda rows: {"pk": rows.ambassador.pk},
    "campaigns:letters": {},
    "campaigns:letter_new": {},
    "campaigns:letter": lambda rows: {"pk": rows.letter.pk},
    "campaigns:letter_edit": lambda rows: {"pk": rows.letter.pk},
    "campaigns:letter_send": lambda rows: {"pk": rows.letter.pk},
    "campaigns:letter_stop": lambda rows: {"pk": rows.letter.pk},
    "campaigns:letter_anew": lambda rows: {"pk": rows.letter.pk},
    "campaigns:letter_print": lambda rows: {"pk": rows.letter.pk},
    "campaigns:contents": {},
    "campaigns:content_new": {},
    "campaigns:content": lambda rows: {"pk": rows.use.content_id},
    "campaigns:content_picture": lambda rows: {"pk": rows.use.content_id},
    "campaigns:content_edit": lambda rows: {"pk": rows.use.content_id},
    "campaigns:content_remove": lambda rows: {"pk": rows.use.content_id},
    "campaigns:content_nobody": lambda rows: {"pk": rows.use.content_id},
    "campaigns:appearance_new": lambda rows: {"pk": rows.use.content_id},
    "campaigns:appearance_remove": lambda rows: {"pk": rows.appearance.pk},
    "campaigns:consent_new": lambda rows: {"pk": rows.appearance.pk},
    "campaigns:use_new": lambda rows: {"pk": rows.use.content_id},
    "campaigns:use_stop": lambda rows: {"pk": rows.use.pk},
    "campaigns:people": {},
    "campaigns:person": lambda rows: {"pk": rows.person.pk},
    "campaigns:person_edit": lambda rows: {"pk": rows.person.pk},
    "campaigns:person_withdraw": lambda rows: {"pk": rows.person.pk},
    "campaigns:person_erase": lambda rows: {"pk": rows.person.pk},
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
    "planning:capacity": {},
    "planning:lie_low": {},
    "planning:lie_low_end": {},
    "planning:lie_low_activities": {},
    "planning:results": {},
    "planning:xlsx": {},
    "planning:csv": {"key": "campaigns"},
    "planning:compare": {},
    "planning:comparison_file": {"kind": "csv"},
    "planning:campaign": lambda rows: {"pk": rows.activity.campaign_id},
    "planning:campaign_file": lambda rows: {
        "pk": rows.activity.campaign_id,
        "kind": "csv",
    },
    "planning:activity": lambda rows: {"pk": rows.activity.pk},
    "planning:this_year": {},
    "planning:year": YEAR,
    "planning:year_ics": YEAR,
    "planning:year_pdf": {"year": 2026, "paper": "a4"},
    "planning:year_file": {"year": 2026, "kind": "csv"},
    "planning:year_copy": YEAR,
    "planning:entry_new": YEAR,
    "planning:entry_edit": lambda rows: {"pk": rows.year_entry.pk},
    "planning:entry_remove": lambda rows: {"pk": rows.year_entry.pk},
    "planning:activity_file": lambda rows: {"pk": rows.activity.pk, "kind": "xlsx"},
    "reports:latest": {},
    "reports:month": MONTH,
    "reports:months": MONTH,
    "reports:csv": MONTH,
    "reports:lede": MONTH,
    "reports:lede_reset": MONTH,
    "reports:correct": MONTH,
    "reports:need": MONTH,
    "reports:care_prices": MONTH,
    "reports:care_prices_end": MONTH,
    "reports:send": MONTH,
    "reports:recipients": {},
    "reports:posting": {},
    "reports:recipient": lambda rows: {"pk": rows.recipient.pk},
    "reports:recipient_remove": lambda rows: {"pk": rows.recipient.pk},
    "reports:annotations": {},
    "reports:annotation": lambda rows: {"pk": rows.annotation.pk},
    "reports:annotation_remove": lambda rows: {"pk": rows.annotation.pk},
    "reports:export": MONTH,
    "reports:joint": lambda rows: {"pk": rows.invitation.cooperation_id, **MONTH},
    "reports:joint_csv": lambda rows: {"pk": rows.invitation.cooperation_id, **MONTH},
    "reports:joint_export": lambda rows: {
        "pk": rows.invitation.cooperation_id,
        **MONTH,
    },
    "reports:cooperations": {},
    "reports:cooperation_join": {},
    "reports:cooperation_join_now": {},
    "reports:cooperation": lambda rows: {"pk": rows.invitation.cooperation_id},
    "reports:cooperation_invite": lambda rows: {"pk": rows.invitation.cooperation_id},
    "reports:invitation_take_back": lambda rows: {
        "pk": rows.invitation.cooperation_id,
        "number": rows.invitation.pk,
    },
    "reports:cooperation_leave": lambda rows: {"pk": rows.invitation.cooperation_id},
    "exports:exports": {},
    "exports:export": lambda rows: {"pk": rows.export.pk},
    "exports:download": lambda rows: {"pk": rows.export.pk},
    "exports:cancel": lambda rows: {"pk": rows.export.pk},
    "exports:again": lambda rows: {"pk": rows.export.pk},
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
    return arguments | {"pk": uuid.UUID(int=NOWHERE) if is_uuid else NOWHERE}
