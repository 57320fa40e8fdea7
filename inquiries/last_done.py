"""What a person did last, as the strip under the queue tells it."""

from typing import Final

from inquiries.models import Event
from organisation.models import Municipality, StaffMember

TELLING: Final = (
    Event.Kind.ATTEMPTED,
    Event.Kind.CONTACTED,
    Event.Kind.WROTE,
    Event.Kind.BOOKED,
    Event.Kind.REBOOKED,
    Event.Kind.CANCELLED,
    Event.Kind.MOVED,
)


def last_done(municipality: Municipality, staff: StaffMember) -> Event | None:
    """Give the latest thing that the person did here, undone or not.

    None where it was done to somebody who has been erased since.
    """
    event = (
        Event.objects.filter(by=staff)
        .select_related("inquiry__contact", "reversed_by")
        .defer("inquiry__contact__search", "before")
        .order_by("-recorded_at", "-id")
        .first()
    )
    if event is None or event.municipality_id != municipality.pk:
        return None
    return None if event.inquiry.erased_at else _what_was_done(event)


def _what_was_done(event: Event) -> Event:
    """Of everything that one click wrote, what the person would say that it was."""
    act = {
        each.kind: each
        for each in Event.objects.filter(
            inquiry=event.inquiry_id, act=event.act
        ).select_related("inquiry__contact", "call_attempt", "reversed_by")
    }
    return next((act[kind] for kind in TELLING if kind in act), event)
