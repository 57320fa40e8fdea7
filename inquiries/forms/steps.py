"""Fields for the next step: what, when, by whom."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from followups.ladder import Rest
from followups.models import FollowUpTask, Promise, Wish
from followups.steps import (
    NextStep,
    StepAfterPromise,
    TimeBooked,
    check_booked,
    check_promise,
)
from followups.wording import deadline_text
from inquiries.wording import step_kind_text
from organisation.calendar import STOCKHOLM
from organisation.choices import offer
from organisation.models import StaffMember

TIME_FORMATS: Final = ("%H:%M", "%H.%M", "%H:%M:%S", "%H %M")
TEAM: Final = "0"  # an owner's value for "nobody in particular"
FURTHEST: Final = timedelta(days=3 * 365)
FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2099, 12, 30)


class DayField(forms.DateField):
    """A day, by the browser's own picker or typed as 2026-03-12."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {
        "invalid": _("Write the day as 2026-03-12."),
        "far_off": _("Choose a day between 2000 and 2099."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None and not FIRST_DAY <= value <= LAST_DAY:
            raise ValidationError(self.error_messages["far_off"], code="far_off")


class HourField(forms.TimeField):
    """A time of day, by the browser's own picker or typed as 15.30."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    default_error_messages = {"invalid": _("Write the time as 15.30.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=TIME_FORMATS, **options)


def moment_of(day: date, hour: time) -> datetime:
    """A day and an hour on Stockholm's clocks."""
    return datetime.combine(day, hour, STOCKHOLM)


def owner_choices(
    staff: Iterable[StaffMember], *, blank: Any = ""
) -> list[tuple[str, Any]]:
    people = [(str(each.pk), each.display_name) for each in staff]
    first: list[tuple[str, Any]] = [("", blank)] if blank else []
    return [*first, (TEAM, _("The whole team")), *people]


def seen_of(task: FollowUpTask | None, stage: str = "") -> str:
    """Name the state of things that a page showed: which step, in which generation.

    Where nothing is to be done next, the stage alone tells whether it was moved.
    """
    return stage if task is None else f"{task.pk}-{task.generation}"


class StepFields(forms.Form):
    """The next step. `at` is now; a step lies ahead of it.

    What `proposal` says holds for every field that is left empty. `seen` is the state
    of things that the page showed: whoever comes second is told, and changes nothing.
    """

    kind = forms.ChoiceField(label=_("Next step"), required=False)
    due_on = DayField(label=_("Day"), required=False)
    due_time = HourField(label=_("Time"), required=False)
    owner = forms.ChoiceField(label=_("Who"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    step_names = ("kind", "due_on", "due_time", "owner")

    def __init__(
        self,
        *args: Any,
        staff: Sequence[StaffMember],
        at: datetime,
        task: FollowUpTask | None = None,
        proposal: NextStep | Rest | None = None,
        unchosen: Any = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.task = task
        self.promise = _open_promise(task)
        self.initial = {"seen": seen_of(task), **self.initial}
        self.proposal = proposal
        blank = [("", unchosen)] if unchosen else []
        kinds = [(each.value, step_kind_text(each)) for each in FollowUpTask.Kind]
        offer(self, "kind", [*blank, *kinds])
        offer(self, "owner", owner_choices(staff, blank=unchosen))

    @property
    def is_step_typed(self) -> bool:
        return any(self.cleaned_data.get(each) for each in self.step_names)

    def next_step(self, proposal: NextStep | Rest | None = None) -> NextStep | None:
        """What was typed, on top of the proposal; None and an error where too little.

        Call it from `clean` only, or after the form was found valid.
        """
        proposal = proposal or self.proposal
        base = proposal if isinstance(proposal, NextStep) else None
        local = None if base is None else localtime(base.due_at, STOCKHOLM)
        typed = self.cleaned_data
        day = typed.get("due_on") or (local and local.date())
        hour = typed.get("due_time") or (local and local.time())
        kind = typed.get("kind") or (base and base.kind)
        if not day or not hour or not kind:
            return None
        due_at = moment_of(day, hour)
        if base is not None and kind == base.kind:
            return replace(base, due_at=due_at, owner_id=self._owner_id(base))
        return NextStep(kind, due_at, self._owner_id(base))

    def _owner_id(self, base: NextStep | None) -> int | None:
        typed = self.cleaned_data.get("owner")
        if not typed:
            return None if base is None else base.owner_id
        return None if typed == TEAM else int(typed)

    def check_step(self, step: NextStep | None) -> None:
        """Add an error to the field that is wrong, if one is."""
        if step is None:
            empty = [
                each
                for each in ("kind", "due_on", "due_time")
                if not self.cleaned_data.get(each) and each not in self.errors
            ]
            for each in empty[:1]:
                self.add_error(each, MISSING[each])
        elif "due_on" in self.errors or "due_time" in self.errors:
            return
        elif step.due_at <= self.at:
            self.add_error("due_on", _("Day: choose a moment that lies ahead."))
        elif step.due_at - self.at > FURTHEST:
            self.add_error("due_on", _("Day: choose one within three years."))

    def check_promise(self, step: NextStep | None) -> None:
        """Add an error to the day where the step lies after the open promise.

        And to the step itself where it would leave a booked time with nobody to go.
        """
        if step is None or self.errors:
            return
        try:
            check_booked(step, self.task, self.at)
        except TimeBooked as refused:
            words = {"when": deadline_text(refused.booked_at, self.at)}
            self.add_error("kind", BOOKED % words)
            return
        self.check_open_promise(step, self.promise)

    def check_open_promise(
        self, step: NextStep | None, promise: Promise | None
    ) -> None:
        """Add an error to the day where the step lies after the open promise."""
        if step is None or self.errors:
            return
        try:
            check_promise(step, promise)
        except StepAfterPromise as refused:
            self.refuse_after(refused.promised_at)

    def refuse_after(self, promised_at: datetime) -> None:
        """Say on the day that the family was promised an earlier moment."""
        self.add_error("due_on", self._promised(promised_at))

    def _promised(self, promised_at: datetime) -> str:
        words = {"when": deadline_text(promised_at, self.at)}
        if promised_at <= self.at:
            return PROMISED_BEFORE % words
        is_letter = self.promise is not None and self.promise.wish == Wish.WRITE
        return (PROMISED_TO_WRITE if is_letter else PROMISED_TO_CALL) % words


PROMISED_TO_CALL: Final = _(
    "Day: we have promised to call at the latest %(when)s. Choose a time before that, "
    "or log the call first. If the family has asked for another time, choose “Call "
    "again” on the call card."
)
PROMISED_TO_WRITE: Final = _(
    "Day: we have promised to write at the latest %(when)s. Choose a time before that, "
    "or log the letter first."
)
PROMISED_BEFORE: Final = _(
    "Day: we promised to get in touch at the latest %(when)s. Do that now, and log it "
    "first."
)

BOOKED: Final = _(
    "Next step: a time is booked with the family %(when)s. Move or cancel it first."
)

MISSING: Final = {
    "kind": _("Next step: choose what is to be done."),
    "due_on": _("Day: say when."),
    "due_time": _("Time: say when."),
}


def _open_promise(task: FollowUpTask | None) -> Promise | None:
    """The promise that the step carries, unless it is kept or broken already."""
    promise = None if task is None else task.promise
    is_open = promise is not None and promise.outcome == Promise.Outcome.OPEN
    return promise if is_open else None


def initial_of(step: NextStep | FollowUpTask) -> dict[str, Any]:
    """The fields as they stand when the step is to be changed."""
    local = localtime(step.due_at, STOCKHOLM)
    return {
        "kind": step.kind,
        "due_on": local.date(),
        "due_time": local.time(),
        "owner": TEAM if step.owner_id is None else str(step.owner_id),
    }
