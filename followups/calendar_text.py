"""Appointments as calendars read them: RFC 5545, and RFC 5546 for invitations.

No text here says what the matter is about, whom it concerns or where they live: it
lies on telephones, and in mailboxes that others open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from followups.models import Appointment, InformationMeeting, Slot

PRODUCT: Final = "-//Hemvägen//SV"
REQUEST: Final = "REQUEST"
CANCEL: Final = "CANCEL"
PUBLISH: Final = "PUBLISH"
Booked = Appointment | InformationMeeting


@dataclass(frozen=True)
class Guest:
    """Who is invited, and by whom: e-mail addresses, and the sender's name."""

    address: str
    host_name: str
    host_address: str


def invitation(
    appointment: Booked,
    guest: Guest,
    *,
    title: str,
    link: str = "",
    place: str = "",
    at: datetime,
    is_off: bool = False,
) -> str:
    """One time for one guest's calendar; `is_off` takes it out again."""
    entry = _entry(appointment, title, at, link=link, is_off=is_off)
    if place:
        entry.add("location", place)
    host = vCalAddress(f"mailto:{guest.host_address}")
    host.params["CN"] = vText(guest.host_name)
    entry.add("organizer", host)
    entry.add("attendee", _invited(guest.address))
    return _whole(CANCEL if is_off else REQUEST, [entry])


def with_address(text: str, address: str) -> str:
    """The same invitation, to the guest's new address."""
    calendar = Calendar.from_ical(text)
    for entry in calendar.walk("VEVENT"):
        entry["attendee"] = _invited(address)
    changed: bytes = calendar.to_ical()
    return changed.decode()


def _invited(address: str) -> vCalAddress:
    invited = vCalAddress(f"mailto:{address}")
    invited.params["PARTSTAT"] = vText("NEEDS-ACTION")
    invited.params["RSVP"] = vText("FALSE")
    return invited


def busy_text(booked: Booked) -> str:
    """What a colleague's calendar shows to everybody who may look at it."""
    if isinstance(booked, InformationMeeting):
        return _("Busy – meeting")
    if booked.kind == Slot.Kind.HOME_VISIT:
        return _("Busy – visit")
    return _("Busy – call")


def feed(
    appointments: Iterable[tuple[Booked, str, str]], *, name: str, at: datetime
) -> str:
    """A calendar to subscribe to.

    Args:
        appointments: each with its title and the address of its page.
        name: what the calendar is called in the reader's program.
    """
    entries = [_entry(each, title, at, link=link) for each, title, link in appointments]
    return _whole(PUBLISH, entries, name=name)


def _whole(method: str, entries: Iterable[Event], *, name: str = "") -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    for each in entries:
        calendar.add_component(each)
    text: bytes = calendar.to_ical()
    return text.decode()


def _entry(
    appointment: Booked,
    title: str,
    at: datetime,
    *,
    link: str = "",
    is_off: bool = False,
) -> Event:
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    entry = Event()
    entry.add("uid", f"{appointment.uid}@{host}")
    entry.add("sequence", appointment.sequence)
    entry.add("dtstamp", at.astimezone(UTC))
    entry.add("dtstart", appointment.starts_at.astimezone(UTC))
    entry.add("dtend", appointment.ends_at.astimezone(UTC))
    entry.add("summary", title)
    entry.add("status", "CANCELLED" if is_off else "CONFIRMED")
    entry.add("class", "PRIVATE")
    if link:
        entry.add("url", link)
        entry.add("description", link)
    return entry
