"""Promises to families, the next step of every inquiry, and who is reminded of it."""

from followups.models.promise import Promise, PromisePolicy, Wish
from followups.models.rule import ReminderRule
from followups.models.step import FollowUpTask

__all__ = [
    "FollowUpTask",
    "Promise",
    "PromisePolicy",
    "ReminderRule",
    "Wish",
]
