"""The page behind the link in a letter."""

from campaigns.services import unsubscribing
from messaging.saying_no import page_to_say_no

unsubscribe = page_to_say_no(
    "campaigns/unsubscribe",
    unsubscribing.ambassador_behind,
    unsubscribing.unsubscribe,
)
