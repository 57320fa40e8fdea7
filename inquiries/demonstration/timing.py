"""When the desk gets round to things: in time mostly, late now and then."""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils.timezone import localtime

from followups.models import Promise, Wish
from inquiries.demonstration.desk import Account
from organisation.calendar import STOCKHOLM, WorkingCalendar
from organisation.models import Municipality, OpeningWindow
from organisation.settings_cache import calendar_of, office_calendar

A_MOMENT: Final = timedelta(minutes=2)
WINDOW_WISHES: Final = (Wish.EVENING, Wish.WEEKEND)
DONE_ON_TIME: Final = 0.85  # of the steps that nobody was promised


class Timing:
    """Draws moments for one municipality.

    Args:
        kept_share: of the promises made at a moment, how large a share is kept.

    Raises:
        ValueError: the municipality has no office hours.
    """

    def __init__(
        self,
        municipality: Municipality,
        rng: random.Random,
        kept_share: Callable[[datetime], float],
    ) -> None:
        calendar = office_calendar(municipality)
        if calendar is None:
            raise ValueError(f"{municipality} has no office hours")
        self.calendar: WorkingCalendar = calendar
        kinds = (calendar_of(municipality, kind) for kind in OpeningWindow.Kind)
        self.calendars = [each for each in kinds if each is not None]
        self.rng = rng
        self.kept_share = kept_share

    def of_call(self, account: Account) -> datetime:
        """Of a call or letter: by the promise, where there is one."""
        promise = account.promise
        if promise is None:
            return self.of_step(account)
        if self.rng.random() >= self.kept_share(promise.made_at):
            return self.late(promise.due_at)
        if promise.wish in WINDOW_WISHES:
            early = timedelta(minutes=self.rng.randint(12, 160))
            return max(promise.due_at - early, account.latest_at + A_MOMENT)
        return self._in_time(account, promise)

    def _in_time(self, account: Account, promise: Promise) -> datetime:
        """In the office hours that are left; rather early than late."""
        start = account.latest_at
        if start >= promise.due_at:
            return start + A_MOMENT
        left = self.calendar.working_time_between(start, promise.due_at)
        if not left:
            return promise.due_at
        used = left * self.rng.betavariate(1.2, 2.2)
        return min(self.calendar.add_working_time(start, used), promise.due_at)

    def of_step(self, account: Account) -> datetime:
        """Of a planned step that nobody was promised."""
        due_at = due_of(account)
        if self.rng.random() < DONE_ON_TIME:
            early = due_at - timedelta(minutes=self.rng.randint(0, 35))
            return early if self.is_open(early) else due_at
        return self.late(due_at)

    def after_visit(self, account: Account) -> datetime:
        return due_of(account) + timedelta(minutes=self.rng.randint(50, 110))

    def soon_after(self, account: Account) -> datetime:
        """While the last talk is still fresh."""
        fresh = timedelta(minutes=self.rng.randint(4, 90))
        return self.calendar.add_working_time(account.latest_at, fresh)

    def is_open(self, moment: datetime) -> bool:
        """Whether somebody is at work, in the evening and at the weekend too."""
        return any(each.is_open(moment) for each in self.calendars)

    def latest_open(self, moment: datetime) -> datetime:
        """That moment; if nobody is at work then, some minutes before all left."""
        if self.is_open(moment):
            return moment
        before = timedelta(minutes=self.rng.randint(4, 50))
        return max(
            each.subtract_working_time(moment, before) for each in self.calendars
        )

    def late(self, due_at: datetime) -> datetime:
        """Mostly the same day or the next morning, sometimes days later."""
        hours = min(self.rng.expovariate(1 / 4) + 0.3, 40)
        return self.calendar.add_working_time(due_at, timedelta(hours=hours))

    def days_later(
        self, moment: datetime, fewest: int, most: int, clock: time
    ) -> datetime:
        """A working day in so many days, at that hour."""
        day: date = localtime(moment).date()
        day += timedelta(days=self.rng.randint(fewest, most))
        if not self.calendar.is_working_day(day):
            day = self.calendar.next_working_day(day)
        return datetime.combine(day, clock, STOCKHOLM)


def due_of(account: Account) -> datetime:
    """When the open step falls due."""
    if account.task is None:
        raise ValueError(f"{account.inquiry} has no open step")
    return account.task.due_at
