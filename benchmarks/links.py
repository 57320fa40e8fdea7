"""`/t/<code>`: one visit counted and led on, against a trivial view."""

from collections.abc import Callable, Iterator

from django.utils import timezone

from benchmarks.databases import use
from benchmarks.desk import address_of
from benchmarks.http_load import OK, REDIRECT, drive, get
from benchmarks.measure import (
    AT_MOST,
    Row,
    Sample,
    in_turns,
    median_of,
    median_ratio,
    milliseconds,
)
from benchmarks.plan import Plan
from benchmarks.servers import FLOOR, PRODUCT, served
from benchmarks.visitors import CLIENTS
from campaigns.models import Activity, Campaign, Channel, DailyCounts
from organisation.models import Municipality

CODE = "ratel7"
TIMES, QUICK_TIMES = 150, 4  # of each client in a round
MOST = 1.5  # times as long
PAGE = "bare view, small template"
ASKED = "SELECT 1 and a constant answer"


def link(plan: Plan) -> Iterator[Row]:
    """Eight clients at once follow one poster's link; each visit must be counted."""
    use(plan.large)
    activity = _activity()
    times = plan.times(TIMES, QUICK_TIMES)
    with served(PRODUCT, plan) as port, served(FLOOR, plan) as floor_port:
        path = address_of("campaigns:follow", CODE)
        ours = _followed(activity, [[get(port, path)] * times] * CLIENTS, port)
        bare = [[get(floor_port, "/")] * times] * CLIENTS
        pairs = in_turns(ours, lambda: drive(floor_port, bare, OK), plan.rounds)
        ready = [[get(port, address_of("health_ready"))] * times] * CLIENTS
        asked = in_turns(ours, lambda: drive(port, ready, OK), plan.rounds)
    yield _row("link followed, median", PAGE, pairs, lambda side: side.median, MOST)
    yield _row("link followed, each", PAGE, pairs, lambda side: 1 / side.rate, MOST)
    yield _row("link followed, each", ASKED, asked, lambda side: 1 / side.rate)


def _followed(
    activity: Activity, requests: list[list[bytes]], port: int
) -> Callable[[], Sample]:
    def follow() -> Sample:
        before = _visits(activity)
        sample = drive(port, requests, REDIRECT)
        counted, asked = _visits(activity) - before, len(sample.seconds)
        if counted != asked:
            raise AssertionError(f"{counted} visits were counted, not {asked}")
        return sample

    return follow


def _visits(activity: Activity) -> int:
    today = DailyCounts.objects.filter(activity=activity, day=timezone.localdate())
    return sum(today.values_list("visits", flat=True))


def _activity() -> Activity:
    """The poster; made where the load has left none with its code."""
    found = Activity.objects.filter(code=CODE).first()
    if found is not None:
        return found
    town, today = Municipality.objects.order_by("pk")[0], timezone.localdate()
    name = "Affisch"
    campaign, _ = Campaign.objects.get_or_create(
        municipality=town, name=name, defaults={"starts_on": today}
    )
    channel, _ = Channel.objects.get_or_create(municipality=town, name=name)
    return Activity.objects.create(
        municipality=town,
        name=name,
        campaign=campaign,
        channel=channel,
        code=CODE,
        starts_on=today,
    )


def _row(
    title: str,
    against: str,
    pairs: list[tuple[Sample, Sample]],
    figure: Callable[[Sample], float],
    most: float | None = None,
) -> Row:
    return Row(
        title,
        milliseconds(median_of(pairs, 0, figure)),
        f"{milliseconds(median_of(pairs, 1, figure))}  {against}",
        median_ratio(pairs, figure),
        None if most is None else (AT_MOST, most),
    )
