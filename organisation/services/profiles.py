"""What families and colleagues see of a person who works here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from audit.services import record
from organisation.models import Membership, Municipality, StaffMember
from organisation.services.versions import save_changes, touch_settings


@transaction.atomic
def change_profile(
    staff: StaffMember,
    values: Mapping[str, Any],
    *,
    by: StaffMember,
    at: datetime,
    municipality: Municipality,
) -> list[str]:
    """Save what differs; every municipality that shows the person learns of it."""
    fresh = StaffMember.objects.select_for_update().get(pk=staff.pk)
    changed = save_changes(fresh, values)
    if changed:
        tell_municipalities(fresh)
        record(
            "changed-profile",
            fresh,
            by=by,
            at=at,
            municipality=municipality,
            fields=changed,
        )
    return changed


@transaction.atomic
def change_photo(
    staff: StaffMember,
    photo: "ContentFile[bytes] | None",
    *,
    by: StaffMember,
    at: datetime,
    municipality: Municipality,
) -> None:
    """Put a photo (from organisation.photos.square) in place of the old; None: none."""
    fresh = StaffMember.objects.select_for_update().get(pk=staff.pk)
    storage, old = fresh.photo.storage, fresh.photo.name
    if photo is None:
        fresh.photo = ""
    else:
        fresh.photo.save(photo.name, photo, save=False)
    fresh.save(update_fields=["photo"])
    if old:
        transaction.on_commit(lambda: storage.delete(old))
    tell_municipalities(fresh)
    record(
        "changed-profile",
        fresh,
        by=by,
        at=at,
        municipality=municipality,
        fields=["photo"],
    )


def tell_municipalities(staff: StaffMember) -> None:
    """Say in every municipality of the person's that what is known of it changed."""
    works_in = Membership.objects.filter(staff=staff).values("municipality")
    for municipality in Municipality.objects.filter(pk__in=works_in).order_by("pk"):
        touch_settings(municipality)
