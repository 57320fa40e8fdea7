"""Histories made by hand: inquiries, events and promises as bare rows."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.timezone import localtime

from followups.models import Promise, Wish
from inquiries.models import Event, Inquiry
from inquiries.workflow import REASONS, Stage
from organisation.models import Municipality
from organisation.months import Month
from reports.report import MonthReport, month_report
from tests.make import make_inquiry

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MARCH = Month(2026, 3)
LATER = datetime(2026, 6, 1, 12, tzinfo=STOCKHOLM)


def local(text: str) -> datetime:
    """A moment by Stockholm's clock: local("2026-03-11 12:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def report_of(
    municipality: Municipality, month: Month = MARCH, at: datetime = LATER
) -> MonthReport:
    return month_report(municipality, month, at=at)


def receive(municipality: Municipality, text: str, **fields: Any) -> Inquiry:
    """An inquiry received at a local time, with what its stage demands."""
    stage = fields.get("stage", Stage.RECEIVED)
    if stage in REASONS:
        fields.setdefault("close_reason", REASONS[stage][0])
    if stage == Stage.DORMANT:
        fields.setdefault("wake_up_on", datetime(2027, 1, 1, tzinfo=STOCKHOLM).date())
    return make_inquiry(municipality, received_at=local(text), **fields)


def happen(inquiry: Inquiry, kind: str, at: datetime | str, **fields: Any) -> Event:
    moment = local(at) if isinstance(at, str) else at
    return Event.objects.create(
        municipality_id=inquiry.municipality_id,
        inquiry=inquiry,
        kind=kind,
        at=moment,
        recorded_at=moment,
        **fields,
    )


def contact(inquiry: Inquiry, at: datetime | str) -> Event:
    return happen(inquiry, Event.Kind.CONTACTED, at)


def attempt(inquiry: Inquiry, at: datetime | str) -> Event:
    return happen(inquiry, Event.Kind.ATTEMPTED, at)


def move(inquiry: Inquiry, old: str, new: str, at: datetime | str) -> Event:
    return happen(inquiry, Event.Kind.MOVED, at, from_stage=old, to_stage=new)


def undo(event: Event, after: timedelta = timedelta(minutes=5)) -> Event:
    return happen(
        event.inquiry,
        Event.Kind.UNDONE,
        localtime(event.at + after),
        reverses=event,
        from_stage=event.to_stage,
        to_stage=event.from_stage,
    )


def promise(
    inquiry: Inquiry,
    due_at: datetime | str,
    outcome: str = Promise.Outcome.KEPT,
    *,
    settled_by: Event | None = None,
    wish: str = Wish.SOON,
) -> Promise:
    """A promise made at receipt; settled by an event, else at the due moment."""
    due = local(due_at) if isinstance(due_at, str) else due_at
    settled_at = settled_by.at if settled_by else due
    return Promise.objects.create(
        municipality_id=inquiry.municipality_id,
        inquiry=inquiry,
        wish=wish,
        made_at=min(inquiry.received_at, due),
        due_at=due,
        outcome=outcome,
        settled_at=None if outcome == Promise.Outcome.OPEN else settled_at,
        settled_by=settled_by,
    )
