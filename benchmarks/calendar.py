"""Working time, held against two others: `python -m benchmarks calendar [--quick]`.

Random questions over ten years with Swedish red days, to usual and random offices. Each
is asked of organisation/calendar.py and of pandas' CustomBusinessHour, forwards and
back; and once more, with minutes and seconds too, of a plain count of every minute,
which also says how much open time lies between two moments. No database is needed.

The count of minutes must give the same always. CustomBusinessHour cannot say all that
we can, so it may differ, for these reasons and no other:

- *closing moment*: a sum that fills a window ends for us at its closing (Friday 17.00),
  for pandas at the next opening (Monday 09.00). Counting back, whole days from an
  opening end for us at an opening, for pandas at the closing before; and no time at
  all, back from closed time, at the closing for us, at the next opening for pandas.
  Either way no open time lies between both.
- *half day*: CustomBusinessHour has the same hours every day. On our calendar without
  half days the same question gets pandas' answer.
- *differing date*: nor can it say that one date has hours of its own. On our calendar
  without such dates the same question gets pandas' answer.
- *clock moved*: pandas counts on a clock that nobody moves, so nights in March and
  October have an hour too many or too few. On our calendar with such a clock the same
  question gets pandas' answer.
- *midnight*: counting back from where the closing before was at 00.00, pandas loses
  whole days, and may end on a closed one. From a second before that closing we agree.

A difference is explained only where taking the reason away takes the difference away.
Sometimes several must go, and a closing moment may be left then: each combination is a
class of its own. Several windows a day are no reason: both know them. Round the clock
is not asked for: CustomBusinessHour refuses hours that touch.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import numpy

from benchmarks.measure import Row, Sample, median_of, median_ratio, table
from benchmarks.minute_count import FIRST, Numbers, OpenMinutes, Wall
from benchmarks.offices import FIRST_YEAR, LAST_YEAR, Office, offices
from benchmarks.questions import Question, questions
from benchmarks.reasons import UNEXPLAINED, Direction, reason

CASES, QUICK_CASES = 100_000, 2_000
RANDOM_OFFICES, QUICK_RANDOM_OFFICES = 26, 6  # beside the 14 usual ones
SEED: Final = 1  # the same questions in every run
SECOND: Final = timedelta(seconds=1)
EXAMPLES: Final = 5


@dataclass
class Findings:
    """What came of the questions, by what was asked: add, subtract, between.

    Args:
        reasons: how many of pandas' answers are of which class.
        miscounts: how many of ours the count of minutes contradicts.
        seconds: what an answer takes us and the other side, office by office.
        examples: of answers of pandas without a reason.
    """

    reasons: dict[str, Counter[str]] = field(default_factory=dict)
    miscounts: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, list[tuple[Sample, Sample]]] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)

    @property
    def unexplained(self) -> int:
        found = sum(each[UNEXPLAINED] for each in self.reasons.values())
        return found + self.miscounts.total()

    def lines(self) -> Iterator[str]:
        """What is printed."""
        classes = sum(self.reasons.values(), Counter())
        yield f"{'answers of pandas':52}" + _columns(self.reasons)
        for name, _ in classes.most_common():
            counts = (f"{each[name]:,}" for each in self.reasons.values())
            yield f"{name:52}" + _columns(counts)
        yield "\n" + f"{'our answers':52}" + _columns(self.miscounts)
        counts = (f"{each:,}" for each in self.miscounts.values())
        yield f"{'other than the count of minutes':52}" + _columns(counts)
        rows = [_speed(name, pairs) for name, pairs in self.seconds.items()]
        yield f"\n{table(rows)}\n"
        yield from self.examples[:EXAMPLES]
        yield f"{UNEXPLAINED}: {self.unexplained}"


def _columns(words: Iterable[str]) -> str:
    return "".join(f"{word:>10}" for word in words)


def _speed(name: str, pairs: list[tuple[Sample, Sample]]) -> Row:
    """One answer each, and the median of the offices' ratios."""
    ours, theirs = (
        f"{median_of(pairs, side, lambda each: each.median) * 1e6:.1f} µs"
        for side in (0, 1)
    )
    by = "a ready count of minutes" if name == "between" else "CustomBusinessHour"
    ratio = median_ratio(pairs, lambda each: each.median)
    return Row(f"{name}, one answer", ours, f"{theirs}  {by}", ratio)


def run(*, quick: bool) -> int:
    """Print what agrees and what differs; 1 where a difference has no reason."""
    chance = random.Random(SEED)
    asked = offices(chance, QUICK_RANDOM_OFFICES if quick else RANDOM_OFFICES)
    each = (QUICK_CASES if quick else CASES) // len(asked)
    findings = Findings()
    wall = Wall("Europe/Stockholm")
    for office in asked:
        minutes = OpenMinutes(wall, office)
        Asking(list(questions(office, chance, each)), minutes, findings).all_of(office)
    years = f"{FIRST_YEAR}–{LAST_YEAR}"
    print(f"\n{each * len(asked):,} questions to {len(asked)} offices, {years}\n")
    print("\n".join(findings.lines()))
    return int(findings.unexplained > 0)


@dataclass(frozen=True)
class Asking:
    """The questions to one office, and where their answers are noted."""

    asked: Sequence[Question]
    minutes: OpenMinutes
    findings: Findings

    def all_of(self, office: Office) -> None:
        for name, is_back in (("add", False), ("subtract", True)):
            direction = Direction.of(office, is_back=is_back)
            self._pandas(name, office, direction)
            self._minutes(name, direction)
        self._between(office)

    def _pandas(self, name: str, office: Office, direction: Direction) -> None:
        hours = [timedelta(hours=each.hours) for each in self.asked]
        shown = [direction.shown(each.start) for each in self.asked]
        direction.offsets.make(each.hours for each in self.asked)
        _, theirs = self._timed(
            name,
            lambda number: direction.ours(self.asked[number].start, hours[number]),
            lambda number: direction.theirs(shown[number], self.asked[number].hours),
        )
        counts = self.findings.reasons.setdefault(name, Counter())
        for each, answer in zip(self.asked, theirs, strict=True):
            found = reason(direction, each.start, each.hours, answer)
            counts[found] += 1
            if found == UNEXPLAINED:
                self.findings.examples.append(f"{name}: {office} {each} {answer}")

    def _minutes(self, name: str, direction: Direction) -> None:
        count = self.minutes.subtract if direction.is_back else self.minutes.add
        ours = [direction.ours(each.start, each.amount) for each in self.asked]
        amounts = numpy.array([each.amount // SECOND for each in self.asked])
        counted = count(self._starts, amounts)
        self.findings.miscounts[name] += int(numpy.sum(_since_first(ours) != counted))

    def _between(self, office: Office) -> None:
        between = office.calendar().working_time_between
        ends = _since_first(each.end for each in self.asked)
        first, last = (self._starts // 60).tolist(), (ends // 60).tolist()
        ours, _ = self._timed(
            "between",
            lambda number: between(self.asked[number].start, self.asked[number].end),
            lambda number: self.minutes.count(first[number], last[number]),
        )
        waits = numpy.array([each // SECOND for each in ours])
        counted = self.minutes.between(self._starts, ends)
        self.findings.miscounts["between"] += int(numpy.sum(waits != counted))

    @property
    def _starts(self) -> Numbers:
        return _since_first(each.start for each in self.asked)

    def _timed(
        self, name: str, ours: Callable[[int], Any], theirs: Callable[[int], Any]
    ) -> tuple[list[Any], list[Any]]:
        """Both sides' answers; who begins changes from office to office."""
        pairs = self.findings.seconds.setdefault(name, [])
        sides = [ours, theirs]
        order = (0, 1) if len(pairs) % 2 else (1, 0)
        answers: dict[int, list[Any]] = {}
        samples = Sample(), Sample()
        for side in order:
            began = time.perf_counter()
            answers[side] = [sides[side](number) for number in range(len(self.asked))]
            elapsed = time.perf_counter() - began
            samples[side].seconds.append(elapsed / len(self.asked))
        pairs.append(samples)
        return answers[0], answers[1]


def _since_first(moments: Iterable[datetime]) -> Numbers:
    return numpy.array([(each - FIRST) // SECOND for each in moments])
