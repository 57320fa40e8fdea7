"""Random histories: every table adds up to the inquiries, and equals plain SQL."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from planning.counted import of_everything
from planning.periods import ALWAYS, Period
from planning.tally import By, Scope, tally
from tests.planning.histories import write_down
from tests.planning.oracle import Oracle, prepare

pytestmark = pytest.mark.django_db

AT_ONCE = 25  # municipalities of one example
PERIODS = [
    ALWAYS,
    Period(date(2026, 1, 1), date(2026, 3, 31)),
    Period(date(2026, 3, 29), date(2026, 3, 29)),
]
ORE = Decimal("0.01")
throws = st.lists(
    st.binary(min_size=8, max_size=90), min_size=AT_ONCE, max_size=AT_ONCE
)


def check(thrown: list[bytes]) -> None:
    """Write the histories, compare, and leave nothing behind."""
    with transaction.atomic():
        prepare()
        towns = write_down(thrown)
        for period in PERIODS:
            oracle = Oracle(period.first, period.last)
            for town, throw in zip(towns, thrown, strict=True):
                note(f"{throw!r} in {period}")
                equals_the_oracle(town, period, oracle)
            tables_add_up(towns[-1], period, oracle)
        transaction.set_rollback(True)


def tables_add_up(town, period, oracle):
    """As people see them, with all names and the row of what is unknown."""
    received = oracle.received(town.pk)
    everything = of_everything(town, period)
    # That of the form's pages counts no inquiries.
    tables = [each for each in everything if each.title != "Formuläret"]
    assert len(tables) == len(everything) - 1 == 6
    for table in tables:
        columns = [
            place for place, head in enumerate(table.heads[1:]) if "nmälningar" in head
        ]
        assert columns
        for place in columns:
            values = [line.cells[place].value for line in table.lines]
            assert sum(values) == table.total.cells[place].value == received


def equals_the_oracle(town, period, oracle):
    counted = tally(Scope(town, period), *By)
    for by in By:
        found = {key_of(by, key, period): row for key, row in counted[by].items()}
        assert sum(row.inquiries for row in found.values()) == oracle.received(town.pk)
        numbers = {
            key: [row.inquiries, row.reached, row.met, row.approved]
            for key, row in found.items()
            if row.inquiries
        }
        assert numbers == oracle.counts[by][town.pk]
        if by not in (By.TOLD, By.PROMPTED):
            equals_what_was_seen_and_spent(town, by, found, oracle)


def equals_what_was_seen_and_spent(town, by, found, oracle):
    seen = {key: [r.visits, r.starts] for key, r in found.items()}
    for key, numbers in oracle.visits[by][town.pk].items():
        assert seen.pop(key) == numbers
    assert not any(sum(numbers) for numbers in seen.values())
    spent = oracle.costs[by][town.pk]
    for key, row in found.items():
        for ours, theirs in zip(
            (row.planned, row.actual, row.cost), spent.get(key, [None] * 3), strict=True
        ):
            assert (ours is None) == (theirs is None)
            if ours is not None:
                assert abs(ours - theirs) <= ORE * max(row.activities, 1)


def key_of(by, key, period):
    if by is not By.MONTH:
        return key
    return str(period.months[int(key) - 1])


def run(examples: int) -> None:
    told = settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],  # each is small as it is
    )
    told(given(throws)(check))()


def test_random_histories_equal_plain_sql():
    run(2)


@pytest.mark.slow
def test_a_thousand_random_histories_equal_plain_sql():
    run(1000 // AT_ONCE)
