import pytest

from benchmarks import ground
from benchmarks.http_load import UnexpectedAnswer, wait_for
from benchmarks.measure import (
    AT_LEAST,
    AT_MOST,
    Row,
    Sample,
    in_turns,
    median_ratio,
    percentile,
    table,
)


@pytest.mark.parametrize(
    ("count", "share", "expected"),
    [(1, 0.95, 1), (20, 0.95, 19), (100, 0.95, 95), (100, 1, 100)],
)
def test_a_percentile_is_one_of_the_values(count, share, expected):
    assert percentile(range(1, count + 1), share) == expected


def test_a_rate_is_how_many_a_second():
    assert Sample([0.1] * 30, elapsed=1.5).rate == 20


def test_the_ratio_is_the_median_of_the_rounds_own_ratios():
    pairs = [(Sample([ours]), Sample([1.0])) for ours in (1.0, 9.0, 2.0)]
    assert median_ratio(pairs, lambda side: side.median) == 2


def test_both_sides_are_warmed_up_and_take_turns_at_beginning():
    order = []
    in_turns(
        lambda: order.append("ours") or Sample(),
        lambda: order.append("theirs") or Sample(),
        rounds=2,
    )
    assert order == ["ours", "theirs", "ours", "theirs", "theirs", "ours"]


@pytest.mark.parametrize(
    ("ratio", "goal", "is_reached"),
    [
        (0.6, (AT_LEAST, 0.6), True),
        (0.59, (AT_LEAST, 0.6), False),
        (2.0, (AT_MOST, 2), True),
        (2.01, (AT_MOST, 2), False),
        (99.0, None, True),
    ],
)
def test_a_goal_is_reached_at_its_very_limit(ratio, goal, is_reached):
    assert Row("what", "ours", "theirs", ratio, goal).is_reached is is_reached


def test_the_table_says_what_is_not_reached():
    shown = table([Row("form", "9/s", "90/s", 0.1, (AT_LEAST, 0.6))])
    assert shown.splitlines()[1] == "form  9/s   90/s     0.10   ≥ 0.6  NOT REACHED"


def test_everything_is_measured_unless_subjects_are_named():
    assert ground.options([]).subjects == list(ground.SUBJECTS)
    assert ground.options(["form", "--rows", "5000"]).rows == 5000


def test_an_unknown_subject_is_refused(capsys):
    with pytest.raises(SystemExit):
        ground.options(["fomr"])
    assert "no such subject: fomr" in capsys.readouterr().err


def test_waiting_ends_with_what_is_not_ready():
    with pytest.raises(UnexpectedAnswer, match="the kettle is not ready"):
        wait_for(lambda: False, 0.01, "the kettle")
