"""Forms begun, and their pages sent: at least as many as were received, and some more.

They have a series of random numbers of their own, so that nothing else depends on them.
"""

from collections import Counter
from datetime import date
from typing import Final

from django.utils.timezone import localtime

from campaigns.models import DailyCounts
from inquiries.demonstration.draws import generator
from inquiries.models import Inquiry, Source
from organisation.calendar import STOCKHOLM
from organisation.models import Municipality

Key = tuple[int | None, date]
"""An activity's number, None where no link was followed, and a local day."""

GIVEN_UP: Final = 0.35  # more forms are begun than sent, up to this part of them
PAGES: Final = ("visits", "starts", "first_steps", "second_steps")
BLOCK: Final = 1000  # rows to a statement


def count(municipality: Municipality) -> None:
    """Complete the counts of links by what was received over the form."""
    rng = generator(municipality.name, "starts")
    rows: dict[Key, DailyCounts] = {
        (each.activity_id, each.day): each
        for each in DailyCounts.objects.filter(municipality=municipality)
    }
    known = set(rows)
    came = _received(municipality)
    for activity_id, day in sorted(known | set(came), key=str):
        key = activity_id, day
        row = rows.setdefault(
            key,
            DailyCounts(municipality=municipality, activity_id=activity_id, day=day),
        )
        sent = came[key]
        row.starts = max(row.starts, sent + round(sent * rng.uniform(0, GIVEN_UP)))
        row.second_steps = sent + (row.starts - sent) // 4
        row.first_steps = row.second_steps + (row.starts - row.second_steps) // 3
        if activity_id is not None:
            row.visits = max(row.visits, row.starts)
    new = [row for key, row in rows.items() if key not in known]
    old = [row for key, row in rows.items() if key in known]
    DailyCounts.objects.bulk_create(new, batch_size=BLOCK)
    DailyCounts.objects.bulk_update(old, PAGES, batch_size=BLOCK)


def _received(municipality: Municipality) -> Counter[Key]:
    found = Inquiry.objects.of(municipality).filter(source=Source.FORM)
    return Counter(
        (activity_id, localtime(at, STOCKHOLM).date())
        for activity_id, at in found.values_list("activity_id", "received_at")
    )
