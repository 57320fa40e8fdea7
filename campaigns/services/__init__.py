"""Changes to what is planned, each with its log entry; and the count of visits."""

from campaigns.services.plan import (
    Planned,
    Taken,
    add,
    change,
    count_visit,
    visit_of,
)

__all__ = ["Planned", "Taken", "add", "change", "count_visit", "visit_of"]
