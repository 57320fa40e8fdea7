"""Hand a family over: asked in two lines, done once the colleague says yes.

Source: docs/decisions/0077-handing-over.md.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from audit.services import record
from inquiries import handover_words as words
from inquiries.models import Handover, Inquiry, Note
from inquiries.services.acts import Act, InquiryClosed, begin
from inquiries.services.moves import assign_owner
from messaging.services import enqueue
from organisation.models import StaffMember


class HandoverAnswered(Exception):
    """It was answered already, or is not this person's to answer."""


class LinesMissing(ValueError):
    """Whoever hands over says how things stand and what is promised."""


@transaction.atomic
def ask(
    inquiry: Inquiry,
    receiver: StaffMember,
    *,
    situation: str,
    promised: str,
    by: StaffMember,
    at: datetime,
) -> Handover:
    """Ask a colleague to take over; a question that is open already is replaced.

    Raises:
        LinesMissing: one of the two lines is empty.
        InquiryClosed: there is nothing to hand over.
    """
    if not (situation.strip() and promised.strip()):
        raise LinesMissing
    act = begin(inquiry, by=by, at=at)
    if not act.inquiry.is_open:
        raise InquiryClosed
    _close(Handover.objects.filter(inquiry=act.inquiry, answered_at=None), at)
    handover = Handover.objects.create(
        municipality_id=act.inquiry.municipality_id,
        inquiry=act.inquiry,
        asked_by=by,
        receiver=receiver,
        situation=situation.strip(),
        promised=promised.strip(),
        asked_at=at,
    )
    enqueue(words.of_question(handover, at=at), at=at)
    record("asked-to-take-over", act.inquiry, by=by, at=at)
    return handover


@transaction.atomic
def accept(
    handover: Handover, *, by: StaffMember, at: datetime, takes_visit: bool = False
) -> Inquiry:
    """Take the family over: it is told the new name, and the two lines become a note.

    Args:
        takes_visit: they go on the booked visit in the owner's place.

    Raises:
        HandoverAnswered: see there.
        InquiryClosed: the inquiry was closed or erased meanwhile.
        SlotTaken: a call, or that visit, is booked when this person has something else.
    """
    act, fresh = _open(handover, by, at)
    if not act.inquiry.is_open:
        raise InquiryClosed
    fresh.answered_at, fresh.is_accepted = at, True
    fresh.save(update_fields=["answered_at", "is_accepted"])
    Note.objects.create(
        municipality_id=fresh.municipality_id,
        inquiry=act.inquiry,
        author=fresh.asked_by,
        written_at=at,
        text=words.note_of(fresh),
    )
    assign_owner(act.inquiry, by, by=by, at=at, takes_visit=takes_visit)
    enqueue(words.of_answer(fresh, at=at), at=at)
    record("took-over", act.inquiry, by=by, at=at)
    return act.inquiry


@transaction.atomic
def decline(handover: Handover, *, by: StaffMember, at: datetime) -> None:
    """Say no; the family stays where it is, and the asker is told.

    Raises:
        HandoverAnswered: see there.
        InquiryClosed: the person has been erased.
    """
    _act, fresh = _open(handover, by, at)
    fresh.answered_at, fresh.is_accepted = at, False
    fresh.save(update_fields=["answered_at", "is_accepted"])
    enqueue(words.of_answer(fresh, at=at), at=at)
    record("declined-to-take-over", fresh.inquiry, by=by, at=at)


def forget_lines(inquiry: Inquiry, *, at: datetime) -> None:
    """The two lines may name somebody: they go with the person."""
    mine = Handover.objects.filter(inquiry=inquiry)
    _close(mine.filter(answered_at=None), at)
    mine.update(situation="", promised="")


def _open(handover: Handover, by: StaffMember, at: datetime) -> tuple[Act, Handover]:
    """The inquiry, then the question, locked in the order in which all lock them."""
    act = begin(handover.inquiry, by=by, at=at)
    fresh = (
        Handover.objects.select_for_update(of=("self",))
        .select_related("inquiry", "asked_by", "receiver", "inquiry__municipality")
        .get(pk=handover.pk)
    )
    if fresh.answered_at is not None or fresh.receiver_id != by.pk:
        raise HandoverAnswered
    return act, fresh


def _close(open_ones: QuerySet[Handover], at: datetime) -> None:
    open_ones.update(answered_at=at, is_accepted=False)
