"""Somebody was first: what stands now, told to whoever came second."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from followups.wording import deadline_text
from inquiries.models import Event, Inquiry
from inquiries.timeline import history_of, latest_act
from organisation.models import StaffMember

CONFLICT: Final = 409


@dataclass(frozen=True)
class TooLate:
    """Who was first and when; what they did; what became of what was typed.

    `is_kept` where it stands in a form or a draft; else a note typed is given back.
    """

    said: str
    stands: str
    is_kept: bool
    typed: str


def too_late_of(
    inquiry: Inquiry,
    *,
    by: StaffMember,
    at: datetime,
    typed: str = "",
    is_kept: bool = False,
    is_same_call: bool = False,
) -> TooLate:
    """Tell `by` what stands. Nothing of theirs is saved by this.

    Args:
        is_same_call: the call that they log was logged a moment ago, by anybody.
    """
    history = history_of(inquiry)
    act = latest_act(history, at)
    return TooLate(
        said=_said_of_call(history.events[0], at)
        if is_same_call
        else _said(history.events[0], by, at),
        stands=" ".join(act.lines),
        is_kept=is_kept,
        typed="" if is_kept else typed,
    )


def _said_of_call(latest: Event, at: datetime) -> str:
    return _(
        "That call is logged already, %(when)s. If you called once more: log it in two "
        "minutes."
    ) % {"when": deadline_text(latest.recorded_at, at)}


def _said(latest: Event, by: StaffMember, at: datetime) -> str:
    when = deadline_text(latest.recorded_at, at)
    if latest.by is None:
        return _("Something has changed here, %(when)s.") % {"when": when}
    words = {"who": latest.by.first_name, "when": when}
    if latest.kind == Event.Kind.ERASED:
        return _("%(who)s erased the person, %(when)s. Nothing can be changed.") % words
    if latest.by == by:
        return _("You have done something here already, %(when)s.") % words
    return _("%(who)s was first, %(when)s.") % words
