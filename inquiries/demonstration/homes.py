"""Homes that recommend the municipality, each by a code of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from campaigns.models import Activity, Ambassador, Campaign, Channel, Routine
from campaigns.services.ambassadors import ACTIVITY, CAMPAIGN
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality

MORNING: Final = time(9)
Status = Ambassador.Status


@dataclass(frozen=True)
class Home:
    """A home, how it gets its letters, and with what pull it tells others of us."""

    name: str
    code: str
    pull: float  # visits on its best day
    email: str = ""
    postal_lines: str = ""
    status: str = Status.ACTIVE
    wants_letters: bool = True


HOMES: Final = (
    Home("Familjen på Storgatan", "lina4", 0.55, "storgatan@example.se"),
    Home("Anna och Per", "ravel3", 0.5, "annaochper@example.se"),
    Home("Familjen Dahl", "dorem2", 0.45, "", "Björkvägen 4\n123 45 Ekebacka"),
    Home("Gun-Britt och Leif", "melon6", 0.4, "gb@example.se", wants_letters=False),
    Home("Familjen i Norra", "talon8", 0.3, "norra@example.se", status=Status.RETIRED),
)


def activities_of(
    municipality: Municipality, channel: Channel, suffix: str, first: date
) -> list[tuple[Activity, float]]:
    """The homes' activities, to be saved with all others, and how each pulls."""
    campaign = Campaign.objects.create(
        municipality=municipality,
        name=CAMPAIGN,
        aim="Den som har ett hem hos sig vet bäst vad det är.",
        starts_on=first,
    )
    Routine.objects.create(municipality=municipality, ambassador_campaign=campaign)
    made = []
    for home in HOMES:
        code = f"{home.code}{suffix}"
        activity = Activity(
            municipality=municipality,
            campaign=campaign,
            channel=channel,
            name=f"{ACTIVITY} {code}",
            code=code,
            starts_on=first,
        )
        made.append((activity, home.pull))
    return made


def settle(activities: Sequence[Activity], first: date) -> None:
    """Save the homes behind their activities, in the same order."""
    added_at = datetime.combine(first, MORNING, STOCKHOLM)
    Ambassador.objects.bulk_create(
        Ambassador(
            municipality=activity.municipality,
            activity=activity,
            name=home.name,
            email=home.email,
            postal_lines=home.postal_lines,
            status=home.status,
            added_at=added_at,
            unsubscribed_at=None if home.wants_letters else added_at,
        )
        for activity, home in zip(activities, HOMES, strict=True)
    )
