"""Typing in the need of a month."""

from datetime import datetime

from django.db import transaction

from audit.services import record
from organisation.models import Municipality, StaffMember
from organisation.months import Month
from reports.models import NeedFigure


@transaction.atomic
def type_need(
    municipality: Municipality,
    month: Month,
    *,
    places: int,
    waiting: int,
    by: StaffMember,
    at: datetime,
) -> NeedFigure:
    """Add what is said of the month; what was said before is kept, and holds no more.

    A month that is frozen has it from its next version on.
    """
    figure = NeedFigure.objects.create(
        municipality=municipality,
        month=month.first_day,
        places=places,
        waiting=waiting,
        typed_at=at,
        typed_by=by,
    )
    record("typed-need", figure, by=by, at=at)
    return figure
