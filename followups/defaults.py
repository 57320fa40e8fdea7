"""What a new municipality promises, and whom it reminds, until it says otherwise."""

from datetime import time
from typing import Final

from followups.models import PromisePolicy, ReminderRule, Wish
from organisation.models import Municipality

OFFICE_DAY: Final = 480  # minutes: one working day's hours

# wish, within minutes of office time, latest time on the next working day
POLICIES: Final = (
    (Wish.SOON, OFFICE_DAY, time(16)),
    (Wish.EVENING, None, time(20)),
    (Wish.WEEKEND, None, time(20)),
    (Wish.TIME, None, time(16)),
    (Wish.WRITE, None, time(12)),
)
# Step, per cent of the time until due, minutes after due in office time, who is
# reminded: decision 0070.
REMINDERS: Final = (
    ("half", 50, None, ReminderRule.Recipient.OWNER),
    ("most", 80, None, ReminderRule.Recipient.OWNER),
    ("due", None, 0, ReminderRule.Recipient.SUBSTITUTE),
    ("after", None, 60, ReminderRule.Recipient.MANAGER),
)


def create(municipality: Municipality) -> None:
    """Add the policies and rules that are missing; those that exist stay as they are.

    Evening and weekend count as offered, yet no family sees them before the
    opening hours hold such windows: followups.promise asks for both.
    """
    PromisePolicy.objects.bulk_create(
        (
            PromisePolicy(
                municipality=municipality,
                wish=wish,
                within_minutes=minutes,
                latest_time=latest,
            )
            for wish, minutes, latest in POLICIES
        ),
        ignore_conflicts=True,
    )
    ReminderRule.objects.bulk_create(
        (
            ReminderRule(
                municipality=municipality,
                step=step,
                percent=percent,
                offset_minutes=minutes,
                in_office_time=bool(minutes),
                recipient=recipient,
            )
            for step, percent, minutes, recipient in REMINDERS
        ),
        ignore_conflicts=True,
    )
