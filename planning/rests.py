"""When activities rested because their municipality lay low: for their timelines."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from campaigns.models import Activity, ActivityPause, Campaign
from organisation.calendar import STOCKHOLM
from organisation.lying_low import lie_lows
from organisation.models import LieLow
from planning.lying_low_words import days_text, last_day


@dataclass
class Rest:
    """One time of lying low: since when, in words, and whose rest it was."""

    low: LieLow
    at: datetime
    text: str
    names: list[str] = field(default_factory=list)


def rests_of_activity(activity: Activity) -> list[Rest]:
    """The latest first. Asks nothing where the municipality never lay low."""
    if not lie_lows(activity.municipality):
        return []
    pauses = ActivityPause.objects.filter(activity=activity)
    return list(_gathered(pauses, with_names=False))


def rests_of_campaign(campaign: Campaign) -> list[Rest]:
    """The latest first, each with the names of the activities that rested."""
    if not lie_lows(campaign.municipality):
        return []
    pauses = ActivityPause.objects.filter(activity__campaign=campaign)
    return list(_gathered(pauses.select_related("activity"), with_names=True))


def _gathered(pauses: QuerySet[ActivityPause], *, with_names: bool) -> Iterator[Rest]:
    found: dict[int, Rest] = {}
    rows = pauses.select_related("lie_low").order_by("-began_at", "-pk")
    for pause in rows:
        rest = found.get(pause.lie_low_id)
        if rest is None:
            rest = Rest(pause.lie_low, pause.began_at, _text(pause))
            found[pause.lie_low_id] = rest
        if with_names:
            rest.names.append(pause.activity.name)
    yield from found.values()


def _text(pause: ActivityPause) -> str:
    """Vilar sedan 3 mars; Vilade 3–14 mars 2026."""
    first = localtime(pause.began_at, STOCKHOLM).date()
    if pause.ended_at is None:
        return _("Rests %(span)s") % {"span": days_text(first, None, with_year=True)}
    last = localtime(pause.ended_at, STOCKHOLM).date()
    if pause.ended_at == pause.lie_low.ended_at:
        last = last_day(pause.lie_low) or last
    return _("Rested %(span)s") % {"span": days_text(first, last, with_year=True)}
