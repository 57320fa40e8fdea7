"""What the members of a cooperation show each other of one month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from organisation.models import Municipality
from organisation.months import Month
from reports.models import Cooperation
from reports.page import is_empty
from reports.reading import Reading, read_month
from reports.report import MonthReport

# As Swedes sort: ö is the last letter. Every name has a place whatever its letters.
IN_ORDER: Final = str.maketrans({"å": "\uf000", "ä": "\uf001", "ö": "\uf002"})


@dataclass(frozen=True)
class JointReading:
    """One month of a cooperation: of each present member by name, as it reads it.

    A member's month is the frozen one where there is one, else that of the moment.
    """

    cooperation: Cooperation
    month: Month
    at: datetime
    readings: Sequence[Reading]

    @property
    def is_running(self) -> bool:
        return self.month.is_running(self.at)

    @property
    def registered(self) -> Sequence[Reading]:
        """Those whose register had begun."""
        return [each for each in self.readings if not is_empty(each.report)]

    @property
    def reports(self) -> Sequence[MonthReport]:
        return [each.report for each in self.registered]

    @property
    def is_joint(self) -> bool:
        """Whether there is anybody to report with."""
        return len(self.readings) > 1


def read_joint(cooperation: Cooperation, month: Month, *, at: datetime) -> JointReading:
    """Read a month that has begun by the moment `at`, of those who are members now.

    Raises:
        UnknownDefinitions: see reports.stored.
    """
    readings = [
        read_month(municipality, month, at=at) for municipality in members(cooperation)
    ]
    return JointReading(cooperation, month, at, readings)


def members(cooperation: Cooperation) -> Sequence[Municipality]:
    """Who is in it now, by name: in no other order, whatever their figures."""
    present = cooperation.members.filter(left_at=None).values("municipality")
    towns = Municipality.objects.filter(pk__in=present)
    return sorted(towns, key=lambda town: (by_name(town.name), town.pk))


def by_name(name: str) -> str:
    return name.casefold().translate(IN_ORDER)
