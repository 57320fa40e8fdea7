"""What a joint report tells of people in small groups, and what nobody can work out."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.figures.waits import Spread, Waits
from reports.joint.shown import (
    COLUMNS,
    GROUPS,
    WITHIN,
    middle_band,
    middle_wait,
    protected,
    share_of,
)
from reports.suppression import SMALLEST, Hidden
from tests.reports.attack import Published
from tests.reports.figures import make_report

FEW, WITHHELD = Hidden.FEW, Hidden.WITHHELD
# Mostly small; every border around what is told.
people = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, 4, 5, 5, 6, 7, 9, 12, 15])
typed = st.one_of(st.none(), people)
HOUR = timedelta(hours=1)


def counts(**given_numbers):
    numbers = dict.fromkeys(COLUMNS, 0) | given_numbers
    return tuple((column, numbers[column]) for column in COLUMNS)


@st.composite
def members(draw):
    """A member's month, in which nothing is that cannot be."""
    due = draw(people)
    kept = draw(st.integers(0, due))
    reached = draw(st.integers(0, kept))
    year_kept = kept + draw(people)
    received, approved = draw(people), draw(people)
    return counts(
        received=received,
        year_received=received + draw(people),
        due=due,
        kept=kept,
        reached=reached,
        year_kept=year_kept,
        year_due=year_kept + (due - kept) + draw(people),
        met=draw(people),
        approved=approved,
        year_approved=approved + draw(people),
        homes=draw(typed),
        waiting=draw(typed),
        places=draw(typed),
    )


towns = st.lists(members(), min_size=1, max_size=3)


def published(rows, group):
    """Every number and word of a group's columns, their sums, and what all know.

    No other group bounds these. Shares are worked out of what is told.
    """
    told = protected(tuple(rows))
    cells, sums = {}, []
    for column in group:
        keys = [
            (place, column)
            for place, row in enumerate(told.rows)
            if row[column] is not None
        ]
        cells |= {key: told.rows[key[0]][column] for key in keys}
        total = told.total[column]
        if isinstance(total, int):
            sums.append((keys, total))
        elif keys:
            cells["sum", column] = total
            sums.append((keys, ("sum", column)))
    within = [
        ((place, a), (place, b))
        for place in range(len(rows))
        for a, b in WITHIN
        if a in group
    ]
    return Published(cells, sums, within)


@settings(max_examples=150, deadline=None)
@given(rows=towns)
def test_no_hidden_number_of_a_member_can_be_worked_out(rows):
    for group in GROUPS:
        assert published(rows, group).reconstructed() == {}


@settings(max_examples=150, deadline=None)
@given(rows=towns)
def test_no_number_from_one_to_four_is_told_and_what_is_told_is_true(rows):
    told = protected(tuple(rows))
    for row, shown in zip(rows, told.rows, strict=True):
        for column, number in row:
            cell = shown[column]
            if column != "places":
                assert not (isinstance(cell, int) and 0 < cell < SMALLEST)
            if cell is FEW:
                assert number < SMALLEST
            elif cell is WITHHELD:
                assert number >= SMALLEST
            else:
                assert cell == number


@settings(max_examples=150, deadline=None)
@given(rows=towns)
def test_a_sum_is_that_of_the_rows_or_hidden_with_a_small_one(rows):
    told = protected(tuple(rows))
    for column in COLUMNS:
        numbers = [dict(row)[column] for row in rows]
        known = [number for number in numbers if number is not None]
        total = told.total[column]
        if isinstance(total, Hidden):
            assert any(0 < number < SMALLEST for number in known)
            assert (total is FEW) == (sum(known) < SMALLEST)
        else:
            assert total == (sum(known) if known else None)


@settings(max_examples=100, deadline=None)
@given(rows=towns)
def test_a_share_is_told_only_of_ten_or_more_that_are_told_themselves(rows):
    for row in protected(tuple(rows)).rows:
        for part, whole in (("kept", "due"), ("reached", "due")):
            share = share_of(row, part, whole)
            if share is not None:
                assert (share.part, share.whole) == (row[part], row[whole])
                assert share.whole >= 10


def test_a_small_number_takes_another_with_it_so_that_the_sum_gives_nothing_away():
    told = protected(
        (counts(received=3, year_received=9), counts(received=12, year_received=40))
    )
    assert [row["received"] for row in told.rows] == [FEW, WITHHELD]
    assert told.total["received"] == 15


def test_where_nothing_is_enough_the_sum_is_hidden():
    told = protected((counts(met=4), counts(met=4)))
    assert [row["met"] for row in told.rows] == [FEW, FEW]
    assert told.total["met"] is WITHHELD


def test_one_column_that_gives_itself_away_leaves_the_others_their_sums():
    told = protected(
        (counts(), counts(due=5, year_due=5, kept=1, year_kept=1)),
    )
    assert told.total["kept"] is FEW
    assert told.total["due"] == 5
    assert [row["due"] for row in told.rows] == [0, 5]


def test_a_single_member_with_figures_hides_its_sum_too():
    told = protected((counts(approved=2, year_approved=7),))
    assert told.rows[0]["approved"] is told.total["approved"] is FEW
    assert told.total["year_approved"] == 7


def test_a_share_of_a_hidden_number_is_none():
    told = protected((counts(due=40, kept=3, year_due=40, year_kept=3),) * 3)
    assert told.rows[0]["kept"] is FEW
    assert share_of(told.rows[0], "kept", "due") is None
    assert share_of(told.total, "kept", "due").percent == 8


def test_places_are_no_people():
    told = protected((counts(places=1), counts(places=None), counts(places=2)))
    assert [row["places"] for row in told.rows] == [1, None, 2]
    assert told.total["places"] == 3


@pytest.mark.parametrize(("spoken", "shown"), [(4, None), (5, 3 * HOUR)])
def test_the_middle_wait_is_of_five_or_more(spoken, shown):
    waits = Waits(spoken, elapsed=Spread(3 * HOUR, 9 * HOUR))
    assert middle_wait(make_report(waits=waits)) == shown


@pytest.mark.parametrize(
    ("bands", "middle"),
    [
        ([(6, 4, 0, 0, 0), (0, 0, 0, 0, 2)], 0),
        ([(5, 1, 0, 0, 0), (0, 5, 0, 0, 1)], 1),
        ([(4, 0, 0, 0, 0), (0, 5, 0, 0, 0)], None),
        ([(40, 0, 0, 0, 0), ()], None),
        ([], None),
    ],
)
def test_the_sum_says_only_in_which_band_the_middle_lies(bands, middle):
    """Where a frozen month has no bands, nothing is said."""
    reports = [make_report(waits=Waits(9, bands=each)) for each in bands]
    assert middle_band(reports) == middle
