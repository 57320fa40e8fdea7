"""The month page against the bare SQL that it cannot do without."""

from collections.abc import Iterator

from django.core.management import call_command
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
from benchmarks.month_statements import (
    ON_EVENTS,
    answers,
    check_figures,
    parameters,
)
from benchmarks.plan import Plan
from inquiries.demonstration.towns import EKEBACKA
from organisation.models import Municipality
from organisation.months import Month
from reports.report import month_report

TIMES, QUICK_TIMES = 10, 1  # in a round


def month(plan: Plan) -> Iterator[Row]:
    """The whole page, HTML and all, of the last whole month."""
    desk = Desk(plan.large, "karin")
    last = Month.of(timezone.now()).plus(-1)
    municipality = Municipality.objects.get(name=EKEBACKA.name)
    call_command("roll_up", municipality=municipality.name, verbosity=0)
    wanted = parameters(municipality, last)
    check_figures(month_report(municipality, last, at=timezone.now()), wanted)
    page = desk.opens(address_of("reports:month", last.year, last.number))
    for _ in range(FEWEST_WARM):
        page.read()
    pairs = each_in_turn(
        page.read,
        lambda: answers(ON_EVENTS, wanted),
        rounds=plan.rounds,
        times=plan.times(TIMES, QUICK_TIMES),
        before=(desk.begin, desk.begin),
    )
    yield Row(
        f"month page, {plan.databases.rows:,} inquiries",
        milliseconds(median_of(pairs, 0, lambda side: side.median)),
        f"{milliseconds(median_of(pairs, 1, lambda side: side.median))}  "
        f"{len(ON_EVENTS)} bare aggregates",
        median_ratio(pairs, lambda side: side.median),
        (AT_MOST, 3),
    )
