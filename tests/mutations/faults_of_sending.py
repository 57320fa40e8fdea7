"""Faults in the outbox and its dispatcher."""

from tests.mutations.fault import Edit, Fault

LEASES = "tests/messaging/test_leases.py::"
LAST_LOOK = "tests/messaging/test_last_look.py::"
PROCESSES = "tests/messaging/test_processes.py::"
CLAIMING = "tests/messaging/test_claiming.py::"
OUTBOX = "tests/messaging/test_services.py::"
SMS = "tests/messaging/test_sms.py::"
BEAT = "tests/messaging/test_beat.py::"
CLOCK = "tests/followups/test_clock.py::"
REMINDERS = "tests/followups/test_reminders.py::"

CLAIMS_FILE = "messaging/claims.py"

OF_SENDING = (
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
            f"{LEASES}test_an_old_token_changes_nothing",
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
        [f"{LEASES}test_nothing_is_begun_after_its_lease_has_passed"],
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
            f"{LEASES}test_an_sms_left_in_a_dead_processs_hand_goes_to_a_person",
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
        [
            f"{SMS}test_a_line_dropped_after_the_request_goes_to_a_person",
            f"{SMS}test_an_sms_of_unknown_outcome_never_leaves_again_by_itself",
        ],
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
            f"{LAST_LOOK}test_a_kind_of_message_is_asked_about_just_before_it_leaves",
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
        [f"{LAST_LOOK}test_at_night_everything_but_receipts_waits_for_the_morning"],
        [
            Edit(
                "messaging/verdicts.py",
                "        if end is not None:\n",
                "        if end is None and end is not None:\n",
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
    Fault(
        "a machine's own clock says what is due",
        [
            f"{BEAT}test_a_machine_whose_clock_is_wrong_sends_what_is_due_by_the_databases"
        ],
        [
            Edit(
                "messaging/dispatch.py",
                "return cast(datetime, cursor.fetchone()[0])",
                "return timezone.now()",
            )
        ],
    ),
    Fault(
        "two beats remind of the same step",
        [f"{CLOCK}test_two_beats_at_once_remind_and_apologise_once"],
        [
            Edit(
                "messaging/services.py",
                "ON CONFLICT ON CONSTRAINT message_once DO NOTHING",
                "ON CONFLICT DO NOTHING",
            ),
            Edit(
                "followups/reminders.py",
                '.select_for_update(skip_locked=True, of=("self",))[:BATCH]',
                "[:BATCH]",
            ),
        ],
        sql="ALTER TABLE messaging_message DROP CONSTRAINT message_once",
    ),
    Fault(
        "nobody notes that a carrier has a message in hand",
        [
            f"{PROCESSES}test_a_dispatcher_killed_with_an_sms_in_hand_leaves_it_"
            "to_a_person"
        ],
        [
            Edit(
                CLAIMS_FILE,
                "SET attempt = attempt + 1, handed_over_at = clock_timestamp()",
                "SET attempt = attempt + 1",
            )
        ],
    ),
    Fault(
        "what was sent is not written down when the database restarts meanwhile",
        [
            f"{PROCESSES}test_what_became_of_a_message_is_written_after_the_"
            "database_came_back"
        ],
        [
            Edit(
                "messaging/lane.py",
                "if connection.in_atomic_block or is_late or not is_outage(error):",
                "if is_outage(error) or is_late:",
            )
        ],
    ),
)
