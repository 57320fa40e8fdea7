"""Add entries to the audit. There is no other change."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from audit.models import Entry


def record(
    action: str,
    subject: models.Model,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    fields: Iterable[str] = (),
    reason: str = "",
    municipality: models.Model | None = None,
) -> Entry:
    """Write down that somebody did or read something.

    Args:
        action: what was done, as a short English verb phrase ("moved-to-meeting").
        subject: the row concerned; its municipality is taken from it.
        by: who; None for the family itself or for the program.
        fields: names of the fields concerned, never what stands in them.
        reason: the actor's stated reason, where one is demanded.
        municipality: where it was done; needed only when the subject does not say.
    """
    where = _municipality_of(subject) if municipality is None else municipality.pk
    return Entry.objects.create(
        municipality_id=where,
        at=at,
        actor_id=None if by is None else by.pk,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        fields=sorted(fields),
        reason=reason,
    )


def _municipality_of(subject: models.Model) -> int | None:
    if subject._meta.label_lower == "organisation.municipality":
        return cast(int, subject.pk)
    return cast(int | None, getattr(subject, "municipality_id", None))
