"""Faults in taking an inquiry in."""

from tests.mutations.fault import Edit, Fault

RECEIVE = "tests/inquiries/services/test_receive.py::"
WHOLE = "tests/inquiries/services/test_whole_receipt.py::"
ONCE = "tests/inquiries/public/test_once.py::"

RECEIVE_FILE = "inquiries/services/receive.py"
ENQUEUE = "    enqueue(drafts, at=at)\n"

OF_RECEIVING = (
    Fault(
        "the same form makes two inquiries",
        [f"{RECEIVE}test_the_same_form_sent_twice_is_one_inquiry"],
        sql="ALTER TABLE inquiries_inquiry "
        "DROP CONSTRAINT inquiries_inquiry_form_key_key",
    ),
    Fault(
        "the messages are written after the commit",
        [f"{WHOLE}test_everything_that_a_receipt_writes_is_one_transaction"],
        [
            Edit(
                RECEIVE_FILE,
                ENQUEUE,
                "    transaction.on_commit(lambda: enqueue(drafts, at=at) and None)\n",
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
            Edit(RECEIVE_FILE, ENQUEUE, "    inquiry.drafts = drafts\n"),
            Edit(
                RECEIVE_FILE,
                "            return _write(",
                "            written = _write(",
            ),
            Edit(
                RECEIVE_FILE,
                "        return add_amendment(first, registration, at=at)\n",
                "        return add_amendment(first, registration, at=at)\n"
                "    enqueue(written.drafts, at=at)\n"
                "    return written\n",
            ),
        ],
    ),
    Fault(
        "a page forgets the key of its form",
        [
            f"{ONCE}test_a_double_click_is_one_inquiry_and_one_receipt",
            f"{ONCE}test_the_express_form_sent_twice_is_one_inquiry",
            f"{ONCE}test_posts_at_the_same_moment_are_one_inquiry",
        ],
        [
            Edit(
                "inquiries/views/sending.py",
                "        form_key=token.key,\n",
                "        form_key=None,\n",
            )
        ],
    ),
    Fault(
        "a family is promised later than it was shown",
        [f"{RECEIVE}test_what_the_family_was_shown_is_never_exceeded"],
        [
            Edit(
                RECEIVE_FILE,
                "max(received_at, min(due_at, shown))",
                "max(received_at, due_at)",
            )
        ],
    ),
)
