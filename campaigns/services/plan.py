"""Changes to campaigns and activities, and the count of visits."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, connection, transaction

from audit.services import record
from campaigns.links import Visit
from campaigns.models import Activity, Campaign, Channel
from organisation.models import StaffMember

Planned = Campaign | Activity | Channel

# One statement: finds the activity and counts, or finds none.
COUNT: Final = """
INSERT INTO campaigns_dailycounts
    (municipality_id, activity_id, day, visits, starts, first_steps, second_steps)
SELECT municipality_id, id, %s, 1, 0, 0, 0 FROM campaigns_activity WHERE code = %s
ON CONFLICT (municipality_id, activity_id, day)
DO UPDATE SET visits = campaigns_dailycounts.visits + 1
RETURNING activity_id, municipality_id
"""


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


def count_visit(code: str, *, on: date) -> Visit:
    """Count one opening of a link on a local day; an unknown code is not counted."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [on, code])
        found = cursor.fetchone()
    return Visit(code, *found) if found else Visit(code)


def visit_of(code: str) -> Visit:
    """As count_visit, for robots that only look where a link leads."""
    found = (
        Activity.objects.filter(code=code).values_list("pk", "municipality_id").first()
    )
    return Visit(code, *found) if found else Visit(code)
