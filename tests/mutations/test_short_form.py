"""One planted fault; and the list of all of them still fits the code."""

import ast

import pytest

from recruitment.embedded.folders import ROOT
from tests.mutations.fault import Fault
from tests.mutations.faults import FAULTS
from tests.mutations.faults_of_receiving import RECEIVE, WHOLE
from tests.mutations.trial import Copy, planted

NAMES = [each.name for each in FAULTS]


@pytest.fixture(scope="module")
def functions():
    """Test file → the names of its functions."""
    files = {guard.split("::")[0] for fault in FAULTS for guard in fault.guards}
    return {
        file: {
            each.name
            for each in ast.walk(ast.parse((ROOT / file).read_text()))
            if isinstance(each, ast.FunctionDef)
        }
        for file in files
    }


@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
def test_a_fault_can_be_planted_and_has_its_guards(fault, functions):
    assert fault.edits or fault.sql
    for edit in fault.edits:
        text = (ROOT / edit.file).read_text()
        assert ast.parse(planted(text, edit))
    for guard in fault.guards:
        file, name = guard.split("::")
        assert name in functions[file]


@pytest.mark.slow
def test_the_tests_find_a_fault_and_one_that_looks_elsewhere_survives_it(tmp_path):
    chosen = next(each for each in FAULTS if "after the commit" in each.name)
    guard = f"{WHOLE}test_everything_that_a_receipt_writes_is_one_transaction"
    passer_by = f"{RECEIVE}test_numbers_run_per_municipality_and_local_year"
    fault = Fault(chosen.name, [guard, passer_by], chosen.edits)
    verdict = Copy(tmp_path).judge(fault)
    assert verdict.survived == [passer_by]
    assert not verdict.trouble
    assert not verdict.is_killed
