"""Figures that a channel gives of an activity: typed in, corrected, taken away."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum

from audit.services import record
from campaigns.models import Activity, ReachFigure
from organisation.models import StaffMember


class DaysTaken(Exception):
    """The activity has figures for some of those days already."""


class NothingSpent(Exception):
    """No figure of the activity says what was spent."""


def add_figure(figure: ReachFigure, *, by: StaffMember, at: datetime) -> ReachFigure:
    """Save figures of an activity for a span of days.

    Raises:
        DaysTaken: a colleague has just written figures for some of them.
    """
    figure.recorded_at = at
    try:
        with transaction.atomic():
            figure.save(force_insert=True)
            record("added-reach", figure.activity, by=by, at=at)
    except IntegrityError as error:
        raise DaysTaken from error
    return figure


def change_figure(
    figure: ReachFigure, values: Mapping[str, Any], *, by: StaffMember, at: datetime
) -> None:
    """Change what differs.

    Raises:
        DaysTaken: other figures have some of the new days.
    """
    try:
        with transaction.atomic():
            fresh = ReachFigure.objects.select_for_update().get(pk=figure.pk)
            fields = [name for name in values if getattr(fresh, name) != values[name]]
            if not fields:
                return
            for name in fields:
                setattr(fresh, name, values[name])
            fresh.recorded_at = at
            fresh.save(update_fields=[*fields, "recorded_at"])
            record("changed-reach", figure.activity, by=by, at=at, fields=fields)
    except IntegrityError as error:
        raise DaysTaken from error


@transaction.atomic
def remove_figure(figure: ReachFigure, *, by: StaffMember, at: datetime) -> None:
    record("removed-reach", figure.activity, by=by, at=at)
    figure.delete()


@transaction.atomic
def take_over_cost(activity: Activity, *, by: StaffMember, at: datetime) -> Decimal:
    """Let what its figures say was spent be the activity's actual cost.

    Raises:
        NothingSpent: none of them says so.
    """
    fresh = Activity.objects.select_for_update().get(pk=activity.pk)
    spent: Decimal | None = fresh.reach.aggregate(sum=Sum("spent"))["sum"]
    if spent is None:
        raise NothingSpent
    if fresh.cost_actual != spent:
        fresh.cost_actual = spent
        fresh.save(update_fields=["cost_actual"])
        record("took-over-cost", fresh, by=by, at=at, fields=["cost_actual"])
    return spent
