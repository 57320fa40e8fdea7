"""The desk's pages with a million inquiries and with a thousand; and the search."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from benchmarks import ground
from benchmarks.databases import switch_to, use
from benchmarks.http_load import LOOPBACK, OK, UnexpectedAnswer
from benchmarks.measure import (
    AT_MOST,
    Row,
    Sample,
    each_in_turn,
    median_of,
    median_ratio,
    milliseconds,
)
from benchmarks.plan import Plan
from inquiries.demonstration.towns import EKEBACKA, FICTION
from inquiries.models import Inquiry
from organisation.models import Municipality, StaffMember

TIMES, QUICK_TIMES = 60, 3  # in a round
FEWEST_WARM = 5
MOST_QUERIES = 12
PAGES = {"“Idag”": "inquiries:today", "list": "inquiries:list"}


Pairs = list[tuple[Sample, Sample]]


@dataclass(frozen=True)
class Reading:
    """Opening one page. `begin` chooses the connection, which stands open."""

    begin: Callable[[], None]
    read: Callable[[], bytes]


class Desk:
    """One person in front of one database, in this process: no network between."""

    def __init__(self, database: str, login: str) -> None:
        self.connection: DatabaseWrapper = use(database)
        staff = StaffMember.objects.get(email=f"{login}@{EKEBACKA.key}.{FICTION}")
        self.client = Client(SERVER_NAME=LOOPBACK)
        self.client.force_login(
            staff, backend="allauth.account.auth_backends.AuthenticationBackend"
        )

    def opens(self, path: str) -> Reading:
        def read() -> bytes:
            answer = self.client.get(path)
            if answer.status_code != OK:
                raise UnexpectedAnswer(f"{path}: {answer.status_code}")
            return bytes(answer.content)

        return Reading(self.begin, read)

    def begin(self) -> None:
        switch_to(self.connection)

    def queries(self, path: str) -> int:
        reading = self.opens(path)
        reading.begin()
        with CaptureQueriesContext(self.connection) as captured:
            reading.read()
        return len(captured)


def pages(plan: Plan) -> Iterator[Row]:
    """95th percentile of a page, with many inquiries and with few."""
    many, few = Desk(plan.large, "maria"), Desk(plan.databases.small, "maria")
    for title, name in PAGES.items():
        path = address_of(name)
        pairs = _alternate(plan, many.opens(path), few.opens(path))
        yield Row(
            f"{title}, {plan.databases.rows:,} inquiries, 95th percentile",
            milliseconds(median_of(pairs, 0, lambda side: side.p95)),
            f"{milliseconds(median_of(pairs, 1, lambda side: side.p95))}  "
            f"{ground.SMALL:,} inquiries",
            median_ratio(pairs, lambda side: side.p95),
            (AT_MOST, 1.3),
        )
        counts = many.queries(path), few.queries(path)
        yield Row(
            f"{title}, queries",
            str(counts[0]),
            f"{counts[1]}  {ground.SMALL:,} inquiries",
            float(max(counts)),
            (AT_MOST, MOST_QUERIES),
        )


def search(plan: Plan) -> Iterator[Row]:
    """What is looked for in the list's search field, against “Idag”."""
    desk = Desk(plan.large, "maria")
    today = desk.opens(address_of("inquiries:today"))
    for title, typed in _looked_for().items():
        path = f"{address_of('inquiries:list')}?q={typed}"
        pairs = _alternate(plan, desk.opens(path), today)
        yield Row(
            f"search by {title}",
            milliseconds(median_of(pairs, 0, lambda side: side.median)),
            f"{milliseconds(median_of(pairs, 1, lambda side: side.median))}  “Idag”",
            median_ratio(pairs, lambda side: side.median),
            (AT_MOST, 2),
        )


def _looked_for() -> dict[str, str]:
    """What a recruiter has at hand of somebody in the middle of the register."""
    municipality = Municipality.objects.get(name=EKEBACKA.name)
    inquiries = Inquiry.objects.of(municipality).select_related("contact")
    middle = inquiries.count() // 2
    inquiry = inquiries.order_by("received_at")[middle]
    name, phone = inquiry.contact.name, str(inquiry.contact.phone)
    return {
        "common name": "andersson",
        "beginning of a name": name.split()[-1][:4],
        "whole name": name.replace(" ", "+"),
        "end of a phone number": phone[-6:],
        "number": str(inquiry),
    }


def _alternate(plan: Plan, ours: Reading, theirs: Reading) -> Pairs:
    for reading in (ours, theirs):
        reading.begin()
        for _ in range(FEWEST_WARM):
            reading.read()
    return each_in_turn(
        ours.read,
        theirs.read,
        rounds=plan.rounds,
        times=plan.times(TIMES, QUICK_TIMES),
        before=(ours.begin, theirs.begin),
    )


def address_of(name: str, *parts: int | str) -> str:
    with translation.override("sv"):
        return reverse(name, args=parts)
