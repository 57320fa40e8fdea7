"""Faults in how months are frozen, shown and sent."""

from tests.mutations.fault import Edit, Fault

FREEZING = "tests/reports/test_freezing.py::"
FROZEN = "tests/reports/test_frozen_pages.py::"
MONTHS = "tests/reports/test_months.py::"
SENDING = "tests/reports/test_sending.py::"

OF_FREEZING = (
    Fault(
        "a month is frozen before it is over",
        [
            f"{FREEZING}test_a_month_that_is_not_over_or_lies_before_the_register"
            "_cannot_be_frozen"
        ],
        [
            Edit(
                "reports/services/freezing.py",
                "if at < month.end or began is None or began >= month.end:",
                "if began is None or began >= month.end:",
            )
        ],
    ),
    Fault(
        "the page counts a frozen month anew",
        [f"{FROZEN}test_a_frozen_month_stays_whatever_is_registered_later"],
        [
            Edit(
                "reports/reading.py",
                "snapshot = rows.last() if version is None",
                "snapshot = None if version is None",
            )
        ],
    ),
    Fault(
        "month by month counts a frozen month anew",
        [f"{MONTHS}test_a_frozen_month_stays_when_the_register_changes"],
        [
            Edit(
                "reports/months.py",
                "    frozen = _frozen(municipality, months)\n",
                "    frozen: Told = {}\n",
            )
        ],
    ),
    Fault(
        "month by month shows a corrected month as it was before",
        [
            f"{MONTHS}test_a_corrected_month_has_the_figures_of_its_latest_version",
        ],
        [
            Edit(
                "reports/models/snapshot.py",
                '"-month", "-version"',
                '"-month", "version"',
            )
        ],
    ),
    Fault(
        "twelve months are compared with some that were registered in part",
        [f"{MONTHS}test_nothing_is_compared_with_a_month_that_was_registered_in_part"],
        [
            Edit(
                "reports/months.py",
                "is_ours = began is not None and began < month.start",
                "is_ours = began is not None and began < month.end",
            )
        ],
    ),
    Fault(
        "a frozen month can be rewritten",
        [f"{FREEZING}test_the_database_keeps_what_is_frozen"],
        [
            Edit(
                "reports/migrations/0002_keep_frozen_months.py",
                "BEFORE UPDATE OR DELETE ON reports_snapshot",
                "BEFORE DELETE ON reports_snapshot",
            )
        ],
    ),
    Fault(
        "a correction sends the month again by itself",
        [f"{SENDING}test_who_has_the_month_is_not_sent_its_correction_at_seven"],
        [
            Edit(
                "reports/services/sending.py",
                "        if key_of(each.pk) not in reached\n"
                "    ]\n"
                "    drafts = _drafts(waiting,",
                "    ]\n    drafts = _drafts(waiting,",
            )
        ],
    ),
    Fault(
        "whoever said no gets the month that waits",
        [
            f"{SENDING}test_a_mail_that_waits_leaves_to_the_new_address_and_not_to"
            "_who_rests"
        ],
        [
            Edit(
                "reports/services/sending.py",
                "chosen = Recipient.objects.active().filter(",
                "chosen = Recipient.objects.filter(",
            )
        ],
    ),
    Fault(
        "the month's mail fills in what somebody has typed",
        [f"{SENDING}test_the_manager_s_own_words_are_in_the_mail_and_are_no_mark"],
        [
            Edit(
                "reports/messages.py",
                'return without_marks("\\n\\n".join(parts))',
                'return "\\n\\n".join(parts)',
            )
        ],
    ),
)
