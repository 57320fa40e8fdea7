"""Faults in what the month's report counts, and in what it tells of few people."""

from tests.mutations.fault import Edit, Fault

SMALL = "tests/reports/test_suppression.py::"
SHOWN = "tests/reports/test_shown.py::"

OF_REPORTS = (
    Fault(
        "only small numbers are hidden, not what gives them away",
        [
            f"{SMALL}test_no_hidden_cell_of_a_cross_can_be_worked_out",
            f"{SMALL}test_no_hidden_cell_of_channels_can_be_worked_out",
        ],
        [
            Edit(
                "reports/suppression.py",
                "while bare := hidden - _covered(hidden, in_order):",
                "while bare := set():",
            )
        ],
    ),
    Fault(
        "a hidden number may be five or more in the other table",
        [f"{SMALL}test_two_fours_need_a_third"],
        [
            Edit(
                "reports/suppression.py",
                "if new < 0 or _word(new) is not _word(values[key]):",
                "if new < 0:",
            )
        ],
    ),
    Fault(
        "nobody asks whether a channel could have such numbers",
        [f"{SHOWN}test_no_number_of_a_channel_can_be_worked_out"],
        [
            Edit(
                "reports/suppression.py",
                "if _looks_alike(values, move) and could_be(move)",
                "if _looks_alike(values, move)",
            )
        ],
    ),
    Fault(
        "a cost is divided by a number that is not told",
        [
            "tests/reports/test_costs.py::"
            "test_a_cost_is_not_divided_by_a_number_that_is_not_told"
        ],
        [
            Edit(
                "reports/shown.py",
                "return None if isinstance(number, Hidden) else cost_per"
                "(self.counts, number)",
                "return cost_per(self.counts, getattr(self.counts, column))",
            )
        ],
    ),
    Fault(
        "what was undone counts in the funnel",
        ["tests/reports/test_funnel.py::test_what_was_undone_is_no_step"],
        [
            Edit(
                "reports/figures/funnel.py",
                "WHERE undo.reverses_id = event.id",
                "WHERE undo.reverses_id = -event.id",
            )
        ],
    ),
    Fault(
        "the month after belongs to who left in this one",
        [
            "tests/reports/test_dropouts.py::"
            "test_it_counts_twelve_local_months_whenever_the_family_came"
        ],
        [
            Edit(
                "reports/report.py",
                "dropouts_in(changes[each] for each in year)",
                "dropouts_in(changes[each] for each in months)",
            )
        ],
    ),
    Fault(
        "what was typed of the need can be rewritten",
        ["tests/reports/test_bank.py::test_what_was_typed_is_only_ever_added"],
        sql="DROP TRIGGER need_is_append_only ON reports_needfigure;"
        "DROP TRIGGER needs_are_never_emptied ON reports_needfigure",
    ),
    Fault(
        "day prices that were typed can be rewritten",
        ["tests/reports/test_own_care.py::test_what_was_typed_is_only_ever_added"],
        sql="DROP TRIGGER care_prices_are_append_only ON reports_careprices;"
        "DROP TRIGGER care_prices_are_never_emptied ON reports_careprices",
    ),
    Fault(
        "day prices of a later month reach back",
        ["tests/reports/test_own_care.py::test_they_hold_from_their_month_on"],
        [
            Edit(
                "reports/models/care_prices.py",
                "self.filter(month__lte=month.first_day)",
                "self.all()",
            )
        ],
    ),
)
