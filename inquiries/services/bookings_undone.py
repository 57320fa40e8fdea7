"""What an undo does to booked times."""

from collections.abc import Callable, Mapping
from typing import Any

from followups import booking
from followups.booking import SlotTaken
from followups.models import Appointment
from inquiries.invitations import Change, colleagues_of, tell
from inquiries.models import Event
from inquiries.services.acts import Act


class TimeTaken(Exception):
    """The time that an undo would give back is somebody else's by now, or over."""


def take_back_bookings(act: Act, first: Event) -> None:
    """Reverse what each event of that act did to an appointment, the latest first.

    Raises:
        TimeTaken: the time that would stand again is not free any more.
    """
    events = Event.objects.filter(inquiry=act.inquiry, act=first.act).order_by("-id")
    for before in events.values_list("before", flat=True):
        for name, take_back in TAKEN_BACK.items():
            if name in before:
                try:
                    take_back(act, before[name])
                except SlotTaken as error:
                    raise TimeTaken from error


def _unbook(act: Act, pk: int) -> None:
    """Whoever has heard of it is told that it is off; nobody else."""
    off = booking.cancel(Appointment.objects.get(pk=pk), at=act.at)
    tell(Change(off, act.inquiry, act.at, is_off=True, only_who_heard=True))


def _move_back(act: Act, moved: dict[str, Any]) -> None:
    appointment = Appointment.objects.get(pk=moved["appointment"])
    former, known_by = colleagues_of(appointment), appointment.sequence - 1
    back = booking.move(appointment, moved["slots"], at=act.at)
    tell(
        Change(
            back,
            act.inquiry,
            act.at,
            is_moved=True,
            former=tuple(former),
            known_by=known_by,
        )
    )


def _book_again(act: Act, pk: int) -> None:
    appointment = Appointment.objects.get(pk=pk)
    known_by = appointment.sequence - 1
    again = booking.reinstate(appointment, at=act.at)
    tell(Change(again, act.inquiry, act.at, known_by=known_by))


def _hand_visit_back(act: Act, handed: dict[str, Any]) -> None:
    """Whoever has heard of the new name is told of the old one; the family, too."""
    _hand_back(act, handed, tells_family=True)


def _hand_back(act: Act, handed: dict[str, Any], *, tells_family: bool = False) -> None:
    appointment = Appointment.objects.get(pk=handed["appointment"])
    if appointment.cancelled_at is not None or appointment.starts_at <= act.at:
        return  # nobody is going to make it
    former, known_by = colleagues_of(appointment), appointment.sequence - 1
    booking.hand_over(appointment, handed["to"], handed["from"])
    tell(
        Change(
            appointment,
            act.inquiry,
            act.at,
            former=tuple(former),
            known_by=known_by,
            tells_family=tells_family,
        )
    )


TAKEN_BACK: Mapping[str, Callable[[Act, Any], None]] = {
    "booked": _unbook,
    "moved": _move_back,
    "cancelled": _book_again,
    "handed": _hand_back,
    "handed_visit": _hand_visit_back,
}
