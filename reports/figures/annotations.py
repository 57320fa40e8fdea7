"""What the municipality wrote beside the figures, as plain values from its rows."""

from dataclasses import dataclass
from datetime import date

from organisation.models import Municipality
from organisation.months import Month
from reports.models import Annotation


@dataclass(frozen=True)
class Note:
    day: date
    text: str

    @property
    def month(self) -> Month:
        return Month(self.day.year, self.day.month)


def notes_in(municipality: Municipality, first: Month, last: Month) -> tuple[Note, ...]:
    """Those of the months from first to last, both included, the earliest first."""
    rows = Annotation.objects.of(municipality).filter(
        day__gte=first.first_day, day__lt=last.plus(1).first_day
    )
    return tuple(Note(each.day, each.text) for each in rows)
