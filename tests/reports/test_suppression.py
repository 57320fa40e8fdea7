"""Nobody works out a hidden number from all that is published."""

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recruitment.embedded.folders import ROOT
from reports.suppression import (
    SMALLEST,
    TOTAL,
    Hidden,
    clearly_most,
    in_columns,
    in_cross,
)
from tests.reports.attack import Published

FEW, WITHHELD = Hidden.FEW, Hidden.WITHHELD
# Mostly small, as in a municipality; every border around what is told.
people = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3, 4, 4, 5, 5, 6, 7, 9, 12])


def crosses(most_rows=4, most_columns=4):
    def of_size(size):
        rows, columns = size
        keys = [(row, column) for row in range(rows) for column in range(columns)]
        return st.tuples(*[people for _ in keys]).map(
            lambda numbers: dict(zip(keys, numbers, strict=True))
        )

    sizes = st.tuples(st.integers(2, most_rows), st.integers(2, most_columns))
    return sizes.flatmap(of_size)


def published_cross(told):
    """All cells and sums as everybody reads them, and which add up to which."""
    rows = {row for row, _column in told}
    columns = {column for _row, column in told}
    sums = [
        *(([(r, c) for c in columns - {TOTAL}], (r, TOTAL)) for r in rows),
        *(([(r, c) for r in rows - {TOTAL}], (TOTAL, c)) for c in columns),
    ]
    return Published(told, sums)


@settings(max_examples=150, deadline=None)
@given(values=crosses())
def test_no_hidden_cell_of_a_cross_can_be_worked_out(values):
    told = in_cross(values)
    if told is None:
        return  # nothing is published but the sum of all
    assert published_cross(told).reconstructed() == {}


@settings(max_examples=50, deadline=None)
@given(values=crosses(3, 3), more=people)
def test_a_cross_of_reasons_and_points_is_always_told(values, more):
    whole = {(row, column): 0 for row in range(6) for column in range(5)}
    assert in_cross({**whole, **values, (5, 4): more}) is not None


@settings(max_examples=150, deadline=None)
@given(values=crosses(6, 5))
def test_every_small_cell_of_a_cross_is_hidden_and_what_is_told_is_true(values):
    told = in_cross(values)
    sums = {(TOTAL, TOTAL): sum(values.values())}
    for (row, column), number in values.items():
        sums[row, TOTAL] = sums.get((row, TOTAL), 0) + number
        sums[TOTAL, column] = sums.get((TOTAL, column), 0) + number
    whole = {**values, **sums}
    if told is None:
        return
    assert told.keys() == whole.keys()
    assert told[TOTAL, TOTAL] == whole[TOTAL, TOTAL]
    for key, shown in told.items():
        number = whole[key]
        if key != (TOTAL, TOTAL) and 0 < number < SMALLEST:
            assert shown is FEW
        assert shown in (number, FEW, WITHHELD)
        assert shown is not FEW or number < SMALLEST


def by_columns():
    """Rows as channels have them: in the month, in twelve, met, approved."""
    row = st.tuples(people, people, people, people).map(
        lambda numbers: (
            min(numbers[0], numbers[1]),
            numbers[1],
            min(numbers[2], numbers[1]),
            min(numbers[2], numbers[1], numbers[3]),
        )
    )
    return st.lists(row, min_size=1, max_size=4).map(
        lambda rows: {
            (place, column): number
            for place, row in enumerate(rows)
            for column, number in enumerate(row)
        }
    )


NESTED = ((0, 1), (2, 1), (3, 2))


def may_be(_row, cells):
    return cells[1] > 0 and all(cells[small] <= cells[large] for small, large in NESTED)


def published_columns(values, told):
    rows = {row for row, _column in values}
    sums = [
        (
            [(row, column) for row in rows],
            sum(values[row, column] for row in rows),
        )
        for column in range(4)
    ]
    within = [((row, small), (row, large)) for row in rows for small, large in NESTED]
    return Published(told, sums, within, [[(row, 1)] for row in rows])


@settings(max_examples=200, deadline=None)
@given(values=by_columns())
def test_no_hidden_cell_of_channels_can_be_worked_out(values):
    values = {  # a channel is in the table because somebody came by it
        **values,
        **{(r, 1): max(n, 1) for (r, c), n in values.items() if c == 1},
    }
    told = in_columns(values, may_be=may_be)
    if told is None:
        return  # nothing is published but the totals
    assert published_columns(values, told).reconstructed() == {}
    if len({row for row, _column in values}) > 1:
        assert not [n for n in told.values() if n in range(1, SMALLEST)]


# --- The attack bites: each of these gives a number away


def test_a_total_gives_the_only_hidden_cell_away():
    told = {"a": FEW, "b": 12, "c": 7}
    assert Published(told, [("abc", 22)]).reconstructed() == {"a": 3}


def test_two_cells_that_can_only_be_as_large_as_they_may_are_given_away():
    told = {"a": FEW, "b": FEW, "c": 7}
    assert Published(told, [("abc", 15)]).reconstructed() == {"a": 4, "b": 4}


def test_without_secondary_suppression_a_cross_is_worked_out():
    values = {(0, 0): 3, (0, 1): 9, (1, 0): 8, (1, 1): 7}
    only_small = {
        key: FEW if isinstance(n, int) and 0 < n < SMALLEST else n
        for key, n in {
            **values,
            (0, TOTAL): 12,
            (1, TOTAL): 15,
            (TOTAL, 0): 11,
            (TOTAL, 1): 16,
            (TOTAL, TOTAL): 27,
        }.items()
    }
    assert published_cross(only_small).reconstructed() == {(0, 0): 3}


def test_nobody_is_approved_without_a_meeting_so_one_meeting_gives_a_home_away():
    told = {"met": 1, "home": FEW, "other home": FEW, "other met": 0}
    within = [("home", "met"), ("other home", "other met")]
    found = Published(told, [(("home", "other home"), 1)], within).reconstructed()
    assert found == {"home": 1, "other home": 0}


# --- What is hidden, by example


def test_numbers_of_five_and_more_and_noughts_stand():
    values = {(0, 0): 5, (0, 1): 0, (1, 0): 9, (1, 1): 12}
    told = in_cross(values)
    assert {key: told[key] for key in values} == values


def test_a_small_cell_takes_others_with_it_and_noughts_first():
    values = {(row, 0): n for row, n in enumerate((3, 0, 20, 8))}
    assert in_columns(values) == {(0, 0): FEW, (1, 0): FEW, (2, 0): 20, (3, 0): 8}


def test_without_a_nought_the_smallest_that_serves_is_withheld():
    values = {(row, 0): n for row, n in enumerate((3, 20, 8))}
    assert in_columns(values) == {(0, 0): FEW, (1, 0): 20, (2, 0): WITHHELD}


def test_two_fours_need_a_third():
    values = {(row, 0): n for row, n in enumerate((4, 4, 9))}
    assert in_columns(values) == {(0, 0): FEW, (1, 0): FEW, (2, 0): WITHHELD}


def test_where_nothing_is_enough_nothing_is_told():
    assert in_columns({(0, 0): 4, (1, 0): 4}) is None
    assert in_cross({(0, 0): 4, (0, 1): 4}) is None


def test_a_table_of_one_row_says_no_more_than_its_totals():
    assert in_columns({(0, 0): 3, (0, 1): 1}) == {(0, 0): 3, (0, 1): 1}


CHOICE = """
from reports.suppression import in_columns, in_cross
words = ["Radio", "Tips", "Affisch", "Bio", "Okänt"]
numbers = dict(zip(words, (3, 8, 8, 8, 8)))
print(in_columns({(word, "år"): number for word, number in numbers.items()}))
print(in_cross({(a, b): 8 if a == b else 3 for a in words for b in words}))
"""


def test_every_process_hides_the_same_cells():
    told = {
        subprocess.run(
            [sys.executable, "-c", CHOICE],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1


@pytest.mark.parametrize("number", [1, 4])
def test_one_family_alone_among_reasons_is_hidden_and_the_sum_of_all_told(number):
    values = {(row, column): 0 for row in range(6) for column in range(5)}
    told = in_cross({**values, (2, 3): number})
    assert told[2, 3] is told[2, TOTAL] is told[TOTAL, 3] is FEW
    assert told[TOTAL, TOTAL] == number


@pytest.mark.parametrize(
    ("told", "total", "first"),
    [
        ({"a": 9, "b": 3}, 12, "a"),
        ({"a": 6, "b": 6}, 12, None),
        ({"a": 9, "b": FEW, "c": FEW}, 14, "a"),
        ({"a": 9, "b": WITHHELD, "c": FEW}, 20, None),
        ({"a": FEW, "b": FEW}, 5, None),
        ({"a": 0, "b": 0}, 0, None),
        ({}, 0, None),
    ],
)
def test_who_has_most_is_said_only_where_everybody_can_see_it(told, total, first):
    assert clearly_most(told, total) == first
