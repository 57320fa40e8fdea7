"""What the municipalities did to be seen: campaigns, activities, visits to links."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from campaigns.models import Activity, Campaign, Channel, DailyCounts
from inquiries.demonstration import homes
from inquiries.demonstration.landings import LANDINGS
from inquiries.demonstration.reach import add_reach
from inquiries.demonstration.rests import Rest, lie_low
from inquiries.demonstration.towns import FULL_SIZE, Town
from organisation.models import Municipality

FUNCTION: Final = "kommunikatör"
PLANNED_AHEAD: Final = timedelta(days=150)  # campaigns that have not begun yet
EVEN: Final = 500  # kronor: what a plan is rounded to
DEARER: Final = 1.08  # what things cost in the end
VISITS_TO_A_START: Final = 3


@dataclass(frozen=True)
class Effort:
    """One activity of a campaign: after so many days, for so many, with what pull."""

    channel: str
    name: str
    short: str  # the code begins with it
    starts: int
    days: int
    pull: float  # visits on its best day
    cost: int  # planned, kronor


@dataclass(frozen=True)
class Season:
    """A campaign that comes back every year in the same month."""

    month: int
    name: str
    short: str
    aim: str
    aims: tuple[int, int, int]  # inquiries, meetings, approved homes
    days: int
    efforts: Sequence[Effort]
    wanted: tuple[str, ...] = ("foster_home",)
    audience: str = ""
    languages: tuple[str, ...] = ("sv",)
    function: str = FUNCTION


SEASONS: Final = (
    Season(
        2, "Våren {year}: ett hem till", "var", "Fler jourhem före sommaren.",
        (30, 8, 2), 75,
        (
            Effort("Facebook", "Filmen om familjen Holm", "fb", 0, 40, 38, 6_000),
            Effort("Affisch", "Affisch i matbutiker", "affisch", 7, 60, 6, 3_200),
            Effort("Annons i tidning", "Halvsida", "annons", 14, 10, 9, 18_000),
        ),
        ("foster_home", "emergency_home"), "Familjer med utflugna barn",
    ),
    Season(
        6, "Sommarbrevet {year}", "sommar", "Tacka våra hem och be dem tipsa.",
        (5, 2, 1), 40,
        (Effort("Brev eller nyhetsbrev", "Brev till hemmen", "brev", 0, 40, 4, 2_400),),
        audience="Våra egna hem och deras vänner", function="familjehemsrekryterare",
    ),
    Season(
        9, "Hösten {year}: plats vid bordet", "host", "Fyra nya hem före jul.",
        (50, 14, 4), 80,
        (
            Effort("Facebook", "Tre frågor på en minut", "fb", 0, 45, 45, 8_000),
            Effort("Instagram", "Ett vardagsrum i taget", "insta", 5, 40, 22, 5_000),
            Effort("Radio", "Samtal i lokalradion", "radio", 20, 7, 15, 40_000),
            Effort("Mässa eller träff", "Öppet hus", "traff", 30, 3, 12, 4_500),
        ),
        ("foster_home", "contact_family"), "Vuxna 30–55 år i kommunen",
        ("sv", "en", "ar", "so"),
    ),
    Season(
        11, "Bion {year}", "bio", "Nå dem som inte ser oss annars.",
        (15, 4, 1), 45,
        (
            Effort("Bio", "Trettio sekunder före filmen", "bio", 0, 45, 7, 22_000),
            Effort("Artikel i tidning", "Reportage om oss", "artikel", 12, 9, 18, 0),
        ),
        audience="De som går på bio i december",
    ),
)  # fmt: skip
TIPS: Final = "Tips från familjehem"
ALWAYS: Final = (
    Effort("Kommunens webbplats", "Knappen på webbplatsen", "webb", 0, 0, 2.2, 0),
    Effort(TIPS, "Våra hems egen länk", "tips", 0, 0, 1.6, 600),
    Effort("Familjehemsbanken", "Vår sida i banken", "banken", 0, 0, 0.7, 0),
)


Pull = tuple[Activity, float]


class Seen:
    """The activities of one municipality, and how strongly each pulls on a day."""

    def __init__(self, pulls: Sequence[Pull], rest: Rest | None = None) -> None:
        self.pulls = pulls
        self.rest = rest

    def on(self, day: date) -> list[Pull]:
        return [
            (activity, pull * _freshness(activity, day) * self._part(activity, day))
            for activity, pull in self.pulls
            if activity.starts_on <= day
            and (activity.ends_on is None or day <= activity.ends_on)
        ]

    def _part(self, activity: Activity, day: date) -> float:
        return 1.0 if self.rest is None else self.rest.part_of(activity, day)


def campaign(
    municipality: Municipality,
    town: Town,
    rng: random.Random,
    *,
    first: date,
    today: date,
) -> Seen:
    """Make the campaigns of the span and the next months, and the visits to links."""
    channels = {each.name: each for each in Channel.objects.of(municipality)}
    size = town.monthly / FULL_SIZE
    pulls: list[Pull] = []
    suffix = "" if town.number == 10 else town.key[:2]
    always = Campaign.objects.create(
        municipality=municipality,
        name="Alltid framme",
        aim="Den som letar ska hitta oss, året om.",
        languages=["sv", "en"],
        owner_function=FUNCTION,
        starts_on=first,
    )
    for effort in ALWAYS:
        code = f"{effort.short}{suffix}"
        activity = _activity(always, effort, channels, code, first, today)
        pulls.append((activity, effort.pull * size))
    for season, year in _seasons(first, today):
        made = _season(municipality, season, year, channels, suffix, today, size)
        pulls += [(activity, pull * size) for activity, pull in made]
    tipping = homes.activities_of(municipality, channels[TIPS], suffix, first)
    pulls += [(activity, pull * size) for activity, pull in tipping]
    activities = Activity.objects.bulk_create([activity for activity, _ in pulls])
    Activity.objects.bulk_update(_of_last_year(activities), ["copied_from"])
    homes.settle([activity for activity, _ in tipping], first)
    seen = Seen(pulls, lie_low(municipality, activities, today))
    visits = list(_visits(seen, rng, first, today))
    DailyCounts.objects.bulk_create(visits, batch_size=1000)
    add_reach(activities, visits, town, today)
    return seen


def _of_last_year(activities: Sequence[Activity]) -> list[Activity]:
    """Let each know the one before it that it is a copy of; those that have one."""
    last: dict[tuple[int, str], Activity] = {}
    copies = []
    for each in sorted(activities, key=lambda each: each.starts_on):
        key = each.channel_id, each.name
        if key in last:
            each.copied_from = last[key]
            copies.append(each)
        last[key] = each
    return copies


def _seasons(first: date, today: date) -> Iterator[tuple[Season, int]]:
    last = today + PLANNED_AHEAD
    for year in range(first.year, last.year + 1):
        for season in SEASONS:
            if first <= date(year, season.month, 3) <= last:
                yield season, year


def _season(
    municipality: Municipality,
    season: Season,
    year: int,
    channels: Mapping[str, Channel],
    suffix: str,
    today: date,
    size: float,
) -> list[Pull]:
    starts_on = date(year, season.month, 3)
    campaign = Campaign.objects.create(
        municipality=municipality,
        name=season.name.format(year=year),
        aim=season.aim,
        **_aims(season, size),
        budget=sum(_cost(effort, size) for effort in season.efforts) + EVEN,
        wanted_assignments=list(season.wanted),
        audience=season.audience,
        languages=list(season.languages),
        owner_function=season.function,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=season.days),
        **LANDINGS.get(season.short, {}),
    )
    pulls = []
    for effort in season.efforts:
        code = f"{effort.short}{season.short}{year % 100:02}{suffix}"
        begins = starts_on + timedelta(days=effort.starts)
        activity = _activity(campaign, effort, channels, code, begins, today, size)
        pulls.append((activity, effort.pull))
    return pulls


def _aims(season: Season, size: float) -> dict[str, int]:
    names = ("aimed_inquiries", "aimed_visits", "aimed_approved")
    return {
        name: max(1, round(aim * size))
        for name, aim in zip(names, season.aims, strict=True)
    }


def _cost(effort: Effort, size: float) -> int:
    """A smaller municipality pays less; what was free is free."""
    return -(-round(effort.cost * size) // EVEN) * EVEN if effort.days else effort.cost


def _activity(
    campaign: Campaign,
    effort: Effort,
    channels: Mapping[str, Channel],
    code: str,
    starts_on: date,
    today: date,
    size: float = 1,
) -> Activity:
    ends_on = starts_on + timedelta(days=effort.days) if effort.days else None
    is_paid = (ends_on or starts_on) < today
    cost = _cost(effort, size)
    return Activity(
        municipality=campaign.municipality,
        campaign=campaign,
        channel=channels[effort.channel],
        name=effort.name,
        code=code,
        starts_on=starts_on,
        ends_on=ends_on,
        cost_planned=cost,
        cost_actual=round(cost * DEARER) if is_paid else None,
        owner_function=campaign.owner_function,
        is_yearly=effort.days > 0,
    )


def _freshness(activity: Activity, day: date) -> float:
    """What is new is looked at; what hangs there for ever keeps its few."""
    if activity.ends_on is None:
        return 1.0
    gone = (day - activity.starts_on) / (activity.ends_on - activity.starts_on)
    return max(0.1, 1 - gone)


def _visits(
    seen: Seen, rng: random.Random, first: date, today: date
) -> Iterator[DailyCounts]:
    for days in range((today - first).days + 1):
        day = first + timedelta(days=days)
        for activity, pull in seen.on(day):
            visits = round(pull * rng.uniform(0.4, 1.5))
            if visits:
                yield DailyCounts(
                    municipality=activity.municipality,
                    activity=activity,
                    day=day,
                    visits=visits,
                    starts=visits // VISITS_TO_A_START,
                )
