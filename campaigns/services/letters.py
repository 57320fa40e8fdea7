"""Letters to ambassadors: written, sent once, stopped, written anew."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from audit.services import record
from campaigns.letter_keys import (
    KIND,
    STEP,
    SUBJECT,
    ambassador_of,
    key_of,
)
from campaigns.letter_recipients import Recipients, recipients_of
from campaigns.letter_text import with_way_out, written_to
from campaigns.models import Ambassador, Letter, LetterCopy
from messaging.models import Channel, Message
from messaging.services import Draft, cancel_waiting, enqueue
from organisation.models import StaffMember

BATCH: Final = 500  # letters to a statement
TEXTS: Final = ("subject", "body", "subject_en", "body_en")


class AlreadySent(Exception):
    """The letter has been sent: it stands, and goes out once."""


class NobodyToSendTo(Exception):
    """No home can get the letter."""


class NothingWaits(Exception):
    """Everything has left, or was stopped before."""


@transaction.atomic
def write_letter(letter: Letter, *, by: StaffMember, at: datetime) -> Letter:
    """Save a new letter; nothing is sent."""
    letter.made_at = at
    letter.save(force_insert=True)
    record("wrote-letter", letter, by=by, at=at)
    return letter


@transaction.atomic
def change_letter(
    letter: Letter, values: Mapping[str, Any], *, by: StaffMember, at: datetime
) -> Letter:
    """Change a letter that has not been sent.

    Raises:
        AlreadySent: what was sent stands.
    """
    fresh = _locked(letter)
    if fresh.sent_at is not None:
        raise AlreadySent
    fields = [name for name, new in values.items() if getattr(fresh, name) != new]
    for name in fields:
        setattr(fresh, name, values[name])
    if fields:
        fresh.save(update_fields=fields)
        record("changed-letter", fresh, by=by, at=at, fields=fields)
    return fresh


@transaction.atomic
def send_letter(letter: Letter, *, by: StaffMember, at: datetime) -> Recipients:
    """Put a letter to every home that can get it into the outbox; who they were.

    All or none: the copies, the messages and the letter's own mark are one
    transaction. The messages wait for SEND_DELAY, so that they can be stopped.

    Raises:
        AlreadySent: somebody was quicker, or pressed twice; nothing is written.
        NobodyToSendTo: nobody can get it.
    """
    fresh = _locked(letter)
    if fresh.sent_at is not None:
        raise AlreadySent
    recipients = recipients_of(fresh, at)
    if not recipients:
        raise NobodyToSendTo
    _write_copies(fresh, recipients)
    for first in range(0, len(recipients.by_email), BATCH):
        homes = recipients.by_email[first : first + BATCH]
        enqueue((_draft(fresh, home, at) for home in homes), at=at)
    fresh.sent_at, fresh.sent_by = at, by
    fresh.save(update_fields=["sent_at", "sent_by"])
    record("sent-letter", fresh, by=by, at=at)
    return recipients


def _write_copies(letter: Letter, recipients: Recipients) -> None:
    ways = (
        (LetterCopy.Way.EMAIL, recipients.by_email),
        (LetterCopy.Way.POST, recipients.by_post),
    )
    copies = (
        LetterCopy(
            municipality_id=letter.municipality_id,
            letter=letter,
            ambassador=home,
            way=way,
        )
        for way, homes in ways
        for home in homes
    )
    LetterCopy.objects.bulk_create(copies, batch_size=BATCH)


def _draft(letter: Letter, home: Ambassador, at: datetime) -> Draft:
    written = written_to(home, letter)
    return Draft(
        municipality_id=letter.municipality_id,
        kind=KIND,
        subject_type=SUBJECT,
        subject_id=letter.pk,
        step=STEP,
        channel=Channel.EMAIL,
        recipient_key=key_of(home.pk),
        recipient=home.email,
        heading=written.subject,
        body=with_way_out(written),
        language=written.language,
        not_before=at + settings.SEND_DELAY,
    )


@transaction.atomic
def stop_letter(letter: Letter, *, by: StaffMember, at: datetime) -> int:
    """Stop what has not left yet; how many mails.

    Raises:
        NothingWaits: all have left, or it was never sent.
    """
    fresh = _locked(letter)
    if fresh.sent_at is None or fresh.stopped_at is not None:
        raise NothingWaits
    stopped = cancel_waiting(subject_type=SUBJECT, subject_id=fresh.pk)
    if not stopped:
        raise NothingWaits
    fresh.stopped_at = at
    fresh.save(update_fields=["stopped_at"])
    record("stopped-letter", fresh, by=by, at=at)
    return len(stopped)


@transaction.atomic
def write_anew(letter: Letter, *, by: StaffMember, at: datetime) -> Letter:
    """A new letter with the same words.

    One that was stopped is replaced by it: whoever had got that one is left out. If
    somebody has written it anew already, that one is given.
    """
    fresh = _locked(letter)
    if fresh.stopped_at is not None:
        there = Letter.objects.filter(replaces=fresh).first()
        if there is not None:
            return there
    words = {name: getattr(fresh, name) for name in TEXTS}
    replaces = None if fresh.stopped_at is None else fresh
    new = Letter(municipality=fresh.municipality, replaces=replaces, **words)
    return write_letter(new, by=by, at=at)


def still_wanted(messages: Iterable[Message]) -> set[object]:
    """The ids of those whose home is an ambassador still, and has not said no.

    Named in MESSAGE_CHECKS.
    """
    batch = list(messages)
    homes = Ambassador.objects.known().filter(
        pk__in={ambassador_of(each) for each in batch},
        status=Ambassador.Status.ACTIVE,
        unsubscribed_at=None,
    )
    wanted = set(homes.values_list("pk", flat=True))
    return {each.pk for each in batch if ambassador_of(each) in wanted}


def _locked(letter: Letter) -> Letter:
    letters = Letter.objects.select_for_update(of=("self",))
    return letters.select_related("municipality", "replaces").get(pk=letter.pk)
