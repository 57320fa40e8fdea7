"""The benchmarks themselves, on small numbers: they run, count and print."""

import os
import re
import subprocess
import sys

import pytest

from recruitment.embedded.folders import ROOT

SUBJECTS = [
    *("form", "pages", "link", "desk", "search", "claim", "deliver", "month"),
    *("report", "results"),
]
LINES = {
    "form, last POST",
    "form, last POST, 95th percentile",
    "form, first page, new visitor",
    "form, second page",
    "link followed, median",
    "form, third page",
    "“Idag”, 2,000 inquiries, 95th percentile",
    "“Idag”, queries",
    "list, queries",
    "search by common name",
    "search by number",
    "claim 400 due of 2,",
    "claim, create, deliver to a null provider",
    "month page, 2,000 inquiries",
    "twelve months, 20,000 inquiries",
    "PDF of ten times as many, memory",
    "campaigns, 2,000 inquiries",
    "campaign, queries",
    "results by channel, 2,000 inquiries",
}


@pytest.mark.slow
def test_every_subject_runs_and_prints_its_ratio(tmp_path):
    printed = run(SUBJECTS, tmp_path)
    assert not {line for line in LINES if line not in printed}, printed
    assert len(re.findall(r" [≥≤] [\d.]+ +(?:NOT REACHED|reached)", printed)) > 12


def run(subjects, folder):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *subjects, "--quick"],
        cwd=ROOT,
        env=os.environ | {"HEMVAGEN_RUN_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
