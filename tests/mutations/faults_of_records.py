"""Faults in what the desk reads and changes, and in what guards it."""

from tests.mutations.fault import Edit, Fault

MOVES = "tests/inquiries/services/test_moves.py::"
CALLS = "tests/inquiries/services/test_calls.py::"
WHOLE = "tests/inquiries/services/test_whole_receipt.py::"
PROMISE = "tests/followups/test_promise.py::"
ALONE = "tests/inquiries/services/test_alone.py::"
DESK = "tests/inquiries/desk/"
AUDIT = "tests/audit/test_entries.py::"

OF_RECORDS = (
    Fault(
        "an inquiry may be opened without a next step",
        [f"{WHOLE}test_the_database_refuses_to_wake_an_inquiry_without_a_next_step"],
        sql="DROP TRIGGER open_inquiry_has_next_step ON inquiries_inquiry",
    ),
    Fault(
        "an open inquiry may lose its next step",
        [
            f"{MOVES}test_the_database_refuses_an_open_inquiry_without_a_next_step",
            f"{MOVES}test_the_database_refuses_to_close_the_last_step_of_an_open_"
            "inquiry",
        ],
        sql="DROP TRIGGER closed_followup_leaves_next_step ON followups_followuptask",
    ),
    Fault(
        "a promise can be moved, and a broken one mended",
        [
            f"{PROMISE}test_the_database_refuses_to_move_a_promise",
            f"{PROMISE}test_a_broken_promise_stays_broken",
        ],
        sql="DROP TRIGGER promise_is_never_moved ON followups_promise",
    ),
    Fault(
        "the next step may lie after what is promised",
        [f"{MOVES}test_the_database_refuses_a_step_after_an_open_promise"],
        sql="DROP TRIGGER step_is_before_promise ON followups_followuptask",
    ),
    Fault(
        "an inquiry may have two open promises",
        [f"{PROMISE}test_an_inquiry_has_one_open_promise_at_most"],
        sql="DROP INDEX one_open_promise_per_inquiry",
    ),
    Fault(
        "a call at the promised moment comes too late",
        [f"{CALLS}test_a_call_at_the_promised_moment_is_in_time"],
        [
            Edit(
                "followups/promise.py",
                "elif called_at <= promise.due_at",
                "elif called_at < promise.due_at",
            )
        ],
    ),
    Fault(
        "the audit can be rewritten",
        [f"{AUDIT}test_the_database_refuses_to_change_or_remove_entries"],
        sql="DROP TRIGGER audit_entry_is_append_only ON audit_entry",
    ),
    Fault(
        "a record of another municipality can be read",
        [
            f"{DESK}test_record.py::"
            "test_another_municipality_s_record_is_the_same_as_a_missing_one"
        ],
        [
            Edit(
                "inquiries/views/desk_parts.py",
                "Inquiry.objects.of(request.municipality)",
                "Inquiry.objects.all()",
            )
        ],
    ),
    Fault(
        "another municipality's queue is shown",
        [f"{DESK}test_today.py::test_another_municipality_s_queue_is_not_shown"],
        [
            Edit(
                "inquiries/queue_keys.py",
                "FollowUpTask.objects.of(scope.municipality).open()",
                "FollowUpTask.objects.open()",
            )
        ],
    ),
    Fault(
        "a stage may follow any other",
        [f"{MOVES}test_the_database_refuses_a_stage_that_may_not_follow"],
        sql="DROP TRIGGER stage_move_is_known ON inquiries_inquiry",
    ),
    Fault(
        "an event can be rewritten",
        [f"{MOVES}test_the_database_refuses_to_change_an_event"],
        sql="DROP TRIGGER event_is_append_only ON inquiries_event",
    ),
    Fault(
        "a contact may belong to another municipality than its inquiry",
        [f"{MOVES}test_the_database_refuses_a_contact_of_another_municipality"],
        sql="ALTER TABLE inquiries_contactdetails "
        "DROP CONSTRAINT contact_of_same_municipality",
    ),
    Fault(
        "two people change an inquiry at the same moment",
        [f"{ALONE}test_whoever_changes_an_inquiry_has_it_alone"],
        [
            Edit(
                "inquiries/services/acts.py",
                'Inquiry.objects.select_for_update(of=("self",))',
                "Inquiry.objects",
            )
        ],
    ),
    Fault(
        "an erased person's messages stay readable",
        [f"{MOVES}test_erasing_leaves_the_line_and_nothing_of_the_person"],
        [
            Edit(
                "messaging/services.py",
                'return messages.update(recipient="", heading="", body="", '
                'calendar="")',
                "return messages.count()",
            )
        ],
    ),
)
