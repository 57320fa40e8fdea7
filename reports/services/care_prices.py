"""Typing in what a day of care costs, and taking the comparison away again."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from audit.services import record
from organisation.models import Municipality, StaffMember
from organisation.months import Month
from reports.models import CarePrices


@transaction.atomic
def type_care_prices(
    municipality: Municipality,
    month: Month,
    *,
    own: Decimal,
    bought: Decimal,
    label: str,
    source: str,
    by: StaffMember,
    at: datetime,
) -> CarePrices:
    """Add the prices of a month and onwards; what was typed before is kept.

    Months that are frozen have them from their next version on.

    Args:
        own: kronor per child and day, as is `bought`.
        label: what the municipality calls the care that it buys.
    """
    prices = CarePrices.objects.create(
        municipality=municipality,
        month=month.first_day,
        own=own,
        bought=bought,
        label=label,
        source=source,
        typed_at=at,
        typed_by=by,
    )
    record("typed-care-prices", prices, by=by, at=at)
    return prices


@transaction.atomic
def end_care_prices(
    municipality: Municipality, month: Month, *, by: StaffMember, at: datetime
) -> CarePrices | None:
    """Compare nothing from the month on; None where nothing was compared.

    A later month that has prices of its own keeps them.
    """
    held = CarePrices.objects.of(municipality).typed_until(month).last()
    if held is None or held.prices is None:
        return None
    ended = CarePrices.objects.create(
        municipality=municipality, month=month.first_day, typed_at=at, typed_by=by
    )
    record("ended-care-prices", ended, by=by, at=at)
    return ended
