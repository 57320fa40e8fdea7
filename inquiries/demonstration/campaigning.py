"""What the municipalities did to be seen: campaigns, activities, visits to links."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from campaigns.models import Activity, Campaign, Channel, DailyCounts
from inquiries.demonstration.towns import FULL_SIZE, Town
from organisation.models import Municipality

FUNCTION: Final = "kommunikatör"
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


SEASONS: Final = (
    Season(
        2, "Våren {year}: ett hem till", "var", "Fler jourhem före sommaren.",
        (30, 8, 2), 75,
        (
            Effort("Facebook", "Filmen om familjen Holm", "fb", 0, 40, 38, 6_000),
            Effort("Affisch", "Affisch i matbutiker", "affisch", 7, 60, 6, 3_200),
            Effort("Annons i tidning", "Halvsida", "annons", 14, 10, 9, 18_000),
        ),
    ),
    Season(
        6, "Sommarbrevet {year}", "sommar", "Tacka våra hem och be dem tipsa.",
        (5, 2, 1), 40,
        (Effort("Brev eller nyhetsbrev", "Brev till hemmen", "brev", 0, 40, 4, 2_400),),
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
    ),
    Season(
        11, "Bion {year}", "bio", "Nå dem som inte ser oss annars.",
        (15, 4, 1), 45,
        (
            Effort("Bio", "Trettio sekunder före filmen", "bio", 0, 45, 7, 22_000),
            Effort("Artikel i tidning", "Reportage om oss", "artikel", 12, 9, 18, 0),
        ),
    ),
)  # fmt: skip
ALWAYS: Final = (
    Effort("Kommunens webbplats", "Knappen på webbplatsen", "webb", 0, 0, 2.2, 0),
    Effort("Tips från familjehem", "Våra hems egen länk", "tips", 0, 0, 1.6, 600),
    Effort("Familjehemsbanken", "Vår sida i banken", "banken", 0, 0, 0.7, 0),
)


Pull = tuple[Activity, float]


class Seen:
    """The activities of one municipality, and how strongly each pulls on a day."""

    def __init__(self, pulls: Sequence[Pull]) -> None:
        self.pulls = pulls

    def on(self, day: date) -> list[Pull]:
        return [
            (activity, pull * _freshness(activity, day))
            for activity, pull in self.pulls
            if activity.starts_on <= day
            and (activity.ends_on is None or day <= activity.ends_on)
        ]


def campaign(
    municipality: Municipality,
    town: Town,
    rng: random.Random,
    *,
    first: date,
    today: date,
) -> Seen:
    """Make the campaigns that began in the span, and the visits to their links."""
    channels = {each.name: each for each in Channel.objects.of(municipality)}
    size = town.monthly / FULL_SIZE
    pulls: list[Pull] = []
    suffix = "" if town.number == 10 else town.key[:2]
    always = Campaign.objects.create(
        municipality=municipality,
        name="Alltid framme",
        aim="Den som letar ska hitta oss, året om.",
        starts_on=first,
    )
    for effort in ALWAYS:
        code = f"{effort.short}{suffix}"
        activity = _activity(always, effort, channels, code, first, today)
        pulls.append((activity, effort.pull * size))
    for season, year in _seasons(first, today):
        made = _season(municipality, season, year, channels, suffix, today)
        pulls += [(activity, pull * size) for activity, pull in made]
    seen = Seen(pulls)
    Activity.objects.bulk_create([activity for activity, _ in pulls])
    DailyCounts.objects.bulk_create(_visits(seen, rng, first, today), batch_size=1000)
    return seen


def _seasons(first: date, today: date) -> Iterator[tuple[Season, int]]:
    for year in range(first.year, today.year + 1):
        for season in SEASONS:
            if first <= date(year, season.month, 3) <= today:
                yield season, year


def _season(
    municipality: Municipality,
    season: Season,
    year: int,
    channels: Mapping[str, Channel],
    suffix: str,
    today: date,
) -> list[Pull]:
    starts_on = date(year, season.month, 3)
    campaign = Campaign.objects.create(
        municipality=municipality,
        name=season.name.format(year=year),
        aim=season.aim,
        aimed_inquiries=season.aims[0],
        aimed_visits=season.aims[1],
        aimed_approved=season.aims[2],
        budget=sum(effort.cost for effort in season.efforts),
        owner_function=FUNCTION,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=season.days),
    )
    pulls = []
    for effort in season.efforts:
        code = f"{effort.short}{season.short}{year % 100:02}{suffix}"
        begins = starts_on + timedelta(days=effort.starts)
        if begins <= today:
            activity = _activity(campaign, effort, channels, code, begins, today)
            pulls.append((activity, effort.pull))
    return pulls


def _activity(
    campaign: Campaign,
    effort: Effort,
    channels: Mapping[str, Channel],
    code: str,
    starts_on: date,
    today: date,
) -> Activity:
    ends_on = starts_on + timedelta(days=effort.days) if effort.days else None
    is_paid = (ends_on or starts_on) < today
    return Activity(
        municipality=campaign.municipality,
        campaign=campaign,
        channel=channels[effort.channel],
        name=effort.name,
        code=code,
        starts_on=starts_on,
        ends_on=ends_on,
        cost_planned=effort.cost,
        cost_actual=round(effort.cost * DEARER) if is_paid else None,
        owner_function=FUNCTION,
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
