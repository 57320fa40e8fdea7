"""Planted faults of what is kept of the months."""

from tests.mutations.fault import Edit, Fault

ROLLUPS = "tests/reports/test_rollups.py::"
RECOUNT = f"{ROLLUPS}test_after_each_change_the_report_is_that_of_a_recount"
ROLLING_UP = "reports/services/rolling_up.py"
READING = "reports/rollups.py"

OF_ROLLING_UP = (
    Fault(
        "what is settled of a promise marks nothing",
        [RECOUNT],
        sql="ALTER TABLE followups_promise DISABLE TRIGGER mark_changed_promise",
    ),
    Fault(
        "what happens to a family marks nothing",
        [RECOUNT],
        sql="ALTER TABLE inquiries_event DISABLE TRIGGER mark_new_events",
    ),
    Fault(
        "a family that is judged otherwise marks nothing",
        [RECOUNT],
        sql="ALTER TABLE inquiries_inquiry DISABLE TRIGGER mark_changed_inquiry",
    ),
    Fault(
        "an activity that changes its channel marks nothing",
        [
            f"{ROLLUPS}test_an_activity_that_changes_its_channel_takes_its_families_along"
        ],
        sql="ALTER TABLE campaigns_activity DISABLE TRIGGER mark_moved_activity",
    ),
    Fault(
        "a mark is taken away and the row that it makes wrong stays",
        [RECOUNT],
        [
            Edit(
                ROLLING_UP,
                "if wrong.delete()[0] + other.delete()[0]:",
                "if other.delete()[0]:",
            )
        ],
    ),
    Fault(
        "only the month in which a family came is counted again",
        [RECOUNT],
        [Edit(READING, "IN ('moved', 'contacted', 'wrote')", "IN ('received')")],
    ),
    Fault(
        "a report reads the row of a month that is marked",
        [RECOUNT],
        [Edit(READING, "rows.keys() - self._stale", "rows.keys()")],
    ),
    Fault(
        "two processes count one municipality at once",
        [f"{ROLLUPS}test_two_that_count_one_municipality_take_turns"],
        [Edit(ROLLING_UP, "pg_advisory_xact_lock(%s, %s)", "%s, %s")],
    ),
    Fault(
        "waits are kept when the office changes its hours",
        [f"{ROLLUPS}test_other_office_hours_change_the_waits_that_are_kept"],
        [
            Edit(
                READING,
                "row.office_hours != self._office_hours",
                "not self._office_hours",
            )
        ],
    ),
    Fault(
        "figures are shown that were drawn of others",
        ["tests/reports/test_drawn.py::test_a_family_more_is_seen_at_once"],
        [Edit("reports/drawn.py", " and known[0] == shown", "")],
    ),
)
