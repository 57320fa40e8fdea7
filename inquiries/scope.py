"""Whose queue “Idag” shows, and which kinds of steps stand where."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.utils.timezone import localtime

from followups.models import FollowUpTask
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality, StaffMember

Kind = FollowUpTask.Kind
CALLS: Final = (Kind.CALL, Kind.WRITE)
VISITS: Final = (Kind.HOME_VISIT, Kind.INFORMATION_MEETING)
DESK_WORK: Final = (Kind.ASSESSMENT, Kind.DECISION, Kind.OTHER)
SOON: Final = timedelta(hours=1)  # a deadline as near as this is called now
VISIT_TAKES: Final = timedelta(hours=2)  # what has no end of its own is over then
ROWS: Final = 25  # shown of a section before "more"
MORE_ROWS: Final = 200


@dataclass(frozen=True)
class Scope:
    """Whose queue: the whole team's, or one person's. `rows` bounds each section.

    `absent` are those for whom whoever looks stands in; `owner` may be one of them.
    """

    municipality: Municipality
    moment: datetime
    owner: StaffMember | None = None
    rows: int = ROWS
    absent: tuple[StaffMember, ...] = ()

    @property
    def tomorrow(self) -> datetime:
        """The midnight that ends the day in Stockholm."""
        day = localtime(self.moment, STOCKHOLM).date() + timedelta(days=1)
        return datetime.combine(day, time(0), STOCKHOLM)

    @property
    def today(self) -> datetime:
        """The midnight that began the day in Stockholm."""
        day = localtime(self.moment, STOCKHOLM).date()
        return datetime.combine(day, time(0), STOCKHOLM)
