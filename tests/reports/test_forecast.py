import random

import pytest

from inquiries.workflow import OPEN_STAGES, Stage
from reports.figures.forecast import SMALLEST_BASE, StageOutlook, homes_ahead
from tests.make import make_municipality
from tests.reports.histories import MARCH, local, move, receive, report_of, undo

IN_APRIL = local("2026-04-10 12:00")


def outlook(now, settled, approved, stage=Stage.MEETING):
    return StageOutlook(stage, now, settled, approved)


@pytest.fixture
def municipality(db):
    return make_municipality()


def stages(municipality, at=IN_APRIL):
    return {each.stage: each for each in report_of(municipality, MARCH, at).outlook}


def test_a_stage_tells_who_is_in_it_and_what_became_of_those_before(municipality):
    receive(municipality, "2026-03-02 09:00", stage=Stage.MEETING)
    for stage in ("approved", "withdrawn", "dormant", "duplicate"):
        inquiry = receive(municipality, "2025-03-02 09:00", stage=stage)
        move(inquiry, "contacted", "meeting", "2025-04-02 09:00")
        move(inquiry, "meeting", "contacted", "2025-04-03 09:00")
        move(inquiry, "contacted", "meeting", "2025-04-04 09:00")
        if stage == "approved":
            move(inquiry, "decision", "approved", "2026-02-02 09:00")
    assert stages(municipality)[Stage.MEETING] == outlook(1, 2, 1)
    assert stages(municipality)[Stage.RECEIVED] == outlook(0, 2, 1, Stage.RECEIVED)


def test_a_home_that_left_the_bank_again_had_become_one(municipality):
    inquiry = receive(municipality, "2025-03-02 09:00", stage=Stage.WITHDRAWN)
    move(inquiry, "decision", "approved", "2025-09-02 09:00")
    move(inquiry, "approved", "withdrawn", "2026-02-02 09:00")
    assert stages(municipality)[Stage.RECEIVED].approved == 1


def test_what_was_undone_is_no_history(municipality):
    inquiry = receive(municipality, "2025-03-02 09:00", stage=Stage.WITHDRAWN)
    undo(move(inquiry, "contacted", "meeting", "2025-04-02 09:00"))
    undo(move(inquiry, "decision", "approved", "2025-09-02 09:00"))
    assert stages(municipality)[Stage.MEETING].settled == 0
    assert stages(municipality)[Stage.RECEIVED] == outlook(0, 1, 0, Stage.RECEIVED)


@pytest.mark.parametrize(
    ("received", "settled"),
    [
        ("2024-03-31 23:59:59", 0),
        ("2024-04-01 00:00", 1),
        ("2026-03-31 23:59:59", 1),
        ("2026-04-01 00:00", 0),
    ],
)
def test_history_is_the_latest_24_months(municipality, received, settled):
    receive(municipality, received, stage=Stage.WITHDRAWN)
    assert stages(municipality)[Stage.RECEIVED].settled == settled


def test_a_month_of_long_ago_looks_nowhere(municipality):
    receive(municipality, "2026-03-02 09:00")
    assert stages(municipality, local("2026-05-01 00:00")) == {}
    assert stages(municipality, local("2026-04-30 23:59"))[Stage.RECEIVED].now == 1


def test_a_forecast_is_a_range_around_what_became_of_those_before():
    low, high = homes_ahead([outlook(10, 100, 50)])
    assert low < 5 < high
    assert (low, high) == (2, 8)


def test_a_longer_history_makes_it_narrower_and_a_shorter_one_wider():
    wide = homes_ahead([outlook(40, 20, 10)])
    narrow = homes_ahead([outlook(40, 2000, 1000)])
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


@pytest.mark.parametrize("settled", [0, SMALLEST_BASE - 1])
def test_a_base_below_twenty_in_a_stage_that_somebody_is_in_hides_it(settled):
    assert homes_ahead([outlook(5, 100, 50), outlook(1, settled, 0)]) is None
    assert homes_ahead([outlook(5, 100, 50), outlook(0, settled, 0)]) is not None
    assert homes_ahead([outlook(1, SMALLEST_BASE, 0)]) is not None


@pytest.mark.parametrize("stages", [(), (outlook(0, 100, 50),)])
def test_with_nobody_on_the_way_there_is_nothing_to_tell(stages):
    assert homes_ahead(stages) is None


def test_never_fewer_than_none_nor_more_than_are_on_the_way():
    assert homes_ahead([outlook(1, 40, 0)]) == (0, 1)
    assert homes_ahead([outlook(2, 40, 40)])[1] == 2


def test_the_range_holds_eight_times_in_ten():
    """Histories and outcomes drawn with the same chances, whatever those are."""
    dice = random.Random(20)
    held = []
    for _ in range(1500):
        drawn, became = [], 0
        for stage in OPEN_STAGES:
            chance, settled, now = (
                dice.random(),
                dice.randint(20, 90),
                dice.randint(0, 9),
            )
            approved = sum(dice.random() < chance for _ in range(settled))
            drawn.append(outlook(now, settled, approved, stage))
            became += sum(dice.random() < chance for _ in range(now))
        found = homes_ahead(drawn)
        held.append(found is None or found[0] <= became <= found[1])
    assert sum(held) / len(held) >= 0.8
