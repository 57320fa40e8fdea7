"""Pages of results and the year against the bare SQL aggregate that each rests on."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from benchmarks.desk import FEWEST_WARM, Desk, address_of
from benchmarks.measure import (
    AT_MOST,
    Row,
    each_in_turn,
    median_of,
    median_ratio,
    milliseconds,
)
from benchmarks.plan import Plan
from campaigns.models import Activity, Campaign
from inquiries.demonstration.towns import EKEBACKA
from organisation.models import Municipality
from planning.tables import summed
from planning.tally import By, Scope, tally

TIMES, QUICK_TIMES = 10, 1  # in a round
MOST_QUERIES: Final = 9  # fewer than ten
GOAL: Final = (AT_MOST, 3.0)

# What came, and what became of it, by one key. Of undone events there are none here.
BARE: Final = """
SELECT key, count(*), count(*) FILTER (WHERE reached), count(*) FILTER (WHERE met),
    count(*) FILTER (WHERE approved)
FROM (
    SELECT {key} AS key, bool_or(kind IN ('contacted', 'wrote')) AS reached,
        bool_or(kind = 'moved') AS met, bool_or(to_stage = 'approved') AS approved
    FROM inquiries_inquiry AS inquiry
    {join} JOIN campaigns_activity AS activity ON activity.id = inquiry.activity_id
    LEFT JOIN inquiries_event AS event ON event.inquiry_id = inquiry.id
        AND event.municipality_id = %(place)s
        AND (kind IN ('contacted', 'wrote') OR kind = 'moved'
            AND to_stage = ANY('{{meeting,assessment,decision,approved}}'))
    WHERE inquiry.municipality_id = %(place)s
        AND inquiry.stage <> ALL('{{duplicate,spam}}') AND {scope}
    GROUP BY inquiry.id, {key}
) AS family GROUP BY key
"""
Bare = tuple[str, Mapping[str, Any]]


def results(plan: Plan) -> Iterator[Row]:
    """Campaigns, the largest campaign, channels, and the year."""
    desk = Desk(plan.large, "jonas")
    town = Municipality.objects.get(name=EKEBACKA.name)
    for title, path, bare, scope, by in _pages(town):
        _check(bare, scope, by)
        yield from _measure(plan, desk, title, path, bare)


def _pages(town: Municipality) -> Iterator[tuple[str, str, Bare, Scope, By]]:
    largest = _largest_campaign(town)
    this = timezone.localdate().year
    of_year = _activities_of(town, this)
    yield (
        "campaigns",
        address_of("planning:list"),
        _bare(town, "campaign_id", "true", join="LEFT"),
        Scope(town),
        By.CAMPAIGN,
    )
    yield (
        "campaign",
        address_of("planning:campaign", largest.pk),
        _bare(town, "activity.id", "campaign_id = %(wanted)s", wanted=largest.pk),
        Scope(town, campaigns=[largest.pk]),
        By.ACTIVITY,
    )
    yield (
        "results by channel",
        address_of("planning:results"),
        _bare(town, "channel_id", "true", join="LEFT"),
        Scope(town),
        By.CHANNEL,
    )
    yield (
        f"the year, {len(of_year)} activities",
        address_of("planning:year", this),
        _bare(town, "activity.id", "activity.id = ANY(%(wanted)s)", wanted=of_year),
        Scope(town, activities=of_year),
        By.ACTIVITY,
    )


def _bare(
    town: Municipality, key: str, scope: str, *, join: str = "", wanted: Any = None
) -> Bare:
    statement = BARE.format(key=key, scope=scope, join=join)
    return statement, {"place": town.pk, "wanted": wanted}


def _largest_campaign(town: Municipality) -> Campaign:
    scope = tally(Scope(town), By.CAMPAIGN)[By.CAMPAIGN]
    most = max((key for key in scope if key), key=lambda key: scope[key].inquiries)
    return Campaign.objects.get(pk=most)


def _activities_of(town: Municipality, year: int) -> list[int]:
    """Those of the year's page: with a day in it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    activities = Activity.objects.of(town).filter(starts_on__lte=last)
    return list(activities.filter(ends_on__gte=first).values_list("pk", flat=True))


def _check(bare: Bare, scope: Scope, by: By) -> None:
    """Both sides must have counted the same."""
    total = summed(tally(scope, by)[by].values())
    ours = [total.inquiries, total.reached, total.met, total.approved]
    rows = _run(bare)
    theirs = [sum(row[place] for row in rows) for place in range(1, 5)]
    if ours != theirs:
        raise AssertionError(f"the page counts {ours}, bare SQL {theirs}")


def _run(bare: Bare) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(*bare)
        return list(cursor.fetchall())


def _measure(
    plan: Plan, desk: Desk, title: str, path: str, bare: Bare
) -> Iterator[Row]:
    page = desk.opens(path)
    page.begin()
    for _ in range(FEWEST_WARM):
        page.read()
        _run(bare)
    pairs = each_in_turn(
        page.read,
        lambda: _run(bare),
        rounds=plan.rounds,
        times=plan.times(TIMES, QUICK_TIMES),
        before=(page.begin, page.begin),
    )
    yield Row(
        f"{title}, {plan.databases.rows:,} inquiries",
        milliseconds(median_of(pairs, 0, lambda side: side.median)),
        f"{milliseconds(median_of(pairs, 1, lambda side: side.median))}  bare SQL",
        median_ratio(pairs, lambda side: side.median),
        GOAL,
    )
    queries = desk.queries(path)
    yield Row(
        f"{title}, queries", str(queries), "", float(queries), (AT_MOST, MOST_QUERIES)
    )
