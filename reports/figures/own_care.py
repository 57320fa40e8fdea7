"""What an own foster home costs beside care that is bought."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from organisation.definitions import printed
from organisation.models import Municipality
from organisation.months import Month
from reports.models import CarePrices

DAYS: Final = 365


@dataclass(frozen=True)
class OwnCare:
    """Kronor per child and day, as the municipality typed them in, and whence.

    `label` is what it calls the care that it buys; the prices hold `since` a month.
    """

    own: Decimal
    bought: Decimal
    label: str
    source: str
    since: Month

    @property
    def difference(self) -> Decimal:
        """Below 0 where an own home costs more."""
        return self.bought - self.own

    def difference_of_year(self, children: int) -> Decimal:
        return self.difference * DAYS * children


@printed
def own_care_in(municipality: Municipality, month: Month) -> OwnCare | None:
    """What a day in an own foster home costs, beside a day of the care that is bought
    instead, in kronor for each child. The unit has typed in both prices and their
    source; that of an own home has all costs in it: fee, expenses and support. The
    difference is the price of bought care less that of an own home. The year is an
    arithmetical example and no saving that has been made: the difference times 365
    days, for one child, and for as many children as homes were approved in these twelve
    months, one in each home all year. It foretells nothing and promises nothing.

    The prices typed last for the month hold, or else those of the latest month before
    it that has any. None where there are none, or where they were taken away.
    """
    typed = CarePrices.objects.of(municipality).typed_until(month).last()
    if typed is None or typed.prices is None:
        return None
    own, bought = typed.prices
    since = Month(typed.month.year, typed.month.month)
    return OwnCare(own, bought, typed.label, typed.source, since)
