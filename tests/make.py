"""Makers with whole defaults: a test states only what it is about."""

import itertools
import uuid
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
)
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import Client

from campaigns.models import (
    Activity,
    Ambassador,
    Appearance,
    Campaign,
    CampaignTask,
    Channel,
    Consent,
    Content,
    ContentUse,
    Person,
)
from campaigns.services.ambassadors import add_ambassador
from exports.models import Export
from followups import defaults as followup_defaults
from followups.meetings import Plan, plan_meeting
from followups.models import FollowUpTask, InformationMeeting, Wish
from inquiries.models import ContactDetails, Event, Inquiry, Source
from inquiries.services import registration
from inquiries.workflow import OPEN_STAGES, Stage
from messaging.models import Message
from organisation.models import (
    LieLow,
    Membership,
    Municipality,
    OpeningWindow,
    StaffMember,
)
from organisation.services import touch_settings

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOON = datetime(2026, 3, 11, 12, tzinfo=STOCKHOLM)  # a Wednesday
LOGIN_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "a kitchen table with six chairs"
SHOWN = "Så snart som möjligt: Senast i morgon klockan 13.30"
FAR = 10**9  # no inquiry that is really made has this number
_counter = itertools.count(1)


@dataclass(frozen=True)
class Registration(registration.Registration):
    """One as the form makes it: with the words that the family saw."""

    shown_text: str = SHOWN


def make_municipality(*, hours: bool = True, **fields: Any) -> Municipality:
    """A municipality open Mondays to Fridays 8–12 and 13–16.30, with its policies."""
    number = next(_counter)
    municipality = Municipality.objects.create(
        **{
            "name": f"Ekebacka {number}",
            "phone": "+46313900610",
            "phone_hours": "vardagar 08.00–16.30",
            "email": f"hem{number}@example.se",
            "sms_sender": "Ekebacka",
            "second_factor_required": False,
            **fields,
        }
    )
    followup_defaults.create(municipality)
    if hours:
        OpeningWindow.objects.bulk_create(
            OpeningWindow(
                municipality=municipality, weekday=weekday, opens=opens, closes=closes
            )
            for weekday in range(5)
            for opens, closes in ((time(8), time(12)), (time(13), time(16, 30)))
        )
    return municipality


def add_window(
    municipality: Municipality,
    weekday: int,
    opens: time,
    closes: time,
    kind: str = OpeningWindow.Kind.OFFICE,
) -> OpeningWindow:
    window = OpeningWindow.objects.create(
        municipality=municipality,
        weekday=weekday,
        opens=opens,
        closes=closes,
        kind=kind,
    )
    touch_settings(municipality)
    return window


def make_staff_member(
    municipality: Municipality | None = None,
    role: str | None = "recruiter",
    **fields: Any,
) -> StaffMember:
    """A staff member with one role; role None gives a person without any."""
    number = next(_counter)
    password = fields.pop("password", None)
    staff = StaffMember.objects.create_user(
        fields.pop("email", f"staff{number}@example.se"),
        password,
        **{"display_name": f"Maria Lind {number}", "title": "rekryterare", **fields},
    )
    if role is not None:
        Membership.objects.create(
            municipality=municipality or make_municipality(), staff=staff, role=role
        )
    return staff


def make_export(municipality: Municipality | None = None, **fields: Any) -> Export:
    """A finished file of a month, unless the status says otherwise."""
    town = municipality or make_municipality()
    is_done = fields.setdefault("status", "done") == "done"
    is_open = fields["status"] in {"queued", "running"}
    at = fields.setdefault("asked_at", NOON)
    file = {"file_name": "ekebacka-2026-10.pdf", "content": b"%PDF", "size": 4}
    return Export.objects.create(
        **{
            "municipality": town,
            "kind": "report-pdf",
            "parameters": {"month": "2026-10", "version": 0},
            "title": "Oktober 2026, PDF",
            "language": "sv",
            "steps_done": 1 if is_done else 0,
            "not_before": at,
            "finished_at": None if is_open else at,
            **(file | {"content_type": "application/pdf"} if is_done else {}),
            **fields,
            "asked_by": fields.get("asked_by") or make_staff_member(town),
        }
    )


def client_of(staff: StaffMember) -> Client:
    """A client that is logged in, by the session alone: no login is recorded."""
    session = SessionStore()
    session[SESSION_KEY] = str(staff.pk)
    session[BACKEND_SESSION_KEY] = LOGIN_BACKEND
    session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    session.create()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


def make_activity(municipality: Municipality | None = None, **fields: Any) -> Activity:
    number = next(_counter)
    municipality = municipality or make_municipality()
    if "channel" not in fields:
        fields["channel"], _ = Channel.objects.get_or_create(
            municipality=municipality, name="Facebook"
        )
    if "campaign" not in fields:
        fields["campaign"] = Campaign.objects.create(
            municipality=municipality,
            name=f"Hösten {number}",
            starts_on=NOON.date(),
        )
    return Activity.objects.create(
        **{
            "municipality": municipality,
            "name": f"Inlägg {number}",
            "code": f"kod{number}",
            "starts_on": NOON.date(),
            **fields,
        }
    )


def make_ambassador(
    municipality: Municipality | None = None, **fields: Any
) -> Ambassador:
    """A home with an e-mail address, added at NOON, with a code of its own."""
    number = next(_counter)
    municipality = municipality or make_municipality()
    home = Ambassador(
        **{
            "municipality": municipality,
            "name": f"Anna och Per {number}",
            "email": f"home{number}@example.se",
            **fields,
        }
    )
    by = make_staff_member(municipality, "communicator")
    return add_ambassador(home, by=by, at=NOON)


def make_task(municipality: Municipality | None = None, **fields: Any) -> CampaignTask:
    """A task typed by hand, due on the day of NOON."""
    return CampaignTask.objects.create(
        **{
            "municipality": municipality or make_municipality(),
            "kind": CampaignTask.Kind.OTHER,
            "about": "Ring tidningen",
            "due_on": NOON.date(),
            "opened_at": NOON,
            **fields,
        }
    )


def make_content(municipality: Municipality | None = None, **fields: Any) -> Content:
    """A film in which it is not noted who appears."""
    number = next(_counter)
    return Content.objects.create(
        **{
            "municipality": municipality or make_municipality(),
            "kind": Content.Kind.FILM,
            "title": f"Filmen {number}",
            "address": "https://example.se/film",
            "added_at": NOON,
            **fields,
        }
    )


def make_appearance(
    content: Content | None = None, person: Person | None = None, name: str = "Per Lind"
) -> Appearance:
    """Somebody who appears, and has said yes to nothing yet."""
    content = content or make_content()
    municipality = content.municipality
    person = person or Person.objects.create(
        municipality=municipality, name=name, relation="familjehem", added_at=NOON
    )
    return Appearance.objects.create(
        municipality=municipality, content=content, person=person, added_at=NOON
    )


def make_consent(
    appearance: Appearance, place: str = "facebook", **fields: Any
) -> Consent:
    """A yes to Facebook, given ten days before NOON, until it is taken back."""
    return Consent.objects.create(
        **{
            "municipality": appearance.municipality,
            "appearance": appearance,
            "place": place,
            "wording": "Ni får visa filmen.",
            "given_on": NOON.date() - timedelta(days=10),
            "how": Consent.How.PAPER,
            "recorded_at": NOON,
            "recorded_by": make_staff_member(appearance.municipality, "communicator"),
            **fields,
        }
    )


def make_use(content: Content, place: str = "facebook", **fields: Any) -> ContentUse:
    """A use that has run for two days at NOON, until further notice."""
    return ContentUse.objects.create(
        **{
            "municipality": content.municipality,
            "content": content,
            "place": place,
            "starts_on": NOON.date() - timedelta(days=2),
            "planned_at": NOON,
            "planned_by": make_staff_member(content.municipality, "communicator"),
            **fields,
        }
    )


@transaction.atomic
def make_inquiry(
    municipality: Municipality | None = None,
    *,
    contact: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    **fields: Any,
) -> Inquiry:
    """An inquiry as rows only: contact, RECEIVED event and, where open, a next step.

    It makes no promise and no message: `inquiries.services.receive` does.
    """
    number = next(_counter)
    municipality = municipality or make_municipality()
    received_at = fields.pop("received_at", NOON)
    inquiry = Inquiry.objects.create(
        **{
            "municipality": municipality,
            "year": received_at.year,
            "serial": 100_000 + number,
            "received_at": received_at,
            "registered_at": received_at,
            "source": Source.FORM,
            "wanted_assignments": ["foster_home"],
            "wish": Wish.SOON,
            "promise_shown": SHOWN,
            **fields,
        }
    )
    if inquiry.erased_at is None:
        ContactDetails.objects.create(
            inquiry=inquiry,
            municipality=municipality,
            **{"name": "Anna Holm", "phone": "+46701740612", **(contact or {})},
        )
    Event.objects.create(
        municipality=municipality,
        inquiry=inquiry,
        kind=Event.Kind.RECEIVED,
        at=received_at,
        recorded_at=inquiry.registered_at,
        to_stage=Stage.RECEIVED,
    )
    if inquiry.stage in OPEN_STAGES:
        FollowUpTask.objects.create(
            municipality=municipality,
            inquiry=inquiry,
            kind=FollowUpTask.Kind.CALL,
            due_at=due_at or received_at + timedelta(hours=4),
            owner=inquiry.owner,
            created_at=received_at,
        )
    return inquiry


def make_lie_low(municipality: Municipality, **fields: Any) -> LieLow:
    """A span that began at NOON and has not ended; calls within five working days."""
    began_by = fields.pop("began_by", None) or make_staff_member(
        municipality, "communicator"
    )
    low = LieLow.objects.create(
        **{
            "municipality": municipality,
            "began_at": NOON,
            "working_days": 5,
            "reason": "Många samtal väntar",
            "began_by": began_by,
            "ended_by": began_by if fields.get("ended_at") else None,
            **fields,
        }
    )
    touch_settings(municipality)
    return low


def make_message(municipality: Municipality | None = None, **fields: Any) -> Message:
    """A waiting e-mail to a family, due at NOON."""
    number = next(_counter)
    return Message.objects.create(
        **{
            "id": uuid.uuid4(),
            "municipality": municipality or make_municipality(),
            "kind": "receipt",
            "subject_type": "inquiry",
            "subject_id": FAR + number,
            "step": "received",
            "channel": "email",
            "recipient_key": "family",
            "recipient": f"family{number}@example.se",
            "heading": "Vi ringer dig",
            "body": "Hej! Vi ringer dig senast i dag klockan 16.30.",
            "not_before": NOON,
            "created_at": NOON,
            **fields,
        }
    )


def make_meeting(
    municipality: Municipality | None = None, *holders: StaffMember, **fields: Any
) -> InformationMeeting:
    """A meeting on Thursday of next week at 18.00–20.00, with two seats."""
    municipality = municipality or make_municipality()
    starts_at = fields.pop("starts_at", NOON + timedelta(days=8, hours=6))
    plan = Plan(
        **{
            "title": "Öppet hus om familjehem",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=2),
            "seats": 2,
            "language": "sv",
            "place": "Biblioteket, Storgatan 1",
            **fields,
        }
    )
    by = holders[0] if holders else make_staff_member(municipality)
    return plan_meeting(municipality, plan, holders, by=by, at=NOON)
