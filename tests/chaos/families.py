"""Families who register, each as a browser does, until they have seen their receipt."""

import itertools
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.chaos.pages import TAKEN, Browser, GaveUp, Page, form_on

PATIENCE_SECONDS = 150.0
THREADS = 12
TIME = re.compile(r'value="(time-\d+)"')
REFERENCE = re.compile(r'class="reference">(\d{4}-\d+)<')
MOBILES = 95  # numbers kept free for fiction: 070-174 06 05 to 99
MOST_TURNS = 20  # at a time that others want, too
LANDLINES = 50  # 031-390 06 00 to 49
# More receipts to one number than five an hour are held back, rightly.
MOST_WITH_MOBILE = 4 * MOBILES


@dataclass(frozen=True)
class Family:
    """One submission. Its name tells it from every other."""

    number: int
    is_express: bool = False
    email: str = ""
    phone: str = ""  # as typed
    is_doubled: bool = False  # the last form is sent twice at once
    books: bool = False  # chooses a time of its own
    moves: bool = False  # and another one, when the mail has come

    @property
    def name(self) -> str:
        return f"Familjen Ek {self.number:05}"

    @property
    def has_mobile(self) -> bool:
        return self.phone.startswith("070")


@dataclass(frozen=True)
class Acknowledged:
    """A receipt that a family has seen.

    Attributes:
        reference: the running number on the receipt.
        at: POSIX seconds.
        seconds: of the sending that was answered.
        waited: seconds from the first sending of the last form to the receipt.
    """

    family: Family
    reference: str
    at: float
    seconds: float
    waited: float


def family(number: int) -> Family:
    """Every fifth has a mobile number: half of them by the short form.

    The rest have an e-mail address, every fourth of them a landline too. Every tenth
    of all is doubled. Every fortieth books a time, and every eightieth another later.
    """
    is_doubled = number % 20 in {0, 7}
    email = f"familj{number}@example.se"
    if number % 5 == 0 and number // 5 < MOST_WITH_MOBILE:
        phone = f"070-174 06 {5 + number // 5 % MOBILES:02}"
        is_express = number % 10 == 0
        return Family(
            number, is_express, "" if is_express else email, phone, is_doubled
        )
    landline = f"031-390 06 {number % LANDLINES:02}" if number % 4 == 0 else ""
    books, moves = number % 40 == 4, number % 80 == 4
    return Family(number, False, email, landline, is_doubled, books, moves)


@dataclass
class Ledger:
    """Who has been told that their inquiry has arrived. Safe for threads."""

    path: Path
    acknowledged: dict[int, Acknowledged] = field(default_factory=dict)
    gave_up: list[int] = field(default_factory=list)
    doubled: int = 0
    booked: dict[int, str] = field(default_factory=dict)  # family → time it was told
    moved: int = 0
    notes: Counter[str] = field(default_factory=Counter)
    complaints: Counter[str] = field(default_factory=Counter)
    is_over: bool = False  # everybody goes home
    lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, told: Acknowledged) -> None:
        with self.lock, self.path.open("a") as file:
            file.write(json.dumps(asdict(told)) + "\n")
            self.acknowledged[told.family.number] = told

    def book(self, who: Family, time_: str) -> None:
        with self.lock:
            self.moved += who.number in self.booked
            self.booked[who.number] = time_

    def note(self, what: str) -> None:
        with self.lock:
            self.notes[what] += 1

    def complain(self, what: str) -> None:
        with self.lock:
            self.complaints[what] += 1


class Visit:
    """One family's way through the pages."""

    def __init__(self, who: Family, browser: Browser, ledger: Ledger) -> None:
        self.family = who
        self.browser = browser
        self.ledger = ledger
        self.sent_at = 0.0

    def register(self) -> None:
        """Go on until the receipt is seen, and write that down.

        Raises:
            GaveUp: it was not seen in time.
        """
        page = self._by_short_form() if self.family.is_express else self._by_long_form()
        found = REFERENCE.search(page.html)
        if found is None:
            self.ledger.complain(f"{page.url} is no receipt")
            raise GaveUp(page.url)
        now = time.monotonic()
        self.ledger.write(
            Acknowledged(
                self.family, found[1], time.time(), page.seconds, now - self.sent_at
            )
        )

    def _by_short_form(self) -> Page:
        page = self.browser.get("/ring-mig/")
        return self._send(page, self._last_answers(), is_last=True)

    def _by_long_form(self) -> Page:
        page = self.browser.get("/intresse/")
        page = self._send(page, {"wanted_assignments": "foster_home"})
        page = self._send(page, self._contact_answers())
        if self.family.books:
            return self._book(page)
        return self._send(page, self._last_answers(), is_last=True)

    def _book(self, page: Page) -> Page:
        """Choose a time; where somebody is always first, do as the page proposes."""
        for turn in range(MOST_TURNS):
            times = TIME.findall(page.html)
            if not times:
                break
            chosen = times[(self.family.number + turn) % len(times)]
            page = self._send(page, {"wish": chosen}, is_last=True)
            if page.status != TAKEN:
                self.ledger.book(self.family, chosen)
                return page
            self.ledger.note("a time was just taken")
        return self._send(page, {}, is_last=True)

    def move(self, link: str) -> None:
        """Choose another time by the link that came by mail."""
        page = self.browser.get(f"{link}tid/")
        for turn in range(MOST_TURNS):
            times = TIME.findall(page.html)
            if not times:
                return
            chosen = times[(self.family.number + turn) % len(times)]
            fields = {**form_on(page.html), "wish": chosen}
            page = self.browser.post(page.url, fields)
            if page.status != TAKEN:
                self.ledger.book(self.family, chosen)
                return
            self.ledger.note("a time was just taken")

    def _contact_answers(self) -> dict[str, str]:
        return {
            "name": self.family.name,
            "phone": self.family.phone,
            "email": self.family.email,
            "language": "sv",
        }

    def _last_answers(self) -> dict[str, str]:
        """The wish is the one that the page proposes."""
        if self.family.is_express:
            return {"name": self.family.name, "phone": self.family.phone}
        return {}

    def _send(
        self, page: Page, answers: dict[str, str], *, is_last: bool = False
    ) -> Page:
        fields = {**form_on(page.html), **answers}
        if not is_last:
            return self.browser.post(page.url, fields)
        self.sent_at = time.monotonic()
        if not self.family.is_doubled:
            return self.browser.post(page.url, fields)
        self.ledger.doubled += 1
        with ThreadPoolExecutor(2) as hands:
            twice = [hands.submit(self.browser.post, page.url, fields) for _ in "12"]
            first, second = (each.result() for each in twice)
        if REFERENCE.findall(first.html) != REFERENCE.findall(second.html):
            self.ledger.complain("the same form, sent twice, led to two receipts")
        return first


def move_later(visit: Visit, link_of: Callable[[Family], str]) -> None:
    """Wait for the mail, then choose another time. Raises GaveUp."""
    while not (link := link_of(visit.family)):
        if not visit.browser.is_patient():
            raise GaveUp("no mail with a link")
        time.sleep(1)
    visit.move(link)


def register_all(
    families: list[Family],
    address: str,
    ledger: Ledger,
    *,
    may_begin: Callable[[int], bool] = lambda begun: True,
    link_of: Callable[[Family], str] = lambda who: "",
    threads: int = THREADS,
) -> None:
    """Let them come, so many at a time.

    Args:
        may_begin: asked with how many have begun before; False makes the next wait.
        link_of: the path in the mail that a family has got; "" until it is there.
    """
    begun = itertools.count()
    gate = threading.Lock()

    def come(who: Family) -> None:
        with gate:
            place = next(begun)
            while not may_begin(place) and not ledger.is_over:
                time.sleep(0.05)
        until = time.monotonic() + PATIENCE_SECONDS
        with Browser(
            address,
            lambda: time.monotonic() < until and not ledger.is_over,
            note=ledger.note,
            complain=ledger.complain,
        ) as browser:
            try:
                visit = Visit(who, browser, ledger)
                visit.register()
                if who.moves:
                    move_later(visit, link_of)
            except GaveUp:
                ledger.gave_up.append(who.number)

    with ThreadPoolExecutor(threads) as pool:
        try:
            for done in [pool.submit(come, each) for each in families]:
                done.result()
        except BaseException:  # Ctrl-C, above all: nobody is to be waited for
            ledger.is_over = True
            raise
