"""Working time against pandas: each reason found, and nothing else explained."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from benchmarks.offices import USUAL, red_days
from benchmarks.reasons import UNEXPLAINED, Direction, reason
from recruitment.embedded.folders import ROOT
from tests.organisation.opening_hours import at

OFFICES = {each.name: each for each in USUAL}
CLASSES = (
    "identical",
    "closing moment",
    "half day",
    "differing date",
    "clock moved",
    "midnight",
)


@pytest.mark.parametrize(
    ("office", "is_back", "start", "hours", "found"),
    [
        ("nine to five", False, "2026-03-13 16:30", 1, "identical"),
        ("closed for lunch", False, "2026-03-13 11:30", 1, "identical"),
        ("nine to five", False, "2026-03-13 16:00", 1, "closing moment"),
        ("nine to five", True, "2026-03-17 09:00", 8, "closing moment"),
        ("nine to five", False, "2026-04-30 11:30", 1, "half day"),
        ("nine to five", False, "2026-05-12 16:30", 1, "differing date"),
        ("nights", False, "2026-03-29 01:30", 2, "clock moved"),
        ("nights", False, "2026-10-25 01:30", 3, "clock moved"),
        ("evenings until midnight", True, "2026-03-14 00:00", 12, "midnight"),
        ("evenings until midnight", True, "2026-03-15 12:00", 12, "midnight"),
    ],
)
def test_a_difference_has_the_reason_without_which_there_is_none(
    office, is_back, start, hours, found
):
    ten_to_two = {date(2026, 5, 12): ((600, 840),)}
    office = replace(OFFICES[office], half_days_close=720, differing=ten_to_two)
    direction = Direction.of(office, is_back=is_back)
    theirs = direction.theirs(direction.shown(at(start)), hours)
    assert reason(direction, at(start), hours, theirs) == found


@pytest.mark.parametrize("is_back", [False, True])
@pytest.mark.parametrize("seconds", [-3600, -1, 1, 60])
def test_a_difference_without_reason_is_never_explained(is_back, seconds):
    direction = Direction.of(OFFICES["nine to five"], is_back=is_back)
    theirs = direction.theirs(datetime(2026, 3, 11, 12, 30), 20)  # noqa: DTZ001 -- a clock
    wrong = theirs + timedelta(seconds=seconds)
    found = reason(direction, at("2026-03-11 12:30"), 20, wrong)
    assert found == UNEXPLAINED


def test_pandas_is_told_the_eves_that_the_law_does_not_name():
    days = {each.isoformat()[:10] for each in red_days()}
    assert {"2026-04-04", "2026-05-23", "2026-06-19", "2026-12-24"} <= days


@pytest.mark.slow
def test_a_few_questions_are_asked_without_a_database_and_all_is_explained(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "calendar", "--quick"],
        cwd=ROOT,
        env=os.environ | {"HEMVAGEN_RUN_DIR": str(tmp_path), "DATABASE_URL": "none"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for name in CLASSES:
        assert re.search(rf"^{name} +[\d,]+ +[\d,]+$", done.stdout, re.MULTILINE)
    assert "\nunexplained: 0\n" in done.stdout
    assert not list(tmp_path.iterdir())
