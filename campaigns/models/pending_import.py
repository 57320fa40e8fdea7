"""Files that were read and wait for somebody to say yes."""

import uuid

from django.conf import settings
from django.db import models

from campaigns.models.plan import Activity
from organisation.models import Municipality


class PendingImport(models.Model):
    """What stood in a file of figures, until it is confirmed or too old.

    `rows` is what campaigns.imports.stored writes: figures and names of ads, never the
    file itself. `activity` is the one chosen for the whole file.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    activity = models.ForeignKey(
        Activity, models.CASCADE, null=True, related_name="+", db_index=False
    )
    file_name = models.CharField(max_length=120)
    sheet = models.CharField(max_length=60, blank=True)
    rows = models.JSONField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")),
                name="pending_import_expires",
            )
        ]

    def __str__(self) -> str:
        return self.file_name
