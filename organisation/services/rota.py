"""Changes to who works when. Each is a version that says what followed from it.

What becomes of open promises is said by the apps above: see ROTA_CHANGE.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.module_loading import import_string

from audit.services import record
from organisation.models import (
    Absence,
    Capacity,
    Municipality,
    OpeningWindow,
    RotaVersion,
    Shift,
    ShiftChange,
    SpecialDay,
    StaffMember,
)
from organisation.services.versions import save_changes, touch_settings

Edit = Callable[[], None]
Effect = list[dict[str, Any]]


class AbsenceOverlaps(Exception):
    """The person is away already on some of those days."""


@dataclass(frozen=True)
class RotaChange:
    """One change that may be foreseen before it is made.

    Args:
        what: what is done, as the audit says it ("saved-rota").
        edit: writes the rows; it may be run twice, and is then taken back once.
        fields: what of it the audit names.
    """

    municipality: Municipality
    what: str
    edit: Edit
    fields: Collection[str] = ()

    @transaction.atomic
    def begin(self, *, by: StaffMember | None, at: datetime) -> None:
        """Write the rows as part of setting a municipality up: nothing is promised."""
        self._edit()
        record(self.what, self.municipality, by=by, at=at, fields=self.fields)

    @transaction.atomic
    def make(self, *, by: StaffMember, at: datetime) -> RotaVersion:
        """Write the rows, see to open promises, keep all of it as a version."""
        fresh = Municipality.objects.select_for_update().get(pk=self.municipality.pk)
        before = rows_of(fresh)
        effect = _follow(self.municipality, self._edit, by=by, at=at)
        latest = RotaVersion.objects.filter(municipality=fresh).aggregate(
            Max("version")
        )
        version = RotaVersion.objects.create(
            municipality=fresh,
            version=(latest["version__max"] or 0) + 1,
            made_at=at,
            by=by,
            before=before,
            after=rows_of(fresh),
            effect=effect,
        )
        record(self.what, version, by=by, at=at, fields=self.fields)
        return version

    def foresee(self, *, by: StaffMember, at: datetime) -> RotaVersion:
        """Tell what would follow, and leave everything as it is.

        The change is made and taken back, so what is told is what would happen.
        """
        try:
            with transaction.atomic():
                version = self.make(by=by, at=at)
                transaction.set_rollback(True)
        finally:
            self.municipality.refresh_from_db()
        return version

    @transaction.atomic
    def make_if(
        self, agreed: Callable[[RotaVersion], bool], *, by: StaffMember, at: datetime
    ) -> tuple[RotaVersion, bool]:
        """Make it where what would follow is what was agreed to; tell whether it is.

        No other change of this rota comes between the question and the deed.
        """
        Municipality.objects.select_for_update().get(pk=self.municipality.pk)
        foreseen = self.foresee(by=by, at=at)
        if not agreed(foreseen):
            return foreseen, False
        return self.make(by=by, at=at), True

    def _edit(self) -> None:
        self.edit()
        touch_settings(self.municipality)


def save_shifts(
    municipality: Municipality, shifts: Collection[tuple[int, int]]
) -> RotaChange:
    """The whole weekly rota anew: pairs of a window's and a person's number."""

    def edit() -> None:
        Municipality.objects.filter(pk=municipality.pk).update(works_by_rota=True)
        municipality.works_by_rota = True
        standing = Shift.objects.filter(municipality=municipality)
        pairs = set(standing.values_list("window", "staff"))
        for window, staff in pairs - set(shifts):
            standing.filter(window=window, staff=staff).delete()
        Shift.objects.bulk_create(
            Shift(municipality=municipality, window_id=window, staff_id=staff)
            for window, staff in sorted(set(shifts) - pairs)
        )

    return RotaChange(municipality, "saved-rota", edit)


def change_one_day(
    window: OpeningWindow, staff: StaffMember, day: date, *, is_on: bool
) -> RotaChange:
    """On that date the person works in the window, or does not."""

    def edit() -> None:
        ShiftChange.objects.update_or_create(
            municipality=window.municipality,
            window=window,
            staff=staff,
            day=day,
            defaults={"is_on": is_on},
        )

    return RotaChange(window.municipality, "changed-rota-day", edit)


def forget_day(change: ShiftChange) -> RotaChange:
    """That date is as in other weeks again."""

    def edit() -> None:
        ShiftChange.objects.filter(pk=change.pk).delete()

    return RotaChange(change.municipality, "forgot-rota-day", edit)


def add_absence(absence: Absence) -> RotaChange:
    """Somebody is away. Making it raises AbsenceOverlaps."""

    def edit() -> None:
        absence.pk = None
        try:
            with transaction.atomic():
                absence.save(force_insert=True)
        except IntegrityError as error:
            raise AbsenceOverlaps from error

    return RotaChange(absence.municipality, "added-absence", edit)


def change_absence(
    absence: Absence, first: date, last: date, substitute: StaffMember | None
) -> RotaChange:
    """Other days, or another substitute. Making it raises AbsenceOverlaps."""
    values = {"first_day": first, "last_day": last, "substitute": substitute}

    def edit() -> None:
        fresh = Absence.objects.select_for_update().get(pk=absence.pk)
        try:
            with transaction.atomic():
                save_changes(fresh, values)
        except IntegrityError as error:
            raise AbsenceOverlaps from error

    return RotaChange(absence.municipality, "changed-absence", edit, tuple(values))


def remove_absence(absence: Absence) -> RotaChange:
    """Somebody is there after all."""

    def edit() -> None:
        Absence.objects.filter(pk=absence.pk).delete()

    return RotaChange(absence.municipality, "removed-absence", edit)


@transaction.atomic
def set_capacity(
    municipality: Municipality,
    staff: StaffMember,
    *,
    calls: int | None,
    visits: int | None,
    by: StaffMember,
    at: datetime,
) -> list[str]:
    """How much a person can keep up with in a week; None: as much as comes."""
    row, _made = Capacity.objects.select_for_update().get_or_create(
        municipality=municipality, staff=staff
    )
    values = {"calls_per_week": calls, "visits_per_week": visits}
    changed = save_changes(row, values)
    if changed:
        touch_settings(municipality)
        record("changed-capacity", row, by=by, at=at, fields=changed)
    return changed


def rows_of(municipality: Municipality) -> dict[str, Any]:
    """The rota as it stands, in numbers and dates.

    With the windows' own hours: they are told long after a window is gone.
    """
    of_place = {"municipality": municipality}
    absences = Absence.objects.filter(**of_place).values_list(
        "staff", "substitute", "first_day", "last_day"
    )
    changes = ShiftChange.objects.filter(**of_place).values_list(
        "day", "window", "staff", "is_on"
    )
    shifts = Shift.objects.filter(**of_place).order_by("window", "staff")
    windows = OpeningWindow.objects.filter(**of_place)
    return {
        "works_by_rota": Municipality.objects.get(pk=municipality.pk).works_by_rota,
        "windows": {
            f"{each.pk}": [
                each.weekday,
                f"{each.opens:%H.%M}",
                f"{each.closes:%H.%M}",
                each.kind,
            ]
            for each in windows
        },
        "special_days": [
            [f"{each.day}", each.name, each.closes and f"{each.closes:%H.%M}"]
            for each in SpecialDay.objects.filter(**of_place).order_by("day")
        ],
        "shifts": [list(each) for each in shifts.values_list("window", "staff")],
        "changes": [[f"{day}", *rest] for day, *rest in changes],
        "absences": [
            [staff, substitute, f"{first}", f"{last}"]
            for staff, substitute, first, last in absences
        ],
    }


def _follow(
    municipality: Municipality, edit: Edit, *, by: StaffMember, at: datetime
) -> Effect:
    """Let the app that knows of promises make the edit, and say what it did."""
    effect: Effect = import_string(settings.ROTA_CHANGE)(
        municipality, edit, by=by, at=at
    )
    return effect
