"""A week to come that holds too much: everything begins at once, and two are away."""

from datetime import date, datetime, timedelta
from typing import Final

from campaigns.models import Activity, Campaign, Channel
from followups import slots
from followups.assignment import callers
from inquiries.demonstration.campaigning import FUNCTION
from inquiries.demonstration.landings import LANDINGS
from inquiries.demonstration.staffing import PAIR
from inquiries.demonstration.today import say_all_is_sent
from inquiries.demonstration.towns import administrator_of
from inquiries.models import Inquiry
from messaging.models import WAITING
from organisation.models import Absence, Municipality
from organisation.services import rota
from organisation.settings_cache import office_calendar
from organisation.weeks import Week

AHEAD: Final = 2  # weeks, at least
WORKDAYS: Final = 5
LASTS: Final = timedelta(days=6)
BUDGET: Final = 48_000
# Channel, name, beginning of the code, planned cost in kronor.
EFFORTS: Final = (
    ("Facebook", "En fråga om dagen", "fraga", 4_000),
    ("Facebook", "Filmen om familjen Ek", "film", 5_000),
    ("Facebook", "Direktsändning från köksbordet", "live", 3_000),
    ("Instagram", "Följ ett jourhem i en vecka", "jour", 3_500),
    ("Instagram", "Ett bord, fem stolar", "bord", 2_500),
    ("Bio", "Tjugo sekunder före storfilmen", "salong", 9_000),
    ("Radio", "Fråga ett familjehem", "prat", 15_000),
    ("Artikel i tidning", "Tre familjer berättar", "tre", 0),
    ("Affisch", "Affischer på bussarna", "buss", 4_500),
)


def plan(municipality: Municipality, *, at: datetime) -> None:
    """Plan more than can be kept, where there are colleagues who can be away.

    Begins on a Monday. Two of those who call are on a course that week, and nobody
    stands in.
    """
    staff = callers(municipality)
    if len(staff) <= PAIR:
        return
    monday = _ordinary_monday(municipality, at)
    _begin(municipality, monday)
    by = administrator_of(municipality)
    for each in staff[1 : 1 + PAIR]:
        absence = Absence(
            municipality=municipality,
            staff=each,
            first_day=monday,
            last_day=monday + timedelta(days=WORKDAYS - 1),
        )
        rota.add_absence(absence).make(by=by, at=at)
    slots.cut(municipality, at)
    # Who is called by somebody else instead has been told of it.
    told = Inquiry.objects.of(municipality).filter(messages__status__in=WAITING)
    say_all_is_sent(told.distinct())


def _begin(municipality: Municipality, monday: date) -> None:
    channels = {each.name: each for each in Channel.objects.of(municipality)}
    campaign = Campaign.objects.create(
        municipality=municipality,
        name=f"Alla ser oss: en vecka {monday.year}",
        aim="Synas överallt på en gång, så att ingen missar att vi söker hem.",
        aimed_inquiries=25,
        aimed_visits=10,
        aimed_approved=3,
        budget=BUDGET,
        wanted_assignments=["foster_home", "emergency_home"],
        audience="Alla som bor i kommunen",
        languages=["sv", "en"],
        owner_function=FUNCTION,
        starts_on=monday,
        ends_on=monday + LASTS,
        **LANDINGS["host"],
    )
    Activity.objects.bulk_create(
        Activity(
            municipality=municipality,
            campaign=campaign,
            channel=channels[channel],
            name=name,
            code=f"{short}{monday.year % 100:02}",
            starts_on=monday,
            ends_on=monday + LASTS,
            cost_planned=cost,
            owner_function=FUNCTION,
        )
        for channel, name, short, cost in EFFORTS
    )


def _ordinary_monday(municipality: Municipality, at: datetime) -> date:
    """Of the first week ahead that has no red day, and is followed by one like it."""
    calendar = office_calendar(municipality)
    week = Week.of(at).plus(AHEAD)
    while calendar is not None and not all(
        calendar.intervals_on(day)
        for each in (week, week.plus(1))
        for day in list(each.days)[:WORKDAYS]
    ):
        week = week.plus(1)
    return week.monday
