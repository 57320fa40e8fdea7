"""What comes back next year, and on which day it would: the look before copying."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from campaigns.models import Activity
from organisation.models import Municipality
from organisation.wording import days_text
from planning.models import YearEntry
from planning.recurrence import span_next_year
from planning.year import ACTIVITY, ENTRY, Item, Year
from planning.year_words import Shown, shown


@dataclass(frozen=True)
class Proposal:
    """One row of the year, and its span in the next. `is_copied`: it is there."""

    shown: Shown
    key: str
    when: str
    is_copied: bool
    is_chosen: bool


def proposals_of(
    municipality: Municipality,
    year: Year,
    rule: str,
    chosen: Collection[str] | None = None,
) -> list[Proposal]:
    """Every yearly row that begins in the year, with what it led to.

    Args:
        chosen: the keys that somebody has chosen; None proposes all.
    """
    found = [
        each
        for each in year.items
        if each.is_yearly and each.starts_on.year == year.number
    ]
    copied = {
        *((ACTIVITY, pk) for pk in _copied(Activity, municipality, found)),
        *((ENTRY, pk) for pk in _copied(YearEntry, municipality, found)),
    }
    rows = []
    for each in found:
        key = f"{each.kind}-{each.pk}"
        begins, ends = span_next_year(each.starts_on, each.ends_on, rule)
        rows.append(
            Proposal(
                shown(each),
                key,
                days_text(begins, begins if ends is None and each.is_entry else ends),
                is_copied=(each.kind, each.pk) in copied,
                is_chosen=chosen is None or key in chosen,
            )
        )
    return rows


def _copied(
    model: type[Activity] | type[YearEntry],
    municipality: Municipality,
    items: Iterable[Item],
) -> Iterable[int | None]:
    keys = [each.pk for each in items]
    return model._default_manager.filter(
        municipality=municipality, copied_from__in=keys
    ).values_list("copied_from", flat=True)
