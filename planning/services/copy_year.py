"""Copy what comes back every year to the next: once, however often it is asked for."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import models, transaction

from audit.services import record
from campaigns.codes import suggest_codes
from campaigns.models import Activity, Campaign
from organisation.models import Municipality, StaffMember
from planning.models import YearEntry
from planning.recurrence import span_next_year

LONGEST_NAME: Final = 80  # characters
# What is a copy's own. Codes hang on walls, and each has one meaning.
OWN: Final = frozenset({"id", "code", "cost_actual", "slug"})


@transaction.atomic
def copy_year(
    municipality: Municipality,
    year: int,
    *,
    activities: Collection[int],
    entries: Collection[int],
    rule: str,
    by: StaffMember,
    at: datetime,
) -> int:
    """Copy the chosen rows that come back; give how many were copied.

    Only yearly rows that begin in the year and have no copy yet; the others are passed
    over. A copy has the same function, channel and texts, a code of its own, and as
    planned cost what the last one cost. It lies in its campaign's copy, which is made
    where it is missing; a campaign without an end goes on, and takes it itself.

    Args:
        year: the one that is copied, into the one after.
        rule: one of recurrence.Rule.
    """
    # One at a time: the second finds what the first has copied.
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    ads = list(
        Activity.objects.of(municipality)
        .filter(pk__in=activities, copied_to=None, **_comes_back(year))
        .select_related("campaign")
        .order_by("starts_on", "pk")
    )
    events = list(
        YearEntry.objects.of(municipality).filter(
            pk__in=entries, copied_to=None, **_comes_back(year)
        )
    )
    homes = _campaigns_of(ads, year, rule, by=by, at=at)
    copied = [*_copy_activities(ads, homes, rule), *_copy_entries(events, rule)]
    for row in copied:
        record(f"copied-{row._meta.model_name}", row, by=by, at=at)
    return len(copied)


def _comes_back(year: int) -> dict[str, Any]:
    return {"is_yearly": True, "starts_on__year": year}


def _copy_activities(
    sources: Sequence[Activity], homes: Mapping[int, Campaign], rule: str
) -> list[Activity]:
    codes = suggest_codes(len(sources))
    return Activity.objects.bulk_create(
        _copy(
            source,
            rule,
            code=code,
            campaign_id=homes[source.campaign_id].pk,
            cost_planned=(
                source.cost_planned
                if source.cost_actual is None
                else source.cost_actual
            ),
        )
        for source, code in zip(sources, codes, strict=True)
    )


def _copy_entries(sources: Sequence[YearEntry], rule: str) -> list[YearEntry]:
    return YearEntry.objects.bulk_create(_copy(source, rule) for source in sources)


def _copy(source: Any, rule: str, **changed: Any) -> Any:
    """The same row a year later, not saved."""
    begins, ends = span_next_year(source.starts_on, source.ends_on, rule)
    dates = {"starts_on": begins, "ends_on": ends, "copied_from_id": source.pk}
    link_ends_on = getattr(source, "link_ends_on", None)
    if link_ends_on is not None:
        dates["link_ends_on"] = begins + (link_ends_on - source.starts_on)
    return type(source)(**{**_same(source), **dates, **changed})


def _same(source: models.Model) -> dict[str, Any]:
    fields = (each for each in source._meta.concrete_fields if each.name not in OWN)
    return {each.attname: getattr(source, each.attname) for each in fields}


def _campaigns_of(
    sources: Sequence[Activity],
    year: int,
    rule: str,
    *,
    by: StaffMember,
    at: datetime,
) -> dict[int, Campaign]:
    """The campaign of each one's copy, by the key of its own."""
    own = {each.campaign_id: each.campaign for each in sources}
    there = _copied_already(own, year)
    homes: dict[int, Campaign] = {}
    for pk, campaign in own.items():
        home = campaign if campaign.ends_on is None else there.get(pk)
        homes[pk] = home or _new_campaign(campaign, year, rule, by=by, at=at)
    return homes


def _copied_already(own: Collection[int], year: int) -> dict[int, Campaign]:
    """Where copies of other activities of these campaigns lie."""
    copies = Activity.objects.filter(
        copied_from__campaign__in=own, copied_from__starts_on__year=year
    ).select_related("campaign", "copied_from")
    return {
        each.copied_from.campaign_id: each.campaign
        for each in copies
        if each.copied_from is not None
    }


def _new_campaign(
    campaign: Campaign, year: int, rule: str, *, by: StaffMember, at: datetime
) -> Campaign:
    """Its copy; or the one that has the copy's name already."""
    begins, ends = span_next_year(campaign.starts_on, campaign.ends_on, rule)
    same = _same(campaign)
    same |= {"name": name_next_year(campaign.name, year)}
    same |= {"starts_on": begins, "ends_on": ends}
    made, is_new = Campaign.objects.get_or_create(
        municipality=campaign.municipality, name=same["name"], defaults=same
    )
    if is_new:
        record("copied-campaign", made, by=by, at=at)
    return made


def name_next_year(name: str, year: int) -> str:
    """“Våren 2026” becomes “Våren 2027”, “Våren” becomes “Våren 2027”."""
    if str(year) in name:
        return name.replace(str(year), str(year + 1))
    following = f" {year + 1}"
    return name[: LONGEST_NAME - len(following)] + following
