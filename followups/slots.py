"""Times to book, cut out of what each person covers, three weeks ahead.

Source: docs/decisions/0075-slots-and-appointments.md.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.timezone import localtime

from followups.models import Slot, SlotHorizon
from messaging.town_by_town import for_each
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality, OpeningWindow
from organisation.rota import Rota, rota_of

HORIZON: Final = timedelta(days=21)
ONE_DAY: Final = timedelta(days=1)
LENGTHS: Final = {
    Slot.Kind.CALL: timedelta(minutes=30),
    Slot.Kind.HOME_VISIT: timedelta(hours=2),
}
# Nobody is visited in an evening that is set aside for calls.
KINDS: Final = {
    OpeningWindow.Kind.OFFICE: (Slot.Kind.CALL, Slot.Kind.HOME_VISIT),
    OpeningWindow.Kind.EVENING: (Slot.Kind.CALL,),
    OpeningWindow.Kind.WEEKEND: (Slot.Kind.CALL,),
}
PRUNED_AFTER: Final = timedelta(days=30)

# One statement, for a rota of ten has thousands of them.
_OFFER: Final = """
INSERT INTO followups_slot (municipality_id, staff_id, kind, starts_at, ends_at,
                            is_offered)
SELECT %(place)s, wanted.*, true
FROM unnest(%(staff)s::bigint[], %(kinds)s::text[], %(starts)s::timestamptz[],
            %(ends)s::timestamptz[]) AS wanted
ON CONFLICT ON CONSTRAINT slot_once
DO UPDATE SET is_offered = true, ends_at = excluded.ends_at,
              municipality_id = excluded.municipality_id
WHERE NOT followups_slot.is_offered OR followups_slot.ends_at <> excluded.ends_at
"""
_WITHDRAW: Final = """
UPDATE followups_slot SET is_offered = false
WHERE municipality_id = %(place)s AND is_offered AND starts_at > %(moment)s
  AND NOT EXISTS (
    SELECT FROM unnest(%(staff)s::bigint[], %(kinds)s::text[],
                       %(starts)s::timestamptz[]) AS wanted (staff, kind, starts)
    WHERE wanted.staff = staff_id AND wanted.kind = followups_slot.kind
      AND wanted.starts = starts_at
  )
"""

Wanted = tuple[int, str, datetime, datetime]


def cut_due(moment: datetime) -> int:
    """Cut the slots of those municipalities whose rota or day has changed; how many.

    A step of the dispatcher: nothing is done where nothing has changed.
    """
    until = localtime(moment, STOCKHOLM).date() + HORIZON
    stands = Q(
        slot_horizon__settings_version=F("settings_version"), slot_horizon__until=until
    )

    def cut_one(municipality: Municipality) -> int:
        cut(municipality, moment)
        return 1

    changed = list(Municipality.objects.exclude(stands))
    return for_each(changed, cut_one, what="The times to book")


@transaction.atomic
def cut(municipality: Municipality, moment: datetime) -> None:
    """Make a municipality's slots what its rota says, from now on."""
    fresh = Municipality.objects.select_for_update().get(pk=municipality.pk)
    today = localtime(moment, STOCKHOLM).date()
    wanted = [each for each in _wanted(fresh, today, moment) if each[2] > moment]
    columns = list(zip(*wanted, strict=True)) or [(), (), (), ()]
    staff, kinds, starts, ends = (list(each) for each in columns)
    named: dict[str, Any] = {
        "place": fresh.pk,
        "moment": moment,
        "staff": staff,
        "kinds": kinds,
        "starts": starts,
        "ends": ends,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OFFER, named)
        cursor.execute(_WITHDRAW, named)
    Slot.objects.of(fresh).filter(
        ends_at__lt=moment - PRUNED_AFTER, engagements=None
    ).delete()
    SlotHorizon.objects.update_or_create(
        municipality=fresh,
        defaults={"settings_version": fresh.settings_version, "until": today + HORIZON},
    )


def _wanted(
    municipality: Municipality, today: date, moment: datetime
) -> Iterator[Wanted]:
    rota = rota_of(municipality, moment)
    day = today
    while day < today + HORIZON:
        for pk, (kind, window) in rota.windows.items():
            if window.weekday == day.weekday():
                stretches = rota.stretches_on(window, day)
                yield from _pieces(rota, pk, kind, day, stretches)
        day += ONE_DAY


def _pieces(
    rota: Rota,
    window: int,
    window_kind: str,
    day: date,
    stretches: Iterable[tuple[datetime, datetime]],
) -> Iterator[Wanted]:
    """Whole slots one after the other, for each person on duty."""
    people = sorted(rota.on_duty(window, day))
    for opens_at, closes_at in stretches:
        for kind in KINDS[OpeningWindow.Kind(window_kind)]:
            starts_at = opens_at
            while starts_at + LENGTHS[kind] <= closes_at:
                ends_at = starts_at + LENGTHS[kind]
                for staff in people:
                    yield staff, kind.value, starts_at, ends_at
                starts_at = ends_at
