"""Information meetings for many families, and their seats."""

import uuid
from datetime import datetime
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from organisation.models import Language, Municipality

HAS_SEAT: Final = Q(places__status="seat")
WAITS: Final = Q(places__status="waiting")


class InformationMeetingQuerySet(models.QuerySet["InformationMeeting"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def coming(self, moment: datetime) -> Self:
        """Those that are not over yet, also where they were cancelled."""
        return self.filter(ends_at__gt=moment).order_by("starts_at", "pk")

    def past(self, moment: datetime) -> Self:
        return self.filter(ends_at__lte=moment).order_by("-starts_at", "-pk")

    def inviting(self, moment: datetime) -> Self:
        """Those that families can still be asked to."""
        return self.filter(cancelled_at=None, starts_at__gt=moment)

    def counted(self) -> Self:
        """With `taken`, `waiting` and `came`: numbers of families."""
        return self.annotate(
            taken=Count("places", filter=HAS_SEAT),
            waiting=Count("places", filter=WAITS),
            came=Count("places", filter=Q(places__attended=True)),
        )

    def with_room_for_who_waits(self) -> Self:
        return self.annotate(
            taken=Count("places", filter=HAS_SEAT),
            waiting=Count("places", filter=WAITS),
        ).filter(taken__lt=F("seats"), waiting__gt=0)


class InformationMeeting(models.Model):
    """A meeting to which many families come: at a place, by a link, or both.

    `sequence` rises with everything that a family must know of, as calendars demand
    (RFC 5545). Who holds it is engaged then as for an appointment: see Engagement.
    """

    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        related_name="information_meetings",
        db_index=False,
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=120, blank=True)
    link = models.URLField(max_length=300, blank=True)
    seats = models.PositiveSmallIntegerField()
    language = models.CharField(
        max_length=10, choices=Language.choices, default=Language.SWEDISH
    )
    cancelled_at = models.DateTimeField(null=True)
    holders = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Engagement", related_name="+"
    )

    objects = InformationMeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(place="") | ~Q(link=""),
                name="meeting_has_place_or_link",
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1, seats__lte=500), name="meeting_has_seats"
            ),
            models.UniqueConstraint(
                fields=["id", "starts_at", "ends_at"], name="meeting_with_times"
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "starts_at"], name="meeting_by_start"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    def has_begun(self, moment: datetime) -> bool:
        return self.starts_at <= moment

    def is_inviting(self, moment: datetime) -> bool:
        """Whether families can still be asked to it."""
        return not self.is_cancelled and not self.has_begun(moment)


class MeetingSeat(models.Model):
    """A family's seat at a meeting, or its turn in the queue for one.

    Never more seats than there are: see the migration. Whoever asked first is first in
    the queue. `generation` rises with everything that the family is told, so that only
    the latest of it leaves. `told_at` is None where we could neither mail nor text.
    """

    class Status(models.TextChoices):
        SEAT = "seat", _("has a seat")
        WAITING = "waiting", _("waits for a seat")
        CANCELLED = "cancelled", _("does not come")

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_index=False
    )
    meeting = models.ForeignKey(
        InformationMeeting, models.CASCADE, related_name="places", db_index=False
    )
    inquiry = models.ForeignKey(
        "inquiries.Inquiry", models.PROTECT, related_name="meeting_seats"
    )
    status = models.CharField(max_length=10, choices=Status.choices)
    asked_at = models.DateTimeField()
    generation = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    attended = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "inquiry"], name="one_seat_per_family"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["seat", "waiting", "cancelled"]),
                name="seat_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(attended=None) | Q(status="seat"),
                name="who_came_had_a_seat",
            ),
        ]
        indexes = [
            models.Index(
                fields=["meeting", "status", "asked_at", "id"], name="seat_in_turn"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.status}"

    @property
    def has_seat(self) -> bool:
        return self.status == self.Status.SEAT

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING
