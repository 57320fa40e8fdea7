"""The invented municipalities' reports: frozen months, notes, the need, a mail,
and the joint report of both.

Named in DEMONSTRATION_STEPS.
"""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.utils.translation import override

from inquiries.demonstration.towns import EKEBACKA
from organisation.models import Municipality, Role, StaffMember
from organisation.months import Month, months_between
from reports.figures.received import began_at
from reports.lede import generated_lede
from reports.models import Annotation, CooperationMember, Recipient, Snapshot
from reports.reading import read_month
from reports.services.care_prices import type_care_prices
from reports.services.cooperation import invite, join, start_cooperation
from reports.services.freezing import freeze_month, last_over
from reports.services.need import type_need
from reports.services.recipients import add_recipient
from reports.services.sending import send_version
from reports.services.writing import add_annotation, write_lede

# Months before the last frozen one, day of the month, words.
NOTES: Final = ((5, 12, "Två vakanser"), (2, 3, "Radiokampanj"))
# Months before the last frozen one, free places, children who wait; -1 is running.
NEEDS: Final = ((2, 7, 8), (1, 6, 9), (0, 5, 9), (-1, 5, 9))
# Of the larger town. Months before the last frozen one, kronor, source.
PRICES: Final = (
    (11, Decimal(1790), Decimal(2890), "Avtal 2025, verksamhetens budget"),
    (2, Decimal(1850), Decimal(2985), "Avtal 2026, verksamhetens budget"),
)
BOUGHT: Final = "konsulentstött familjehem"
ADDED: Final = "Båda vakanserna är tillsatta, och kvällsjouren går vidare."
ADDED_EN: Final = "Both vacancies are filled, and the evening duty goes on."
SECRETARY: Final = "namndsekreterare@example.se"
COOPERATION: Final = "Familjehemmen kring Ekebacka"


def show(municipality: Municipality, at: datetime) -> None:
    """Freeze every month that is over, and do with the last what a manager does."""
    staff = StaffMember.objects.with_role(municipality, Role.MANAGER).order_by("pk")
    manager = staff.first()
    began, last = began_at(municipality), last_over(at)
    if manager is None or began is None or began >= last.end:
        return
    for back, day, words in NOTES:
        on = last.plus(-back).first_day + timedelta(days=day - 1)
        note = Annotation(municipality=municipality, day=on, text=words)
        add_annotation(note, by=manager, at=at)
    for back, places, waiting in NEEDS:
        month = last.plus(-back)
        type_need(
            municipality, month, places=places, waiting=waiting, by=manager, at=at
        )
    if municipality.name == EKEBACKA.name:
        _compare(municipality, last, manager, at)
    for month in months_between(Month.of(began), last):
        freeze_month(municipality, month, at=at)
    _cooperate(municipality, manager, at)
    _write_and_send(municipality, manager, at)


def _compare(
    municipality: Municipality, last: Month, manager: StaffMember, at: datetime
) -> None:
    """Own homes with bought care, as the other town does not."""
    for back, own, bought, source in PRICES:
        type_care_prices(
            municipality,
            last.plus(-back),
            own=own,
            bought=bought,
            label=BOUGHT,
            source=source,
            by=manager,
            at=at,
        )


def _cooperate(municipality: Municipality, manager: StaffMember, at: datetime) -> None:
    """The first starts the cooperation; the others are let in by its manager's code."""
    rows = CooperationMember.objects.present().filter(cooperation__name=COOPERATION)
    first = rows.select_related("cooperation", "municipality", "joined_by").first()
    if first is None:
        start_cooperation(municipality, COOPERATION, by=manager, at=at)
        return
    cooperation, inviting = first.cooperation, first.municipality
    code = invite(cooperation, inviting, uuid.uuid4(), by=first.joined_by, at=at)
    join(code, municipality, by=manager, at=at)


def _write_and_send(
    municipality: Municipality, manager: StaffMember, at: datetime
) -> None:
    reading = read_month(municipality, last_over(at), at=at)
    with override("sv"):
        words = f"{generated_lede(reading)} {ADDED}"
    with override("en"):
        words_en = f"{generated_lede(reading)} {ADDED_EN}"
    write_lede(
        municipality,
        reading.month,
        words,
        words_en,
        version=reading.version,
        by=manager,
        at=at,
    )
    secretary = Recipient(municipality=municipality, email=SECRETARY)
    add_recipient(secretary, by=manager, at=at)
    snapshot = Snapshot.objects.of(municipality).of_month(reading.month).latest("pk")
    send_version(snapshot, by=manager, at=at)
