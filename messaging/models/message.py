"""One message to one recipient by one channel."""

import uuid
from collections.abc import Sequence
from typing import NamedTuple, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality


class Channel(models.TextChoices):
    EMAIL = "email", _("email")
    SMS = "sms", _("SMS")
    PUSH = "push", _("push")


class Status(models.TextChoices):
    """Where a message stands.

    SENT says that a carrier accepted it; once `delivered_at` is set, or where the
    message is CANCELLED, that is final. A report that it did not arrive makes SENT
    DEAD: see messaging/arrival.py. DEAD and UNCERTAIN wait for a person, who resends
    the message or lets it go (`handled_at`).
    """

    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    RETRY = "retry", _("will be tried again")
    SENT = "sent", _("sent")
    UNCERTAIN = "uncertain", _("outcome unknown")
    DEAD = "dead", _("given up")
    CANCELLED = "cancelled", _("no longer wanted")


WAITING = (Status.QUEUED, Status.RETRY)
NEEDING_A_PERSON = (Status.DEAD, Status.UNCERTAIN)
FAMILY = "family"  # the key of that recipient
LOST = ("undelivered", "bounced")  # codes of what was accepted and came to nothing
RECEIPT = "receipt"  # the kind of message that answers a family's own form


class Attachment(NamedTuple):
    """A file that an e-mail carries; it never lies in the outbox."""

    name: str
    content: bytes
    kind: str  # as MIME has it: application/pdf


class MessageQuerySet(models.QuerySet["Message"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def waiting(self) -> Self:
        return self.filter(status__in=WAITING)

    def needing_a_person(self) -> Self:
        return self.filter(status__in=NEEDING_A_PERSON, handled_at=None)


class Message(models.Model):
    """One message to one recipient by one channel.

    The unique key (subject, generation, step, recipient, channel) makes each intent
    exist once however often the dispatcher asks for it. Delivery is at least once:
    `id` becomes the Message-ID of an e-mail, so a rare second copy is recognisable.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="messages", db_index=False
    )
    kind = models.CharField(max_length=30)  # receipt, notice, reminder, letter …
    subject_type = models.CharField(max_length=30)  # "inquiry", "followup" …
    subject_id = models.BigIntegerField()
    generation = models.PositiveIntegerField(default=1)
    step = models.CharField(max_length=30)
    channel = models.CharField(max_length=10, choices=Channel)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,  # staff are deactivated, never deleted
    )
    inquiry = models.ForeignKey(
        "inquiries.Inquiry", models.CASCADE, null=True, related_name="messages"
    )
    # Who is meant, whatever the address is at the moment: "family", "staff:12", or
    # "staff:12/7" for the person's device number 7.
    recipient_key = models.CharField(max_length=40)
    recipient = models.CharField(max_length=254)  # address or number; "" when erased
    language = models.CharField(max_length=8, default="sv")
    heading = models.CharField(max_length=200, blank=True)  # subject line of an e-mail
    body = models.TextField(blank=True)
    # What an e-mail carries for calendars, iCalendar whole; most carry nothing.
    calendar = models.TextField(blank=True, default="", db_default="")

    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    not_before = models.DateTimeField()
    # When a round put the message off; one that lies ahead was a clock's fault.
    postponed_at = models.DateTimeField(null=True, editable=False)
    attempt = models.PositiveSmallIntegerField(default=0)
    # Which sending this is: a person who resends begins another, with its own tries.
    sending = models.PositiveSmallIntegerField(default=1, db_default=1, editable=False)
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    # Set while a carrier has the message in hand. Claimed without it: surely not sent.
    handed_over_at = models.DateTimeField(null=True, editable=False)
    # A fault's code, see messaging/faults.py; never a carrier's own words, which
    # would repeat the address.
    last_error = models.CharField(max_length=300, blank=True)
    provider_reference = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)  # told by who delivers; rarely known
    # By when a carrier should have told whether it arrived; None: no waiting.
    report_due_at = models.DateTimeField(null=True, editable=False)
    handled_at = models.DateTimeField(null=True)  # a person has let it go

    # No column: where the recipient says no to more of these, known as it leaves.
    unsubscribe_url = ""
    attachments: Sequence[Attachment] = ()  # the same

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "subject_type",
                    "subject_id",
                    "generation",
                    "step",
                    "recipient_key",
                    "channel",
                ],
                name="message_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="message_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="message_channel_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.SENT) | Q(sent_at__isnull=False),
                name="sent_message_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.SENDING)
                | Q(lease_until__isnull=False, lease_token__isnull=False),
                name="message_being_sent_has_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.SENDING) | Q(lease_token=None),
                name="only_a_message_being_sent_has_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.SENT) | Q(delivered_at=None),
                name="only_a_sent_message_is_delivered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "municipality", "not_before"],
                name="message_due",
                condition=Q(status__in=["queued", "retry"]),
            ),
            models.Index(
                fields=["postponed_at"],
                name="message_postponed",
                condition=Q(status__in=["queued", "retry"], postponed_at__isnull=False),
            ),
            models.Index(
                fields=["lease_until"],
                name="message_sending",
                condition=Q(status="sending"),
            ),
            models.Index(
                fields=["municipality", "status", "-created_at", "-id"],
                name="message_by_status",
            ),
            models.Index(
                fields=["municipality", "report_due_at"],
                name="message_report_due",
                condition=Q(report_due_at__isnull=False),
            ),
            models.Index(
                Lower("recipient"),
                "channel",
                "sent_at",
                name="message_receipts",
                condition=Q(kind="receipt", status__in=["sending", "sent"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.step} → {self.recipient_key} ({self.status})"

    @property
    def is_lost(self) -> bool:
        """Whether a carrier accepted it and it came to nothing after all."""
        return self.status == Status.DEAD and self.last_error.partition(":")[0] in LOST
