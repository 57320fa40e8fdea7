"""Contact details, notes and drafts: what is written about a person."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from audit.services import record
from followups.calendar_text import with_address
from inquiries.family_links import end_links
from inquiries.messages import addresses_of
from inquiries.models import ContactDetails, Event, Inquiry, Note
from inquiries.services.acts import InquiryClosed, begin
from messaging.models import FAMILY, Message
from messaging.services import readdress
from organisation.models import StaffMember

LONGEST_NOTE: Final = Note._meta.get_field("text").max_length  # characters


@transaction.atomic
def correct_contact(
    inquiry: Inquiry,
    *,
    by: StaffMember | None,
    at: datetime,
    link_in_use: str = "",
    **fields: Any,
) -> Event:
    """Change contact details; the audit keeps which fields, never what stood there.

    What waits for the family leaves to where it is reached now. Where a number or an
    address is another or gone, whoever has it may hold a link to the family's page:
    all end.

    Args:
        link_in_use: the token of the link behind which a code has just proved who it
            is; that one stays.

    Raises:
        InquiryClosed: the person has been erased.
        ValidationError: neither phone nor e-mail would be left, or one is malformed.
    """
    act = begin(inquiry, by=by, at=at)
    contact = ContactDetails.objects.select_for_update().get(inquiry=act.inquiry)
    before = (contact.email, str(contact.phone))
    for name, value in fields.items():
        setattr(contact, name, value)
    contact.full_clean()
    contact.save()
    _readdress(contact)
    if _has_left(before, (contact.email, str(contact.phone))):
        end_links(act.inquiry.pk, at=at, but=link_in_use)
    event = act.write(Event.Kind.CORRECTED)
    record("corrected-contact", act.inquiry, by=by, at=at, fields=fields)
    return event


def _readdress(contact: ContactDetails) -> None:
    """A calendar in a mail names whom it invites: that is another address, too."""
    readdress(contact.inquiry_id, addresses_of(contact))
    invitations = (
        Message.objects.waiting()
        .filter(
            inquiry=contact.inquiry_id, recipient_key=FAMILY, recipient=contact.email
        )
        .exclude(calendar="")
    )
    for message in invitations:
        message.calendar = with_address(message.calendar, contact.email)
        message.save(update_fields=["calendar"])


def _has_left(before: tuple[str, str], now: tuple[str, str]) -> bool:
    """Whether a way to the family that there was leads to it no more."""
    return any(
        old and old.lower() != new.lower() for old, new in zip(before, now, strict=True)
    )


@transaction.atomic
def add_note(inquiry: Inquiry, text: str, *, by: StaffMember, at: datetime) -> Note:
    """Add a note; the author's draft has become it."""
    act = begin(inquiry, by=by, at=at)
    Note.objects.filter(inquiry=act.inquiry, author=by, is_draft=True).delete()
    note = Note.objects.create(
        municipality_id=act.inquiry.municipality_id,
        inquiry=act.inquiry,
        author=by,
        written_at=at,
        text=text,
    )
    record("noted", act.inquiry, by=by, at=at)
    return note


def rescue_note(inquiry: Inquiry, text: str, *, by: StaffMember, at: datetime) -> bool:
    """Keep a note that could not be saved, below the author's own draft; whether so.

    An erased person's is not kept.
    """
    draft = Note.objects.filter(inquiry=inquiry, author=by, is_draft=True).first()
    known = "" if draft is None else draft.text
    if text in known:
        return True
    text = text if known.strip() in text else f"{known}\n\n{text}"
    try:
        save_draft(inquiry, text[:LONGEST_NOTE], by=by, at=at)
    except InquiryClosed:
        return False
    return True


def save_draft(inquiry: Inquiry, text: str, *, by: StaffMember, at: datetime) -> None:
    """Keep what somebody is in the middle of writing; an empty text drops it.

    Raises:
        InquiryClosed: the person has been erased.
    """
    if Inquiry.objects.filter(pk=inquiry.pk, erased_at__isnull=False).exists():
        raise InquiryClosed
    if not text.strip():
        Note.objects.filter(inquiry=inquiry, author=by, is_draft=True).delete()
        return
    Note.objects.update_or_create(
        inquiry=inquiry,
        author=by,
        is_draft=True,
        defaults={
            "municipality_id": inquiry.municipality_id,
            "written_at": at,
            "text": text,
        },
    )
