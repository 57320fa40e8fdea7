"""Times that can be booked, and what is booked: calls and visits."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality


class SlotQuerySet(models.QuerySet["Slot"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def free(self, moment: datetime) -> Self:
        """Those that lie ahead, are offered, and whose person has nothing then."""
        busy = Engagement.objects.filter(
            staff=OuterRef("staff"),
            is_active=True,
            starts_at__lt=OuterRef("ends_at"),
            ends_at__gt=OuterRef("starts_at"),
        )
        ahead = self.filter(is_offered=True, starts_at__gt=moment)
        return ahead.filter(~Exists(busy))


class Slot(models.Model):
    """A time that a person has set aside for a call or a visit.

    Cut out of the windows that the person covers. One that is no longer covered is
    not offered any more; what is booked in it stands.
    """

    class Kind(models.TextChoices):
        CALL = "call", _("call")
        HOME_VISIT = "home_visit", _("home visit")

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="slots", db_index=False
    )
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_offered = models.BooleanField(default=True)

    objects = SlotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "kind", "starts_at"], name="slot_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["call", "home_visit"]), name="slot_kind_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "kind", "starts_at"],
                name="slot_offered",
                condition=Q(is_offered=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.starts_at:%Y-%m-%d %H:%M}"


class SlotHorizon(models.Model):
    """How far a municipality's slots are cut, and by which of its settings."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, related_name="slot_horizon"
    )
    settings_version = models.PositiveIntegerField()
    until = models.DateField()

    def __str__(self) -> str:
        return f"{self.municipality} {self.until}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def standing(self) -> Self:
        return self.filter(cancelled_at=None)

    def ahead(self, moment: datetime) -> Self:
        """Those that stand and have not begun."""
        return self.standing().filter(starts_at__gt=moment)


class Appointment(models.Model):
    """A call or a visit at a time that the family knows. Names nobody.

    `sequence` rises with every change, as calendars demand (RFC 5545); with `uid` it
    tells them which of two invitations is the later.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="appointments", db_index=False
    )
    inquiry = models.ForeignKey(
        "inquiries.Inquiry", models.PROTECT, related_name="appointments"
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Slot.Kind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True)
    # Set when the family books the next of the kind; it may have one at a time.
    over_at = models.DateTimeField(null=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry", "kind"],
                condition=Q(cancelled_at=None, over_at=None),
                name="one_appointment_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["id", "starts_at", "ends_at"], name="appointment_with_times"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="appointment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["call", "home_visit"]),
                name="appointment_kind_is_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "starts_at"],
                name="appointment_standing",
                condition=Q(cancelled_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_at:%Y-%m-%d %H:%M}"


class Engagement(models.Model):
    """A person's part in an appointment, or in a meeting that the person holds.

    No person has two at once, of either kind: see the migration. The times are those
    of the appointment or meeting: a foreign key with both sees to it.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_index=False
    )
    appointment = models.ForeignKey(
        Appointment, models.CASCADE, null=True, related_name="engagements"
    )
    meeting = models.ForeignKey(
        "followups.InformationMeeting",
        models.CASCADE,
        null=True,
        related_name="engagements",
        db_index=False,
    )
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="engagements",
        db_index=False,
    )
    slot = models.ForeignKey(
        Slot, models.SET_NULL, null=True, related_name="engagements", db_index=False
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slot"], condition=Q(is_active=True), name="slot_booked_once"
            ),
            models.UniqueConstraint(
                fields=["appointment", "staff"], name="engaged_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "staff"], name="holds_a_meeting_once"
            ),
            models.CheckConstraint(
                condition=Q(appointment=None, meeting__isnull=False, slot=None)
                | Q(appointment__isnull=False, meeting=None),
                name="engaged_in_one_thing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["staff", "starts_at"],
                name="engagement_of_staff",
                condition=Q(is_active=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.starts_at:%Y-%m-%d %H:%M}"
