"""The year as a calendar reads it: RFC 5545, whole days."""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from icalendar import Calendar, Event

from planning.year import Item, Year
from planning.year_words import shown

PRODUCT: Final = "-//Hemvägen//SV"
ONE_DAY: Final = timedelta(days=1)


def calendar_of(year: Year, *, name: str, at: datetime) -> str:
    """Everything that has a day in the year, each with an identity that stays."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for item in year.items:
        calendar.add_component(_entry(item, at))
    text: bytes = calendar.to_ical()
    return text.decode()


def _entry(item: Item, at: datetime) -> Event:
    """An activity without an end is written on its first day."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    entry = Event()
    entry.add("uid", f"{item.kind}-{item.pk}@{host}")
    entry.add("dtstamp", at.astimezone(UTC))
    entry.add("dtstart", item.starts_on)
    entry.add("dtend", (item.ends_on or item.starts_on) + ONE_DAY)
    entry.add("summary", item.name)
    entry.add("description", shown(item).said)
    entry.add("transp", "TRANSPARENT")
    return entry
