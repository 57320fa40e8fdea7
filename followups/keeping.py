"""Whether somebody is there to keep what was promised: one question for every asker.

Source: docs/decisions/0073-the-rota.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.utils.timezone import localtime

from followups.assignment import on_duty
from followups.models import Engagement, FollowUpTask, Promise, Slot, Wish
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality, OpeningWindow
from organisation.rota import rota_of

ONE_DAY: Final = timedelta(days=1)
Span = tuple[str, datetime, datetime]  # the wish, from when, due


@dataclass
class Keeping:
    """Who keeps which promise, as the rota stands at that moment.

    Asks the rota once for each moment promised: families share an evening.

    Args:
        engaged: who makes a booked call, by the number of the appointment.
    """

    municipality: Municipality
    moment: datetime
    engaged: Mapping[int, list[int]] = field(default_factory=dict)
    _there: dict[Span, frozenset[int]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        municipality: Municipality,
        tasks: Iterable[FollowUpTask],
        moment: datetime,
    ) -> "Keeping":
        return cls(municipality, moment, _engaged(tasks))

    def is_kept(self, task: FollowUpTask) -> bool:
        """Whether whoever has the step is on duty in time; the team's: anybody.

        A booked call: whoever makes it, for a stand-in has another calendar.
        """
        promise = task.promise
        if promise is None:
            return True
        callers = self.callers_of(task)
        if callers:
            return not self._on_duty(promise).isdisjoint(callers)
        return self.can_keep(
            task.owner_id, promise.wish, begins_at(promise, self.moment), promise.due_at
        )

    def can_keep(
        self, owner_id: int | None, wish: str, begins: datetime, due_at: datetime
    ) -> bool:
        """Whether the owner, or who stands in, is on duty in time; None: anybody."""
        there = self._on_duty_in((wish, begins, due_at))
        if owner_id is None:
            return bool(there)
        people = self._people(owner_id, begins, due_at)
        return not there.isdisjoint(people) or self._is_in(owner_id, begins, due_at)

    def callers_of(self, task: FollowUpTask) -> list[int]:
        """Who makes the call that is booked for a step; nobody where none is."""
        promise = task.promise
        if promise is None or promise.wish != Wish.TIME or task.appointment_id is None:
            return []
        return self.engaged.get(task.appointment_id, [])

    def stand_ins(self, task: FollowUpTask) -> list[int]:
        """Who is on duty for a booked call in the place of whoever was to make it."""
        promise = task.promise
        if promise is None:
            return []
        begins, there = begins_at(promise, self.moment), self._on_duty(promise)
        return [
            each
            for caller in self.callers_of(task)
            for each in self._people(caller, begins, promise.due_at)
            if each in there and each != caller
        ]

    def _on_duty(self, promise: Promise) -> frozenset[int]:
        begins = begins_at(promise, self.moment)
        return self._on_duty_in((promise.wish, begins, promise.due_at))

    def _on_duty_in(self, span: Span) -> frozenset[int]:
        if span not in self._there:
            found = on_duty(self.municipality, *span)
            self._there[span] = frozenset(each.pk for each in found)
        return self._there[span]

    def _is_in(self, owner_id: int, begins: datetime, due_at: datetime) -> bool:
        """Before there is a rota, managers cover what they have taken, too."""
        if self.municipality.works_by_rota:
            return False
        rota, day = rota_of(self.municipality, begins), localtime(due_at, STOCKHOLM)
        is_open = rota.is_open(OpeningWindow.Kind, begins, due_at)
        is_in = owner_id in rota.callers and rota.is_present(owner_id, day.date())
        return is_in and (is_open or not rota.windows)

    def _people(
        self, owner_id: int, begins: datetime, due_at: datetime
    ) -> Iterator[int]:
        """The person, and whoever stands in until the promise falls due."""
        yield owner_id
        rota = rota_of(self.municipality, begins)
        day, last = (localtime(each, STOCKHOLM).date() for each in (begins, due_at))
        while day <= last:
            stand_in = rota.substitute_of(owner_id, day)
            if stand_in is not None:
                yield stand_in
            day += ONE_DAY


def begins_at(promise: Promise, moment: datetime) -> datetime:
    """From when a promise can be kept: a chosen time not before it begins."""
    return moment if promise.opens_at is None else max(moment, promise.opens_at)


def _engaged(tasks: Iterable[FollowUpTask]) -> dict[int, list[int]]:
    """Who has part in the calls that are booked for these steps."""
    numbers = {each.appointment_id for each in tasks} - {None}
    if not numbers:
        return {}
    rows = Engagement.objects.filter(
        appointment__in=numbers,
        appointment__kind=Slot.Kind.CALL,
        appointment__cancelled_at=None,
        is_active=True,
    )
    found: dict[int, list[int]] = {}
    for appointment, staff in rows.values_list("appointment", "staff").order_by("pk"):
        if appointment is not None:
            found.setdefault(appointment, []).append(staff)
    return found
