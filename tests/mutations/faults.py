"""The faults, and the tests that must fail when one of them is there."""

from collections.abc import Sequence
from dataclasses import dataclass

RECEIVE = "tests/inquiries/services/test_receive.py::"
WHOLE = "tests/inquiries/services/test_whole_receipt.py::"
MOVES = "tests/inquiries/services/test_moves.py::"
CALLS = "tests/inquiries/services/test_calls.py::"
DELIVERY = "tests/messaging/test_delivery.py::"
PROCESSES = "tests/messaging/test_processes.py::"
CLAIMING = "tests/messaging/test_claiming.py::"
OUTBOX = "tests/messaging/test_services.py::"
SMS = "tests/messaging/test_sms.py::"
PROMISE = "tests/followups/test_promise.py::"
REMINDERS = "tests/followups/test_reminders.py::"

RECEIVE_FILE = "inquiries/services/receive.py"
CLAIMS_FILE = "messaging/claims.py"
ENQUEUE = "    enqueue(messages.of_receipt(inquiry, promise, at=at), at=at)\n"


@dataclass(frozen=True)
class Edit:
    """A text that stands in a file once, and what stands there instead."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes:
        name: what somebody might do, as a claim.
        guards: every one of these tests must fail.
        sql: run on the test database before the tests.
    """

    name: str
    guards: Sequence[str]
    edits: Sequence[Edit] = ()
    sql: str = ""


FAULTS: Sequence[Fault] = (
    Fault(
        "the same form makes two inquiries",
        [f"{RECEIVE}test_the_same_form_sent_twice_is_one_inquiry"],
        sql="ALTER TABLE inquiries_inquiry "
        "DROP CONSTRAINT inquiries_inquiry_form_key_key",
    ),
    Fault(
        "the same message can be written twice",
        [f"{OUTBOX}test_the_same_intent_is_written_once"],
        [
            Edit(
                "messaging/services.py",
                "ON CONFLICT ON CONSTRAINT message_once DO NOTHING",
                "ON CONFLICT DO NOTHING",
            )
        ],
        sql="ALTER TABLE messaging_message DROP CONSTRAINT message_once",
    ),
    Fault(
        "the messages are written after the commit",
        [f"{WHOLE}test_everything_that_a_receipt_writes_is_one_transaction"],
        [
            Edit(
                RECEIVE_FILE,
                ENQUEUE,
                "    transaction.on_commit(\n"
                "        lambda: enqueue("
                "messages.of_receipt(inquiry, promise, at=at), at=at) and None\n"
                "    )\n",
            )
        ],
    ),
    Fault(
        "the messages are written beside the transaction",
        [
            f"{WHOLE}test_everything_that_a_receipt_writes_is_one_transaction",
            f"{WHOLE}test_without_its_messages_there_is_no_inquiry",
        ],
        [
            Edit(RECEIVE_FILE, ENQUEUE, "    inquiry.drafts = (inquiry, promise)\n"),
            Edit(
                RECEIVE_FILE,
                "            return _write(",
                "            written = _write(",
            ),
            Edit(
                RECEIVE_FILE,
                "        return _sent_again(first, registration, at=at)\n",
                "        return _sent_again(first, registration, at=at)\n"
                "    enqueue(messages.of_receipt(*written.drafts, at=at), at=at)\n"
                "    return written\n",
            ),
        ],
    ),
    Fault(
        "a message is called sent before it is",
        [
            f"{PROCESSES}test_a_dispatcher_killed_between_acceptance_and_commit_"
            "doubles_one_mail"
        ],
        [
            Edit(
                CLAIMS_FILE,
                "SET attempt = attempt + 1, handed_over_at = clock_timestamp()",
                "SET attempt = attempt + 1, status = 'sent', sent_at = now(),"
                " handed_over_at = clock_timestamp()",
            )
        ],
        sql="ALTER TABLE messaging_message "
        "DROP CONSTRAINT IF EXISTS only_a_message_being_sent_has_a_lease",
    ),
    Fault(
        "an old claim writes over a new one",
        [
            f"{DELIVERY}test_an_old_token_changes_nothing",
            f"{PROCESSES}test_a_dispatcher_frozen_past_its_lease_changes_nothing_"
            "when_it_wakes",
        ],
        [
            Edit(
                CLAIMS_FILE,
                "WHERE message.id = verdict.id AND message.lease_token = %s",
                "WHERE message.id = verdict.id AND %s IS NOT NULL",
            )
        ],
    ),
    Fault(
        "a message is begun after its lease has passed",
        [f"{DELIVERY}test_nothing_is_begun_after_its_lease_has_passed"],
        [
            Edit(
                CLAIMS_FILE,
                "lease_token = %s AND lease_until > clock_timestamp()",
                "lease_token = %s",
            )
        ],
    ),
    Fault(
        "two dispatchers claim the same message",
        [f"{CLAIMING}test_what_another_is_claiming_is_passed_over"],
        [
            Edit(
                CLAIMS_FILE,
                "            FOR UPDATE SKIP LOCKED\n        ) AS chosen",
                "        ) AS chosen",
            )
        ],
    ),
    Fault(
        "a dispatcher waits for another's claim",
        [f"{CLAIMING}test_what_another_is_claiming_is_passed_over"],
        [
            Edit(
                CLAIMS_FILE,
                "            FOR UPDATE SKIP LOCKED\n        ) AS chosen",
                "            FOR UPDATE\n        ) AS chosen",
            )
        ],
    ),
    Fault(
        "an SMS in a dead process's hand is sent again",
        [
            f"{DELIVERY}test_an_sms_left_in_a_dead_processs_hand_goes_to_a_person",
            f"{PROCESSES}test_a_dispatcher_killed_with_an_sms_in_hand_leaves_it_"
            "to_a_person",
        ],
        [
            Edit(
                CLAIMS_FILE,
                "WHEN channel = 'sms' THEN 'uncertain'",
                "WHEN channel = 'sms' THEN 'retry'",
            )
        ],
    ),
    Fault(
        "an SMS whose answer was lost is sent again",
        [f"{SMS}test_an_sms_of_unknown_outcome_never_leaves_again_by_itself"],
        [
            Edit(
                "messaging/lane.py",
                "return Verdict(message.pk, Status.UNCERTAIN, code)",
                "return postponed(message, code, self.round.now())",
            )
        ],
    ),
    Fault(
        "nobody asks whether a message is still wanted",
        [
            f"{DELIVERY}test_a_kind_of_message_is_asked_about_just_before_it_leaves",
        ],
        [
            Edit(
                "messaging/verdicts.py",
                "        if message.pk not in wanted\n",
                "        if not wanted and wanted\n",
            )
        ],
    ),
    Fault(
        "a reminder of a step that was moved is still wanted",
        [f"{REMINDERS}test_a_reminder_of_an_earlier_generation_is_no_longer_wanted"],
        [
            Edit(
                "followups/reminders.py",
                "if open_tasks.get(each.subject_id) == each.generation",
                "if each.subject_id in open_tasks",
            )
        ],
    ),
    Fault(
        "messages go out at night",
        [f"{DELIVERY}test_at_night_everything_but_receipts_waits_for_the_morning"],
        [
            Edit(
                "messaging/verdicts.py",
                "        if end is not None:\n",
                "        if end is None and end is not None:\n",
            )
        ],
    ),
    Fault(
        "an open inquiry may be without a next step",
        [f"{MOVES}test_the_database_refuses_an_open_inquiry_without_a_next_step"],
        sql="DROP TRIGGER open_inquiry_has_next_step ON inquiries_inquiry;"
        "DROP TRIGGER closed_followup_leaves_next_step ON followups_followuptask",
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
                "in_time = called_at <= promise.due_at",
                "in_time = called_at < promise.due_at",
            )
        ],
    ),
    Fault(
        "the audit can be rewritten",
        [
            "tests/audit/test_entries.py::test_the_database_refuses_to_change_or_remove_entries"
        ],
        sql="DROP TRIGGER audit_entry_is_append_only ON audit_entry",
    ),
    Fault(
        "a record of another municipality can be read",
        [
            "tests/inquiries/desk/test_record.py::"
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
        "a message of another municipality can be read",
        [
            "tests/messaging/test_views.py::"
            "test_another_municipalitys_message_is_like_a_missing_one"
        ],
        [
            Edit(
                "messaging/views.py",
                "own = Message.objects.of(request.municipality)",
                "own = Message.objects.all()",
            )
        ],
    ),
)
