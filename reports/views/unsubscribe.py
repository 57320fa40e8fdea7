"""The page behind the link in a mail with a report."""

from messaging.saying_no import page_to_say_no
from reports.services import unsubscribing

unsubscribe = page_to_say_no(
    "reports/unsubscribe", unsubscribing.recipient_behind, unsubscribing.unsubscribe
)
