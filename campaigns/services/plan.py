"""Changes to campaigns and activities."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from audit.services import record
from campaigns.models import Activity, Campaign, Channel
from organisation.models import StaffMember

Planned = Campaign | Activity | Channel


class Taken(Exception):
    """A colleague has just used the same name or code."""


def add(planned: Planned, *, by: StaffMember, at: datetime) -> Planned:
    """Save a new campaign, activity or channel.

    Raises:
        Taken: the name or the code is in use.
    """
    try:
        with transaction.atomic():
            planned.save(force_insert=True)
            record(f"added-{_kind(planned)}", planned, by=by, at=at)
    except IntegrityError as error:
        raise Taken from error
    return planned


def change(
    planned: Planned, values: Mapping[str, Any], *, by: StaffMember, at: datetime
) -> Planned:
    """Change what differs. An activity's code stands: it may hang on walls.

    Raises:
        Taken: the name is in use.
    """
    try:
        with transaction.atomic():
            fresh = (
                type(planned)._default_manager.select_for_update().get(pk=planned.pk)
            )
            fields = [
                name for name, new in values.items() if getattr(fresh, name) != new
            ]
            for name in fields:
                setattr(fresh, name, values[name])
            if fields:
                fresh.save(update_fields=fields)
                record(f"changed-{_kind(fresh)}", fresh, by=by, at=at, fields=fields)
    except IntegrityError as error:
        raise Taken from error
    return fresh


def _kind(planned: Planned) -> str:
    return planned._meta.model_name or ""
