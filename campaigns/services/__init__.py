"""Changes to what is planned, each with its log entry; and counts of what is opened."""

from campaigns.services.counting import (
    Followed,
    count_start,
    count_step,
    follow,
    follow_utm,
)
from campaigns.services.plan import Planned, Taken, add, change

__all__ = [
    "Followed",
    "Planned",
    "Taken",
    "add",
    "change",
    "count_start",
    "count_step",
    "follow",
    "follow_utm",
]
