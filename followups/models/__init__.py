"""Promises to families, the next step of every inquiry, and who is reminded of it."""

from followups.models.appointment import (
    Appointment,
    Engagement,
    Slot,
    SlotHorizon,
)
from followups.models.feed import CalendarFeed
from followups.models.meeting import InformationMeeting, MeetingSeat
from followups.models.promise import Promise, PromisePolicy, Wish
from followups.models.rule import ReminderRule
from followups.models.step import FollowUpTask

__all__ = [
    "Appointment",
    "CalendarFeed",
    "Engagement",
    "FollowUpTask",
    "InformationMeeting",
    "MeetingSeat",
    "Promise",
    "PromisePolicy",
    "ReminderRule",
    "Slot",
    "SlotHorizon",
    "Wish",
]
