"""Erase a person. What remains tells nobody who it was."""

from datetime import datetime

from django.db import transaction

from audit.services import record
from followups import meetings, steps
from followups import promise as promises
from inquiries.models import (
    ContactDetails,
    Event,
    FamilyAct,
    FamilyCode,
    FamilyLink,
    Inquiry,
    Note,
)
from inquiries.services.acts import begin
from inquiries.services.appointments import cancel_ahead
from inquiries.services.handover import forget_lines
from messaging.services import erase_bodies
from organisation.models import StaffMember


class ErasureReasonMissing(ValueError):
    """Nobody is erased without a stated reason."""


@transaction.atomic
def erase_person(
    inquiry: Inquiry, *, by: StaffMember, at: datetime, reason: str
) -> Event:
    """Remove contact, notes, drafts, links, UTM texts and the outbox's texts.

    The register's line, the events, the stage and so every figure stand. An open
    inquiry has nobody left to call: its next step is closed and a promise that was
    not yet due is neither kept nor broken. Booked times are cancelled; colleagues are
    told, the family has no address any more.

    Raises:
        ErasureReasonMissing: the reason is empty.
        InquiryClosed: the person has been erased already.
    """
    if not reason.strip():
        raise ErasureReasonMissing
    act = begin(inquiry, by=by, at=at)
    fresh = act.inquiry
    ContactDetails.objects.filter(inquiry=fresh).delete()
    for each in (Note, FamilyLink, FamilyCode, FamilyAct):
        each._default_manager.filter(inquiry=fresh).delete()
    erase_bodies(fresh.pk)
    forget_lines(fresh, at=at)
    event = act.write(Event.Kind.ERASED)
    promises.supersede(fresh.pk, at=at, event_id=event.pk)
    cancel_ahead(act)
    task = steps.open_step(fresh.pk)
    if task is not None:
        steps.close(task, "erased", by_id=by.pk, at=at)
    meetings.leave_all(fresh.pk, at=at)
    fresh.erased_at = at
    fresh.utm = {}  # anybody may have written anything into an address
    fresh.save(update_fields=["erased_at", "utm"])
    record("erased", fresh, by=by, at=at, reason=reason.strip())
    return event
