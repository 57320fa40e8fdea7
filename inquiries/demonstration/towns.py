"""The invented municipalities: names, colours, hours, red days and staff."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password

from campaigns import defaults as campaign_defaults
from followups import defaults as followup_defaults
from followups.assignment import callers
from organisation.models import (
    Membership,
    Municipality,
    OpeningWindow,
    Role,
    StaffMember,
)
from organisation.red_days import propose_red_days
from organisation.services import touch_settings
from organisation.services.hours import add_red_days, add_windows

PASSWORD: Final = "kaffe-vid-koksbordet"  # noqa: S105 -- printed on purpose
# An address that ends like this belongs to nobody: it is kept free for examples.
FICTION: Final = "example.se"
FULL_SIZE: Final = 40  # inquiries a month: the larger municipality
Kind = OpeningWindow.Kind
WORKDAYS: Final = tuple(range(5))
TUESDAY_AND_THURSDAY: Final = (1, 3)
WEDNESDAY: Final = (2,)
WEEKEND: Final = (5, 6)


@dataclass(frozen=True)
class Colleague:
    """One person and the roles; `also` are roles in the other municipality."""

    login: str
    name: str
    title: str
    roles: Sequence[Role]
    languages: Sequence[str] = ("sv",)
    also: Sequence[Role] = ()
    desk_language: str = "sv"
    years: int = 3  # of service


@dataclass(frozen=True)
class Town:
    """An invented municipality. `monthly` is the usual number of inquiries."""

    name: str
    key: str  # in addresses and codes
    number: int  # the last two digits of the telephone number 031-390 06 xx
    brand: str
    accent: str
    sender: str
    monthly: float
    colleagues: Sequence[Colleague] = ()
    evenings: Sequence[int] = ()
    weekends: Sequence[int] = ()
    office: Sequence[tuple[time, time]] = field(
        default=((time(8), time(12)), (time(13), time(16, 30)))
    )


EKEBACKA: Final = Town(
    name="Ekebacka kommun",
    key="ekebacka",
    number=10,
    brand="#1F5C57",
    accent="#A4482A",
    sender="Ekebacka",
    monthly=FULL_SIZE,
    evenings=TUESDAY_AND_THURSDAY,
    weekends=WEEKEND,
    colleagues=(
        Colleague(
            "maria", "Maria Lind", "familjehemsrekryterare", [Role.RECRUITER],
            ("sv", "en", "es"), years=6,
        ),
        Colleague(
            "ali", "Ali Haddad", "familjehemssekreterare", [Role.RECRUITER],
            ("sv", "ar", "en"), years=4,
        ),
        Colleague(
            "eva", "Eva Sandberg", "familjehemssekreterare", [Role.RECRUITER],
            ("sv", "fi"), also=[Role.RECRUITER], years=11,
        ),
        Colleague(
            "james", "James Whitaker", "familjehemsrekryterare", [Role.RECRUITER],
            ("en", "sv", "so"), desk_language="en", years=1,
        ),
        Colleague("karin", "Karin Ek", "enhetschef", [Role.MANAGER], years=8),
        Colleague(
            "jonas", "Jonas Berg", "kommunikatör", [Role.COMMUNICATOR],
            also=[Role.COMMUNICATOR],
        ),
        Colleague(
            "birgitta", "Birgitta Falk", "systemförvaltare", [Role.ADMINISTRATOR]
        ),
    ),
)  # fmt: skip
SJOLIDEN: Final = Town(
    name="Sjöliden kommun",
    key="sjoliden",
    number=20,
    brand="#1D4E7A",
    accent="#8A3F5C",
    sender="Sjoliden",
    monthly=12,
    evenings=WEDNESDAY,
    office=((time(9), time(12)), (time(13), time(16))),
    colleagues=(
        Colleague(
            "sara", "Sara Nyman", "familjehemsrekryterare", [Role.RECRUITER],
            ("sv", "en"), years=2,
        ),
        Colleague(
            "peter", "Peter Åkesson", "enhetschef",
            [Role.MANAGER, Role.ADMINISTRATOR], years=5,
        ),
    ),
)  # fmt: skip
TOWNS: Final = (EKEBACKA, SJOLIDEN)
MORE_NAMES: Final = (
    *("Almvik", "Björkhult", "Dalsnäs", "Ekerum", "Fagerbo", "Granby", "Hästholm"),
    *("Ingelsund", "Klockarp", "Lindvallen", "Mossebo", "Norrlycke", "Ormvik"),
)


def extra_town(place: int) -> Town:
    """One more municipality, for volumes: three recruiters, a manager and the rest."""
    name = MORE_NAMES[place % len(MORE_NAMES)]
    name += "" if place < len(MORE_NAMES) else f" {place}"
    key = f"kommun{place + 1}"
    recruiters = [
        Colleague(f"rekryterare{n}", f"Rekryterare {n} {name}", "", [Role.RECRUITER])
        for n in (1, 2, 3)
    ]
    others = [Colleague("chef", f"Chef {name}", "", [*Role])]
    return Town(
        f"{name} kommun",
        key,
        11,
        "#3F4A7A",
        "#8A4B2A",
        key.title(),
        10,
        [*recruiters, *others],
        TUESDAY_AND_THURSDAY,
    )


def found(town: Town, *, at: datetime) -> Municipality:
    """Make a municipality with hours, red days, policies, channels; no staff yet."""
    municipality = Municipality.objects.create(
        name=town.name,
        committee="Socialnämnden",
        diary_number=f"SN {at.year}/{140 + town.number:04}",
        brand_colour=town.brand,
        accent_colour=town.accent,
        phone=f"+463139006{town.number:02}",
        phone_hours="vardagar 08.00–16.30",
        phone_hours_en="weekdays 8 am–4.30 pm",
        email=f"hem@{town.key}.{FICTION}",
        sms_sender=town.sender[:11],
        second_factor_required=False,
    )
    _open_hours(municipality, town, at)
    for year in range(at.year - 2, at.year + 2):
        days = add_red_days(municipality, propose_red_days(year), at)
        days.begin(by=None, at=at)
    followup_defaults.create(municipality)
    campaign_defaults.create(municipality)
    touch_settings(municipality)
    return municipality


def _open_hours(municipality: Municipality, town: Town, at: datetime) -> None:
    spans = [(WORKDAYS, Kind.OFFICE, *hours) for hours in town.office]
    spans.append((tuple(town.evenings), Kind.EVENING, time(17), time(20)))
    spans.append((tuple(town.weekends), Kind.WEEKEND, time(10), time(16)))
    for weekdays, kind, opens, closes in spans:
        hours = add_windows(municipality, weekdays, kind, opens, closes)
        hours.begin(by=None, at=at)


def employ(
    towns: Sequence[tuple[Town, Municipality]], *, today: date
) -> list[StaffMember]:
    """Make the staff of all municipalities, with one password for all.

    Who works in another municipality too works in the next one of the list.
    """
    password = make_password(PASSWORD)
    staff: list[StaffMember] = []
    roles: list[Membership] = []
    for place, (town, municipality) in enumerate(towns):
        neighbour = towns[(place + 1) % len(towns)][1]
        for each in town.colleagues:
            member = _member(town, each, password, today)
            staff.append(member)
            works = [(municipality, role) for role in each.roles]
            works += [(neighbour, role) for role in each.also]
            roles += [
                Membership(staff=member, municipality=where, role=role)
                for where, role in dict.fromkeys(works)
            ]
    StaffMember.objects.bulk_create(staff)
    Membership.objects.bulk_create(roles)
    for _, municipality in towns:
        touch_settings(municipality)
    return staff


def _member(
    town: Town, colleague: Colleague, password: str, today: date
) -> StaffMember:
    return StaffMember(
        email=f"{colleague.login}@{town.key}.{FICTION}",
        password=password,
        display_name=colleague.name,
        title=colleague.title,
        languages=list(colleague.languages),
        desk_language=colleague.desk_language,
        started_on=today - timedelta(days=365 * colleague.years + 40),
    )


def callers_of(municipality: Municipality) -> dict[int, StaffMember]:
    """The recruiters by the number of their row, in order of name."""
    return {each.pk: each for each in callers(municipality)}


def administrator_of(municipality: Municipality) -> StaffMember:
    """The first of them, in order of number."""
    staff = StaffMember.objects.with_role(municipality, Role.ADMINISTRATOR)
    administrator: StaffMember = staff.order_by("pk")[0]
    return administrator


def is_fiction(municipality: Municipality) -> bool:
    """Whether this program invented the municipality: its address says so."""
    return municipality.email.endswith(f".{FICTION}")
