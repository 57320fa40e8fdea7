"""Files that are made beside the request, and how far each has come."""

from datetime import datetime
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from organisation.models import Municipality


class Status(models.TextChoices):
    """Where an export stands. The last three are final."""

    QUEUED = "queued", pgettext_lazy("export", "Waiting")
    RUNNING = "running", pgettext_lazy("export", "Being made")
    DONE = "done", pgettext_lazy("export", "Ready")
    FAILED = "failed", pgettext_lazy("export", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("export", "Cancelled")


OPEN: Final = (Status.QUEUED, Status.RUNNING)
LARGE: Final = ("content", "pieces")  # columns that no list reads


class ExportQuerySet(models.QuerySet["Export"]):
    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)

    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def finished_before(self, moment: datetime) -> Self:
        return self.filter(finished_at__lt=moment)

    def without_content(self) -> Self:
        return self.defer(*LARGE)


class Export(models.Model):
    """One file that somebody has asked for.

    It is made in `steps` steps. Each but the last gathers a piece, which is kept as
    JSON; the last makes the file of them. So whoever takes over from a process that
    died goes on where that one was.

    Args:
        kind: a name in settings.EXPORT_KINDS.
        parameters: what it is of, as that kind reads it.
        title: in the language of who asked, and so is the file.
        attempt: how often it was begun since the last step that was done.
        lease_token: of the process that makes it, while it does.
        is_told: who asked has had the mail about it, or needs none.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)
    title = models.CharField(max_length=160)
    language = models.CharField(max_length=5)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    steps = models.PositiveSmallIntegerField(default=1)
    steps_done = models.PositiveSmallIntegerField(default=0)
    pieces = models.JSONField(default=list)
    attempt = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    is_told = models.BooleanField(default=False)
    file_name = models.CharField(max_length=120, blank=True)
    content_type = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(default=0)  # bytes
    content = models.BinaryField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "municipality", "kind", "parameters", "language"],
                condition=Q(status__in=OPEN),
                name="export_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DONE, content__isnull=False)
                & ~Q(file_name="")
                | ~Q(status=Status.DONE) & Q(content__isnull=True),
                name="export_is_done_with_a_file",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, finished_at__isnull=True)
                | ~Q(status__in=OPEN) & Q(finished_at__isnull=False),
                name="export_ends_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=Status.RUNNING,
                    lease_token__isnull=False,
                    lease_until__isnull=False,
                )
                | ~Q(status=Status.RUNNING)
                & Q(lease_token__isnull=True, lease_until__isnull=True),
                name="export_is_leased_while_running",
            ),
            models.CheckConstraint(
                condition=Q(steps__gte=1, steps_done__lte=models.F("steps")),
                name="export_takes_its_steps",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(status__in=OPEN),
                name="export_due",
            ),
            models.Index(fields=["municipality", "-asked_at"], name="export_latest"),
            models.Index(
                fields=["finished_at"],
                condition=~Q(status__in=OPEN),
                name="export_finished",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.status in OPEN
