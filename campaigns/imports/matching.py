"""Which activity a row is about, by what the row calls it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from campaigns.imports.rows import ReadRow
from campaigns.models import Activity
from organisation.models import Municipality

NEEDED: Final = ("name", "code", "slug", "starts_on", "ends_on", "cost_actual")


class NoOneActivity(Exception):
    """The row may be about several activities, or about another than was chosen.

    `args[0]` says so in words.
    """


class Activities:
    """The activities of a municipality, to be found by code, name or name in links."""

    def __init__(self, activities: Iterable[Activity]) -> None:
        self._by_code: dict[str, Activity] = {}
        self._by_name: dict[str, list[Activity]] = defaultdict(list)
        for each in activities:
            self._by_code[each.code] = each
            for name in {each.name.casefold(), each.slug}:
                self._by_name[name].append(each)

    @classmethod
    def of(cls, municipality: Municipality) -> "Activities":
        activities = Activity.objects.of(municipality).order_by("pk")
        return cls(activities.only(*NEEDED))

    def named(self, row: ReadRow) -> Activity | None:
        """Give the one that the first known of the row's names means; None of none.

        What comes back every year has the same name each time: then the one counts
        that ran on the row's days.

        Raises:
            NoOneActivity: several are called so, even then.
        """
        for name in row.names:
            folded = name.casefold()
            if folded in self._by_code:
                return self._by_code[folded]
            found = self._by_name.get(folded, [])
            if len(found) > 1:
                found = [each for each in found if _ran(each, row)] or found
            if len(found) > 1:
                codes = ", ".join(each.code for each in found[:5])
                raise NoOneActivity(
                    _("several activities are called “%(name)s”; use a code: %(codes)s")
                    % {"name": name, "codes": codes}
                )
            if found:
                return found[0]
        return None

    def meant(self, row: ReadRow, chosen: Activity | None) -> Activity | None:
        """As `named`, where one activity may have been chosen for the whole file.

        Raises:
            NoOneActivity: also where the row names another one.
        """
        if chosen is None:
            return self.named(row)
        try:
            named = self.named(row)
        except NoOneActivity:
            return chosen
        if named is not None and named != chosen:
            raise NoOneActivity(
                _("the row names %(named)s, but %(chosen)s was chosen")
                % {"named": named.name, "chosen": chosen.name}
            )
        return chosen


def _ran(activity: Activity, row: ReadRow) -> bool:
    """Whether the activity and the row share a day; without an end it goes on."""
    if row.starts_on is None or row.ends_on is None:
        return False
    ended = activity.ends_on is not None and activity.ends_on < row.starts_on
    return activity.starts_on <= row.ends_on and not ended
