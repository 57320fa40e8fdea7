"""Visits and meetings of somebody who is not there then, as the rota stands.

They stand until a person moves them: colleagues and a family have agreed on them.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils.timezone import localtime

from followups.models import Engagement, Slot
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality, OpeningWindow
from organisation.rota import Rota, rota_of

MOST_LOOKED_AT: Final = 2000  # parts in visits and meetings of one municipality
VISIT, MEETING = "visit", "meeting"
AWAY, OFF = "away", "off"  # absent that day; does not work at that time
Line = dict[str, Any]


def left_behind(municipality: Municipality, at: datetime) -> dict[int, Line]:
    """What lies ahead of whoever is not there then, by each person's part in it.

    A visit: whoever is away that day, or covers no window at its time. A meeting, which
    is held outside of office hours, too: whoever is away.
    """
    rota = rota_of(municipality, at)
    found = ((each.pk, _line(each, rota)) for each in _ahead(municipality, at))
    return {pk: line for pk, line in found if line is not None}


def _ahead(municipality: Municipality, at: datetime) -> Iterator[Engagement]:
    stands = Q(
        appointment__kind=Slot.Kind.HOME_VISIT, appointment__cancelled_at=None
    ) | Q(meeting__isnull=False, meeting__cancelled_at=None)
    parts = Engagement.objects.filter(
        stands, municipality=municipality, is_active=True, starts_at__gt=at
    ).select_related("appointment__inquiry", "meeting")
    yield from parts.order_by("starts_at", "pk")[:MOST_LOOKED_AT]


def _line(part: Engagement, rota: Rota) -> Line | None:
    """As JSON knows it; None where the person is there."""
    why = _why_not(part, rota)
    if part.meeting is not None:
        about = {"kind": MEETING, "meeting": part.meeting_id}
    elif part.appointment is not None:
        inquiry = part.appointment.inquiry
        about = {"kind": VISIT, "inquiry": inquiry.pk, "number": inquiry.number}
    if not why or (why == OFF and part.meeting is not None):
        return None
    return about | {
        "opens_at": part.starts_at.isoformat(),
        "due_at": part.ends_at.isoformat(),
        "from": part.staff_id,
        "to": None,
        "why": why,
    }


def _why_not(part: Engagement, rota: Rota) -> str:
    """AWAY, OFF; "" for whoever is there."""
    if not rota.is_present(part.staff_id, localtime(part.starts_at, STOCKHOLM).date()):
        return AWAY
    there = rota.who_covers(OpeningWindow.Kind, part.starts_at, part.ends_at)
    return "" if part.staff_id in there else OFF
