"""What several processes that share the suite are given."""

from recruitment.embedded.folders import ROOT
from tests.scheduling import TOGETHER, prepared_together


def test_the_files_that_stay_together_are_there():
    assert all((ROOT / each).exists() for each in TOGETHER)


def test_a_file_with_a_long_preparation_is_one_piece():
    file = next(each for each in sorted(TOGETHER) if each.endswith(".py"))
    first, second = f"{file}::test_one", f"{file}::test_two[a::b]"
    assert prepared_together(first) == prepared_together(second)


def test_so_is_a_folder():
    folder = next(each for each in sorted(TOGETHER) if not each.endswith(".py"))
    first, second = (
        f"{folder}/test_a.py::test_one",
        f"{folder}/test_b.py::test_two[a/b]",
    )
    assert prepared_together(first) == prepared_together(second)


def test_any_other_test_is_a_piece_of_its_own():
    first, second = "tests/test_setup.py::test_one", "tests/test_setup.py::test_two"
    assert prepared_together(first) != prepared_together(second)
