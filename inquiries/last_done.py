"""What a person did last, as the strip under the queue tells it."""

from typing import Final

from django.db.models import Subquery

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

    Of everything that one click wrote, what the person would say that it was. None
    where it was done to somebody who has been erased since.
    """
    latest = Event.objects.filter(by=staff).order_by("-recorded_at", "-id")
    act = list(
        Event.objects.filter(
            inquiry=Subquery(latest.values("inquiry")[:1]),
            act=Subquery(latest.values("act")[:1]),
        )
        .select_related("inquiry__contact", "call_attempt", "reversed_by")
        .defer("inquiry__contact__search", "before")
        .order_by("recorded_at", "id")
    )
    if not act or act[0].municipality_id != municipality.pk:
        return None
    if act[0].inquiry.erased_at is not None:
        return None
    by_kind = {each.kind: each for each in act}
    return next((by_kind[kind] for kind in TELLING if kind in by_kind), act[-1])
