"""Who gets the month's report, and how it is sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from audit.services import record
from messaging.mailings import erase_recipient, readdress_recipient
from organisation.models import Municipality, StaffMember
from reports.mail_keys import all_mailings_of, key_of
from reports.models import Posting, Recipient


@transaction.atomic
def add_recipient(recipient: Recipient, *, by: StaffMember, at: datetime) -> Recipient:
    """Save a new one. The next report that falls due is the first it gets."""
    recipient.added_at = at
    recipient.save(force_insert=True)
    record("added-report-recipient", recipient, by=by, at=at)
    return recipient


@transaction.atomic
def change_recipient(
    recipient: Recipient, values: Mapping[str, Any], *, by: StaffMember, at: datetime
) -> Recipient:
    """Change what differs; a report that waits leaves to the new address.

    Whoever said no and is made active again gets the reports again.
    """
    fresh = Recipient.objects.select_for_update().get(pk=recipient.pk)
    fields = [name for name, new in values.items() if getattr(fresh, name) != new]
    if not fields:
        return fresh
    for name in fields:
        setattr(fresh, name, values[name])
    if fresh.is_active:
        fresh.unsubscribed_at = None
    fresh.save(update_fields=[*fields, "unsubscribed_at"])
    if "email" in fields:
        mailing = all_mailings_of(fresh.municipality)
        readdress_recipient(mailing, key_of(fresh.pk), fresh.email)
    record("changed-report-recipient", fresh, by=by, at=at, fields=fields)
    return fresh


@transaction.atomic
def remove_recipient(recipient: Recipient, *, by: StaffMember, at: datetime) -> None:
    """Take somebody off the list; the address is erased from the outbox, too."""
    record("removed-report-recipient", recipient, by=by, at=at)
    erase_recipient(all_mailings_of(recipient.municipality), key_of(recipient.pk))
    recipient.delete()


@transaction.atomic
def choose_posting(
    municipality: Municipality, *, attaches_pdf: bool, by: StaffMember, at: datetime
) -> None:
    """Say whether the mails carry the report, or only a link to it."""
    posting, _made = Posting.objects.get_or_create(municipality=municipality)
    if posting.attaches_pdf == attaches_pdf:
        return
    posting.attaches_pdf = attaches_pdf
    posting.save(update_fields=["attaches_pdf"])
    record("changed-report-posting", posting, by=by, at=at, fields=["attaches_pdf"])
