"""Book, move and cancel a time. Two can never have one: the database says so.

Source: docs/decisions/0075-slots-and-appointments.md.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils.timezone import localtime

from followups.models import Appointment, Engagement, Slot
from messaging.services import cancel_waiting
from organisation.calendar import STOCKHOLM
from organisation.models import Capacity, Municipality

LEAD: Final = timedelta(minutes=30)  # nobody is booked sooner than that
CHOICES: Final = 12
WEEK: Final = timedelta(days=7)


class SlotTaken(Exception):
    """Somebody else has the time, or it is not offered any more."""


def free_times(
    municipality: Municipality,
    kind: str,
    moment: datetime,
    *,
    among: Collection[int] | None = None,
    limit: int = CHOICES,
) -> list[Slot]:
    """The next free times, one slot for each, earliest first.

    Where several people are free at once, the one with fewest appointments that week.

    Args:
        among: only these people's, by their rows' numbers; None: everybody's.
    """
    slots = (
        Slot.objects.of(municipality)
        .filter(kind=kind)
        .free(moment + LEAD)
        .select_related("staff")
        .order_by("starts_at", "pk")
    )
    if among is not None:
        slots = slots.filter(staff__in=among)
    full = full_weeks(municipality, kind, moment)
    booked = _booked(municipality, moment)
    chosen: dict[datetime, Slot] = {}
    for slot in slots[: limit * 20]:
        if (slot.staff_id, monday_of(slot.starts_at)) in full:
            continue
        held = chosen.get(slot.starts_at)
        if held is None and len(chosen) == limit:
            break
        if held is None or booked.get(slot.staff_id, 0) < booked.get(held.staff_id, 0):
            chosen[slot.starts_at] = slot
    return list(chosen.values())


def offered_slot(municipality: Municipality, pk: int) -> Slot:
    """The slot for a call of that number, if it is the municipality's. Or SlotTaken.

    Whether somebody else has it already is asked by `book`.
    """
    slot = (
        Slot.objects.of(municipality)
        .filter(pk=pk, kind=Slot.Kind.CALL, is_offered=True)
        .select_related("staff")
        .first()
    )
    if slot is None:
        raise SlotTaken
    return slot


@transaction.atomic
def book(
    slots: Iterable[int],
    inquiry_id: int,
    *,
    at: datetime,
    by_id: int | None = None,
) -> Appointment:
    """Book one or more people's slots of one time for a family.

    The caller's transaction decides: if it fails, nothing is booked.

    Args:
        slots: numbers of their rows; all of one kind, start and end.
        by_id: the colleague who books; None: the family itself.

    Raises:
        SlotTaken: one of them is not to be had any more.
    """
    chosen = _lock(slots, at)
    first = chosen[0]
    Appointment.objects.standing().filter(
        inquiry=inquiry_id, kind=first.kind, over_at=None, ends_at__lte=at
    ).update(over_at=at)
    try:
        with transaction.atomic():
            appointment = Appointment.objects.create(
                municipality_id=first.municipality_id,
                inquiry_id=inquiry_id,
                kind=first.kind,
                starts_at=first.starts_at,
                ends_at=first.ends_at,
                made_at=at,
                made_by_id=by_id,
            )
            _engage(appointment, chosen)
    except IntegrityError as error:
        raise SlotTaken from error
    return appointment


@transaction.atomic
def move(
    appointment: Appointment, slots: Iterable[int], *, at: datetime
) -> Appointment:
    """Move an appointment to another time, perhaps with other people.

    Reminders of the old time never leave; calendars are told by a higher sequence.

    Raises:
        SlotTaken: the new time is not to be had; the old one stands.
    """
    fresh = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if fresh.cancelled_at is not None:
        raise SlotTaken
    chosen = _lock(slots, at)
    try:
        with transaction.atomic():
            fresh.engagements.all().delete()
            fresh.starts_at = chosen[0].starts_at
            fresh.ends_at = chosen[0].ends_at
            fresh.sequence += 1
            fresh.save(update_fields=["starts_at", "ends_at", "sequence"])
            _engage(fresh, chosen)
    except IntegrityError as error:
        raise SlotTaken from error
    forget_messages(fresh)
    return fresh


@transaction.atomic
def cancel(appointment: Appointment, *, at: datetime) -> Appointment:
    """Give the time back. Cancelling twice is once."""
    fresh = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if fresh.cancelled_at is not None:
        return fresh
    fresh.cancelled_at = at
    fresh.sequence += 1
    fresh.save(update_fields=["cancelled_at", "sequence"])
    fresh.engagements.update(is_active=False)
    forget_messages(fresh)
    return fresh


@transaction.atomic
def hand_over(appointment: Appointment, from_id: int, to_id: int) -> None:
    """Let a colleague take somebody's part in an appointment.

    Raises:
        SlotTaken: the colleague has something else then, or there is no such part;
            everything stands.
    """
    part = appointment.engagements.filter(staff=from_id, is_active=True)
    try:
        with transaction.atomic():
            if not part.update(staff=to_id, slot=None):
                raise SlotTaken
            appointment.sequence += 1
            appointment.save(update_fields=["sequence"])
    except IntegrityError as error:
        raise SlotTaken from error


@transaction.atomic
def reinstate(appointment: Appointment, *, at: datetime) -> Appointment:
    """Let a cancelled appointment stand again, at its own time with its own people.

    Raises:
        SlotTaken: one of them is taken then by now, the family has booked anew, or the
            time has come.
    """
    fresh = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if fresh.starts_at <= at:
        raise SlotTaken
    fresh.cancelled_at = None
    fresh.sequence += 1
    try:
        with transaction.atomic():
            fresh.save(update_fields=["cancelled_at", "sequence"])
            fresh.engagements.update(is_active=True)
    except IntegrityError as error:
        raise SlotTaken from error
    forget_messages(fresh)
    return fresh


def forget_messages(appointment: Appointment) -> None:
    """What waits to tell of an appointment, or to remind of it, is never sent."""
    cancel_waiting(subject_type="appointment", subject_id=appointment.pk)


def _lock(slots: Iterable[int], at: datetime) -> list[Slot]:
    """The slots under lock, in one order for everybody; all alike, or SlotTaken."""
    wanted = sorted(set(slots))
    chosen = list(Slot.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    times = {(each.kind, each.starts_at, each.ends_at) for each in chosen}
    alike = len(times) == 1 and len(chosen) == len(wanted)
    if not alike or not all(each.is_offered for each in chosen):
        raise SlotTaken
    if chosen[0].starts_at <= at:
        raise SlotTaken
    return chosen


def _engage(appointment: Appointment, slots: Iterable[Slot]) -> None:
    Engagement.objects.bulk_create(
        Engagement(
            municipality_id=appointment.municipality_id,
            appointment=appointment,
            staff_id=each.staff_id,
            slot=each,
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
        )
        for each in slots
    )


def _booked(municipality: Municipality, moment: datetime) -> dict[int, int]:
    """How many appointments each person has in the coming week."""
    rows = (
        Engagement.objects.filter(
            municipality=municipality,
            is_active=True,
            starts_at__gt=moment,
            starts_at__lt=moment + WEEK,
        )
        .values("staff")
        .annotate(number=Count("pk"))
    )
    return {each["staff"]: each["number"] for each in rows}


def full_weeks(
    municipality: Municipality, kind: str, moment: datetime
) -> set[tuple[int, datetime]]:
    """Whose visits fill which weeks: the person, and the week's first moment."""
    if kind != Slot.Kind.HOME_VISIT:
        return set()
    limits = dict(
        Capacity.objects.filter(
            municipality=municipality, visits_per_week__isnull=False
        ).values_list("staff", "visits_per_week")
    )
    if not limits:
        return set()
    visits = Engagement.objects.filter(
        Q(appointment__kind=Slot.Kind.HOME_VISIT),
        staff__in=limits,
        is_active=True,
        starts_at__gte=monday_of(moment),
    ).values_list("staff", "starts_at")
    counted: dict[tuple[int, datetime], int] = {}
    for staff, starts_at in visits:
        key = (staff, monday_of(starts_at))
        counted[key] = counted.get(key, 0) + 1
    return {key for key, number in counted.items() if number >= (limits[key[0]] or 0)}


def monday_of(moment: datetime) -> datetime:
    """The midnight that began the Stockholm week of that moment."""
    day = localtime(moment, STOCKHOLM).date()
    return datetime.combine(day - timedelta(days=day.weekday()), time(0), STOCKHOLM)
