"""Meetings and who comes to them, as the desk's pages print them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followups.models import InformationMeeting, MeetingSeat
from followups.wording import date_text, time_text
from inquiries.meeting_letters import when_of
from inquiries.models import Inquiry
from inquiries.wording import name_of, national
from organisation.calendar import STOCKHOLM
from organisation.models import Language, Municipality

MOST_MEETINGS: Final = 100


@dataclass(frozen=True)
class MeetingRow:
    """One line of the list of meetings."""

    meeting: InformationMeeting
    day: str
    hours: str
    about: str


@dataclass(frozen=True)
class Guest:
    """A family at a meeting. `mark` is "yes", "no", or "" for not known."""

    seat: MeetingSeat
    inquiry: Inquiry
    name: str
    phone: str
    is_untold: bool
    mark: str


def meeting_rows(
    municipality: Municipality, moment: datetime, *, is_past: bool
) -> list[MeetingRow]:
    """Coming ones soonest first, past ones latest first; at most a hundred."""
    meetings = InformationMeeting.objects.of(municipality).counted()
    found = meetings.past(moment) if is_past else meetings.coming(moment)
    return [_row(each, is_past=is_past) for each in found[:MOST_MEETINGS]]


def _row(meeting: Any, *, is_past: bool) -> MeetingRow:
    """Needs the numbers that `counted` adds."""
    return MeetingRow(
        meeting=meeting,
        day=_day(meeting.starts_at),
        hours=f"{time_text(meeting.starts_at)}–{time_text(meeting.ends_at)}",
        about=" · ".join([*_where(meeting), *_numbers(meeting, is_past=is_past)]),
    )


def _day(moment: datetime) -> str:
    return date_text(localtime(moment, STOCKHOLM).date())


def _where(meeting: InformationMeeting) -> list[str]:
    found = [meeting.place] if meeting.place else []
    if meeting.link:
        found.append(_("by video"))
    if meeting.language != Language.SWEDISH:
        found.append(meeting.get_language_display())
    return found


def _numbers(meeting: Any, *, is_past: bool) -> list[str]:
    words = {"taken": meeting.taken, "seats": meeting.seats, "came": meeting.came}
    if is_past:
        return [_("%(came)s of %(taken)s came") % words]
    found = [_("%(taken)s of %(seats)s seats taken") % words]
    if meeting.waiting:
        found.append(_waiting(meeting.waiting))
    return found


def _waiting(number: int) -> str:
    words = ngettext("%(number)s waits", "%(number)s wait", number)
    return words % {"number": number}


def meeting_choices(
    municipality: Municipality, moment: datetime
) -> list[tuple[int, str]]:
    """What a family can be asked to: each with its time and what is left of seats."""
    meetings = InformationMeeting.objects.of(municipality).inviting(moment).counted()
    found = meetings.order_by("starts_at", "pk")[:MOST_MEETINGS]
    return [(each.pk, _choice(each)) for each in found]


def _choice(meeting: Any) -> str:
    left = meeting.seats - meeting.taken
    if left > 0 and not meeting.waiting:
        room = ngettext("%(number)s seat left", "%(number)s seats left", left)
        said = room % {"number": left}
    else:
        said = _("waiting list (%(number)s)") % {"number": meeting.waiting}
    when = f"{_day(meeting.starts_at)} {time_text(meeting.starts_at)}"
    return f"{when} · {meeting.title} · {said}"


def guests(meeting: InformationMeeting, status: str) -> list[Guest]:
    """Families with that status, in the order in which they asked."""
    seats = (
        MeetingSeat.objects.filter(meeting=meeting, status=status)
        .select_related("inquiry__contact")
        .defer("inquiry__contact__search")
        .order_by("asked_at", "pk")
    )
    return [_guest(each) for each in seats]


def by_name(found: Iterable[Guest]) -> list[Guest]:
    return sorted(found, key=lambda each: each.name.casefold())


def _guest(seat: MeetingSeat) -> Guest:
    inquiry = seat.inquiry
    is_erased = inquiry.erased_at is not None
    return Guest(
        seat=seat,
        inquiry=inquiry,
        name=name_of(inquiry),
        phone="" if is_erased else national(inquiry.contact.phone),
        is_untold=seat.told_at is None and inquiry.is_open,
        mark={True: "yes", False: "no", None: ""}[seat.attended],
    )


def seats_of(inquiry: Inquiry, moment: datetime) -> list[dict[str, Any]]:
    """The meetings ahead at which a family has a seat, or waits for one."""
    seats = (
        MeetingSeat.objects.filter(
            inquiry=inquiry, meeting__ends_at__gt=moment, meeting__cancelled_at=None
        )
        .exclude(status=MeetingSeat.Status.CANCELLED)
        .select_related("meeting")
        .order_by("meeting__starts_at", "pk")
    )
    return [{"seat": each, "when": when_of(each.meeting)} for each in seats]
