"""The browsers in which somebody at the desk wants notices."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisation.models import Municipality


class PushDeviceQuerySet(models.QuerySet["PushDevice"]):
    def of_staff_in(self, municipality: Municipality) -> Self:
        """Devices of everybody who works there, wherever else they do."""
        return self.filter(staff__memberships__municipality=municipality).distinct()


class PushDevice(models.Model):
    """One browser on one machine, as its push service knows it: RFC 8030.

    It belongs to a person and not to a municipality, as the telephone does. The
    endpoint is a secret: whoever knows it and our key may write to that screen.
    """

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="push_devices"
    )
    endpoint = models.CharField(max_length=1000, unique=True)
    # The device's public key (65 bytes) and secret (16), in base64url: RFC 8291.
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=30)
    name = models.CharField(_("name"), max_length=60)  # “Firefox, Windows”
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)  # when it last took a notice

    objects = PushDeviceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(endpoint="") & ~Q(p256dh="") & ~Q(auth=""),
                name="push_device_has_address_and_keys",
            )
        ]

    def __str__(self) -> str:
        return self.name
