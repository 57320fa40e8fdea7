from hypothesis import given
from hypothesis import strategies as st

from planning.spread import FEWEST, Range, Spread, spread_of, together

HISTORIES = st.dictionaries(
    st.integers(0, 60), st.integers(1, 30), min_size=1, max_size=8
)


def counts_of(weeks):
    return {count: weeks.count(count) for count in weeks}


def test_fewer_than_four_weeks_say_nothing():
    assert spread_of({3: 3}) is None
    assert spread_of({}) is None
    assert spread_of({3: 4}) is not None


def test_of_nineteen_weeks_the_second_smallest_and_largest_are_the_range():
    spread = spread_of(counts_of([0, 1, *range(2, 17), 30, 99]))
    assert (spread.low, spread.high) == (1, 30)


def test_of_nine_weeks_the_smallest_and_the_largest_are():
    spread = spread_of(counts_of([1, 2, 3, 4, 5, 6, 7, 8, 9]))
    assert (spread.low, spread.high, spread.mean) == (1, 9, 5)


def test_of_fewer_the_range_is_widened():
    spread = spread_of(counts_of([2, 2, 3, 5]))
    assert (spread.low, spread.high, spread.weeks) == (0, 10, 4)


def test_few_weeks_without_anybody_may_be_followed_by_one_with_somebody():
    assert spread_of({0: 5}).high == 1


@given(HISTORIES)
def test_the_range_lies_round_the_weeks_it_is_drawn_from(history):
    spread = spread_of(history)
    if sum(history.values()) < FEWEST:
        assert spread is None
        return
    assert 0 <= spread.low <= spread.high
    assert min(history) <= spread.mean <= max(history)
    if sum(history.values()) >= 9:
        inside = sum(
            number
            for count, number in history.items()
            if spread.low <= count <= spread.high
        )
        assert inside >= 0.8 * sum(history.values()) - 1
    else:
        assert (spread.low, spread.high) == (0, max(2 * max(history), 1))


@given(HISTORIES, st.integers(1, 5))
def test_the_same_weeks_several_times_never_widen_the_range(history, times):
    once = spread_of(history)
    more = spread_of({count: number * times for count, number in history.items()})
    if once is not None:
        assert once.low <= more.low
        assert more.high <= once.high


SPREADS = st.builds(
    lambda low, middle, high, weeks: Spread(
        low + middle, low, low + middle + high, weeks
    ),
    st.integers(0, 20),
    st.integers(0, 20),
    st.integers(0, 40),
    st.integers(4, 104),
)


@given(st.lists(st.tuples(SPREADS, st.integers(1, 5)), max_size=6), SPREADS)
def test_one_more_activity_never_makes_less_to_expect(parts, another):
    before, after = together(parts), together([*parts, (another, 1)])
    assert 0 <= before.low <= before.high
    assert before.low <= after.low
    assert before.high <= after.high


@given(st.lists(st.tuples(SPREADS, st.integers(1, 5)), min_size=1, max_size=6))
def test_together_lies_within_the_sums_of_the_borders(parts):
    found = together(parts)
    assert found.low >= sum(each.low * times for each, times in parts)
    assert found.high <= sum(each.high * times for each, times in parts)


def test_one_alone_is_what_it_is():
    assert together([(Spread(5.0, 2, 11, 40), 1)]) == Range(2, 11)
    assert together([]) == Range(0, 0)


def test_a_share_is_rounded_outwards():
    assert Range(3, 7).times(0.5) == Range(1, 4)
    assert Range(3, 7) + 2 == Range(5, 9)
