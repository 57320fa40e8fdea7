"""The register of stories, pictures and films, and of those who appear in them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from audit.services import record
from campaigns.models import Appearance, Cause, Content, ContentUse, Person
from campaigns.routine import day_of
from campaigns.services.uses import call_off, locked_content, settle
from organisation.models import StaffMember


class IsUsed(Exception):
    """It is shown somewhere, or is planned to be."""


class HasConsents(Exception):
    """Something has been consented to: that the person appears is history now."""


class IsErased(Exception):
    """Name and contact are gone."""


class SomebodyAppears(Exception):
    """Somebody who can be recognised is noted already."""


@transaction.atomic
def add_content(
    content: Content,
    picture: "ContentFile[bytes] | None" = None,
    *,
    by: StaffMember,
    at: datetime,
) -> Content:
    """Save new content; a picture comes from organisation.photos.fitted."""
    content.added_at = at
    content.file = ""
    if picture is not None:
        _keep(content, picture)
    content.save(force_insert=True)
    record("added-content", content, by=by, at=at)
    return content


@transaction.atomic
def change_content(
    content: Content,
    values: Mapping[str, Any],
    picture: "ContentFile[bytes] | None" = None,
    *,
    by: StaffMember,
    at: datetime,
) -> Content:
    """Change what differs; a picture takes the place of the one before."""
    fresh = locked_content(content.pk)
    fields = [name for name, new in values.items() if getattr(fresh, name) != new]
    for name in fields:
        setattr(fresh, name, values[name])
    if picture is not None:
        _delete_file_later(fresh)
        _keep(fresh, picture)
        fields.append("file")
    if fields:
        fresh.save(update_fields=fields)
        record("changed-content", fresh, by=by, at=at, fields=fields)
    return fresh


@transaction.atomic
def remove_content(content: Content, *, by: StaffMember, at: datetime) -> Content:
    """Take away picture, address and text; title, consents and uses stay as history.

    Raises:
        IsUsed: it has to be taken down first.
    """
    fresh = locked_content(content.pk)
    if ContentUse.objects.filter(content=fresh).live_on(day_of(at)).exists():
        raise IsUsed
    if fresh.removed_at is None:
        _delete_file_later(fresh)
        fresh.file, fresh.address, fresh.text = "", "", ""
        fresh.removed_at = at
        fresh.save(update_fields=["file", "address", "text", "removed_at"])
        record("removed-content", fresh, by=by, at=at)
    return fresh


@transaction.atomic
def say_nobody_appears(content: Content, *, by: StaffMember, at: datetime) -> None:
    """Note that somebody has looked, and nobody can be recognised.

    Raises:
        SomebodyAppears: somebody is noted.
    """
    fresh = locked_content(content.pk)
    if fresh.appearances.exists():
        raise SomebodyAppears
    fresh.shows_nobody = True
    fresh.save(update_fields=["shows_nobody"])
    record("changed-content", fresh, by=by, at=at, fields=["shows_nobody"])


@transaction.atomic
def add_appearance(
    content: Content, person: Person, *, by: StaffMember, at: datetime
) -> Appearance:
    """Note that somebody appears; a person without a key is saved first.

    Where it is used already without that person's yes, that must end: what is to come
    is stopped, what runs is to be taken down. Noted before: that appearance is given.
    """
    fresh = locked_content(content.pk)
    if person.pk is None:
        person.added_at = at
        person.save(force_insert=True)
        record("added-person", person, by=by, at=at)
    there = Appearance.objects.filter(content=fresh, person=person).first()
    if there is not None:
        return there
    Content.objects.filter(pk=fresh.pk).update(shows_nobody=False)
    added = Appearance.objects.create(
        municipality_id=fresh.municipality_id, content=fresh, person=person, added_at=at
    )
    record("added-appearance", added, by=by, at=at)
    settle(fresh, Cause.APPEARS, by=by, at=at)
    return added


@transaction.atomic
def remove_appearance(appearance: Appearance, *, by: StaffMember, at: datetime) -> None:
    """Take back that somebody appears, noted by mistake.

    Raises:
        HasConsents: the person has said yes to something; that stays.
    """
    content = locked_content(appearance.content_id)
    if appearance.consents.exists():
        raise HasConsents
    record("removed-appearance", appearance, by=by, at=at)
    appearance.delete()
    call_off(content, by=by, at=at)


@transaction.atomic
def change_person(
    person: Person, values: Mapping[str, Any], *, by: StaffMember, at: datetime
) -> Person:
    """Change what differs.

    Raises:
        IsErased: there is nobody to change any more.
    """
    fresh = Person.objects.select_for_update().get(pk=person.pk)
    if fresh.erased_at is not None:
        raise IsErased
    fields = [name for name, new in values.items() if getattr(fresh, name) != new]
    for name in fields:
        setattr(fresh, name, values[name])
    if fields:
        fresh.save(update_fields=fields)
        record("changed-person", fresh, by=by, at=at, fields=fields)
    return fresh


@transaction.atomic
def erase_person(person: Person, *, by: StaffMember, at: datetime) -> Person:
    """Take away name and contact; what was consented to and where it ran stands.

    Raises:
        IsErased: somebody was quicker.
    """
    fresh = Person.objects.select_for_update().get(pk=person.pk)
    if fresh.erased_at is not None:
        raise IsErased
    fresh.name, fresh.contact, fresh.erased_at = "", "", at
    fresh.save(update_fields=["name", "contact", "erased_at"])
    record("erased-person", fresh, by=by, at=at, fields=["name", "contact"])
    return fresh


def _keep(content: Content, picture: "ContentFile[bytes]") -> None:
    content.file.save(str(picture.name), picture, save=False)


def _delete_file_later(content: Content) -> None:
    """Delete the file once the row that named it is surely gone."""
    storage, name = content.file.storage, content.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
