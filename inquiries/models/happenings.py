"""Everything that happened to an inquiry: events, calls, notes."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inquiries.models.inquiry import Inquiry
from organisation.models import Municipality


class Event(models.Model):
    """Something that happened to an inquiry. Immutable; reports count these.

    `at` is when it happened, `recorded_at` when it was written down. What one person
    did at once shares its `act`. An undo is an event too: it names the one that it
    `reverses`, and both stand for ever.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        ASSIGNED = "assigned", _("New owner")
        PROMISED = "promised", _("Promise made")
        ATTEMPTED = "attempted", _("Call without an answer")
        CONTACTED = "contacted", _("Spoke with the family")
        WROTE = "wrote", _("Wrote to the family")
        PLANNED = "planned", _("Next step planned")
        BOOKED = "booked", _("Time booked")
        REBOOKED = "rebooked", _("Booked time moved")
        CANCELLED = "cancelled", _("Booked time cancelled")
        MOVED = "moved", _("Stage changed")
        AMENDED = "amended", _("The family sent the form again, changed")
        CORRECTED = "corrected", _("Details corrected")
        PROMISE_BROKEN = "promise_broken", _("Promise broken")
        LETTER = "letter", _("Closing letter written")
        SEATED = "seated", _("Given a seat at an information meeting")
        QUEUED = "queued", _("On the waiting list for an information meeting")
        SEAT_LEFT = "seat_left", _("Seat at the information meeting given up")
        MEETING_MOVED = "meeting_moved", _("New time or place of the meeting")
        MEETING_OFF = "meeting_off", _("The information meeting was cancelled")
        ATTENDED = "attended", _("Came to the information meeting")
        MISSED = "missed", _("Did not come to the information meeting")
        BY_FAMILY = "by_family", _("The family changed something on its own page")
        ERASED = "erased", _("Person erased")
        UNDONE = "undone", _("Undone")

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_index=False
    )
    inquiry = models.ForeignKey(
        Inquiry, models.PROTECT, related_name="events", db_index=False
    )
    act = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    from_stage = models.CharField(max_length=20, blank=True)
    to_stage = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=30, blank=True)
    # What an undo needs to put back: ids and moments, never a person's particulars.
    before = models.JSONField(default=dict)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversed_by"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="undone") & Q(reverses__isnull=False))
                | (~Q(kind="undone") & Q(reverses=None)),
                name="only_an_undo_reverses",
            ),
        ]
        indexes = [
            models.Index(fields=["inquiry", "at", "id"], name="event_of_inquiry"),
            models.Index(fields=["municipality", "kind", "at"], name="event_by_kind"),
            models.Index(
                fields=["by", "-recorded_at", "-id"],
                name="event_last_of_staff",
                condition=Q(by__isnull=False),
            ),
            # What reports count, answered from the index alone.
            models.Index(
                fields=["municipality", "to_stage", "at"],
                include=["id", "inquiry", "from_stage"],
                name="event_moves",
                condition=Q(kind="moved"),
            ),
            models.Index(
                fields=["inquiry", "at"],
                include=["id", "kind"],
                name="event_contacts",
                condition=Q(kind__in=["contacted", "wrote"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class CallAttempt(models.Model):
    """A call that was made. Contact means that two people spoke."""

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("Answered")
        NO_ANSWER = "no_answer", _("No answer")
        CALL_BACK = "call_back", _("Call again at …")
        WRONG_NUMBER = "wrong_number", _("Wrong number")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="call_attempts")
    event = models.OneToOneField(Event, models.PROTECT, related_name="call_attempt")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    outcome__in=["answered", "no_answer", "call_back", "wrong_number"]
                ),
                name="call_attempt_outcome_is_known",
            )
        ]
        indexes = [
            models.Index(fields=["inquiry", "-at"], name="call_attempt_of_inquiry")
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.at:%Y-%m-%d %H:%M}"


class Note(models.Model):
    """Free text about an inquiry; it goes when the person is erased.

    A note without `author` is the family's own words: sent with the form again, or a
    message of theirs that a colleague has pasted in.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    written_at = models.DateTimeField()
    text = models.TextField(max_length=4000)
    is_draft = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry", "author"],
                condition=Q(is_draft=True),
                name="one_draft_per_author",
            )
        ]
        indexes = [
            models.Index(fields=["inquiry", "-written_at"], name="note_of_inquiry")
        ]

    def __str__(self) -> str:
        return f"{self.written_at:%Y-%m-%d %H:%M}"
