"""The devices that take notices: added and removed by their owner, struck off by us."""

import re
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.utils.crypto import constant_time_compare

from audit.services import record
from messaging.models import Message, PushDevice
from messaging.vapid import CURVE, from_base64url
from organisation.models import Municipality, StaffMember
from organisation.services.profiles import tell_municipalities

MOST: Final = 10  # of one person; the one that was added first makes room
SECRET_BYTES: Final = 16
DEVICE: Final = "device:"  # before its number, as a message's recipient
# The first word of the agent that names one; Edge calls itself Chrome as well, and
# Chrome calls itself Safari.
_BROWSERS: Final = (
    (r"Edg(?:A|iOS)?/", "Edge"),
    (r"OPR/", "Opera"),
    (r"SamsungBrowser/", "Samsung"),
    (r"(?:Firefox|FxiOS)/", "Firefox"),
    (r"(?:Chrome|CriOS)/", "Chrome"),
    (r"Safari/", "Safari"),
)
_SYSTEMS: Final = (
    (r"Android", "Android"),
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Windows", "Windows"),
    (r"Macintosh", "Mac"),
    (r"CrOS", "ChromeOS"),
    (r"Linux", "Linux"),
)


def plain_name(agent: str) -> str:
    """What a browser calls itself, as people do: “Firefox, Windows”; "" for neither."""
    found = (_first(_BROWSERS, agent), _first(_SYSTEMS, agent))
    return ", ".join(filter(None, found))


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for sign, name in names if re.search(sign, agent)), "")


def are_device_keys(p256dh: str, auth: str) -> bool:
    """Whether a message can be sealed with them: a point of the curve, 16 bytes."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, from_base64url(p256dh))
        return len(from_base64url(auth)) == SECRET_BYTES
    except ValueError:
        return False


@transaction.atomic
def add_device(
    staff: StaffMember,
    municipality: Municipality,
    *,
    endpoint: str,
    p256dh: str,
    auth: str,
    name: str,
    at: datetime,
) -> PushDevice:
    """Let the browser behind an endpoint have the person's notices.

    One that is known already has a new owner or new keys: whoever is logged in there.
    """
    device, _is_new = PushDevice.objects.update_or_create(
        endpoint=endpoint,
        defaults={"staff": staff, "p256dh": p256dh, "auth": auth, "name": name},
        create_defaults={
            "staff": staff,
            "p256dh": p256dh,
            "auth": auth,
            "name": name,
            "created_at": at,
        },
    )
    mine = PushDevice.objects.filter(staff=staff).exclude(pk=device.pk)
    kept = mine.order_by("-created_at", "-pk").values("pk")[: MOST - 1]
    mine.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    tell_municipalities(staff)
    record("added-device", device, by=staff, at=at, municipality=municipality)
    return device


@transaction.atomic
def follow_device(
    *,
    old_endpoint: str,
    old_auth: str,
    endpoint: str,
    p256dh: str,
    auth: str,
    at: datetime,
) -> PushDevice:
    """Let a device's row follow the browser's new subscription; it stays the same row.

    What waits for the device goes to the new address. A second telling finds it there.

    Raises:
        PushDevice.DoesNotExist: the browser is not known by that address and secret.
    """
    device = PushDevice.objects.select_for_update().get(endpoint=old_endpoint)
    if not constant_time_compare(device.auth, old_auth):
        raise PushDevice.DoesNotExist
    # The person may have signed up with the new one on the page meanwhile.
    PushDevice.objects.filter(endpoint=endpoint).exclude(pk=device.pk).delete()
    device.endpoint, device.p256dh, device.auth = endpoint, p256dh, auth
    device.save(update_fields=["endpoint", "p256dh", "auth"])
    for membership in device.staff.memberships.select_related("municipality"):
        place = membership.municipality
        record("followed-device", device, by=None, at=at, municipality=place)
    return device


@transaction.atomic
def remove_device(
    device: PushDevice, municipality: Municipality, *, by: StaffMember, at: datetime
) -> None:
    record("removed-device", device, by=by, at=at, municipality=municipality)
    forget(device)


@transaction.atomic
def forget(device: PushDevice) -> None:
    """Strike it off; what still waits for it is stopped when its turn comes."""
    PushDevice.objects.filter(pk=device.pk).delete()
    tell_municipalities(device.staff)


def device_of(message: Message) -> PushDevice | None:
    """The device that a message is for; None where it is gone, or another's by now."""
    number = message.recipient.removeprefix(DEVICE)
    if not number.isdecimal():
        return None
    found = PushDevice.objects.select_related("staff").filter(
        pk=int(number), staff=message.staff_id
    )
    return found.first()
