"""What is asked of every calendar: random moments, often on a border, and amounts."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Final

from benchmarks.offices import FIRST_YEAR, LAST_YEAR, Office
from organisation.calendar import DAY_MINUTES, STOCKHOLM

MOST_HOURS: Final = 60
LONGEST_WAIT: Final = 60 * DAY_MINUTES  # minutes
ON_A_BORDER: Final = 0.4  # share of the starts at an opening or a closing
FIRST_DAY: Final = datetime(FIRST_YEAR, 1, 1, tzinfo=STOCKHOLM)
DAYS: Final = (datetime(LAST_YEAR + 1, 1, 1, tzinfo=STOCKHOLM) - FIRST_DAY).days


@dataclass(frozen=True)
class Question:
    """From `start` on, or back from it; and how long a wait from there really was.

    Args:
        start: in UTC, whole seconds.
        hours: 0 to MOST_HOURS; pandas knows no others.
        amount: the hours, and often minutes and seconds that pandas does not know.
        end: after start, to ask for the working time between.
    """

    start: datetime
    hours: int
    amount: timedelta
    end: datetime


def questions(office: Office, chance: random.Random, number: int) -> Iterator[Question]:
    """So many random ones for an office; those with whole minutes are the most."""
    borders = list(chain.from_iterable(office.spans))
    for _ in range(number):
        start = _start(borders, chance)
        hours = chance.randint(0, MOST_HOURS)
        rest = chance.choice((0, 60 * chance.randrange(60), chance.randrange(3600)))
        wait = 60 * chance.randrange(LONGEST_WAIT) + chance.choice((0, 0, 17))
        yield Question(
            start,
            hours,
            timedelta(hours=hours, seconds=rest),
            start + timedelta(seconds=wait),
        )


def _start(borders: list[int], chance: random.Random) -> datetime:
    if chance.random() < ON_A_BORDER:
        within = timedelta(minutes=chance.choice(borders))
    else:
        within = timedelta(minutes=chance.randrange(DAY_MINUTES))
        within += timedelta(seconds=chance.choice((0, chance.randrange(60))))
    # By the clock on the wall; its second showing, where autumn has two.
    shown = FIRST_DAY + timedelta(days=chance.randrange(DAYS)) + within
    return shown.replace(fold=chance.randrange(2)).astimezone(UTC)
