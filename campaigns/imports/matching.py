"""Which activity a row is about, by what the row calls it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from campaigns.models import Activity
from organisation.models import Municipality


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
        return cls(activities.only("name", "code", "slug", "cost_actual"))

    def named(self, names: Sequence[str]) -> Activity | None:
        """Give the one that the first known of the names means; None of none.

        Raises:
            NoOneActivity: several are called so.
        """
        for name in names:
            folded = name.casefold()
            if folded in self._by_code:
                return self._by_code[folded]
            found = self._by_name.get(folded, [])
            if len(found) > 1:
                codes = ", ".join(each.code for each in found[:5])
                raise NoOneActivity(
                    _("several activities are called “%(name)s”; use a code: %(codes)s")
                    % {"name": name, "codes": codes}
                )
            if found:
                return found[0]
        return None

    def meant(self, names: Sequence[str], chosen: Activity | None) -> Activity | None:
        """As `named`, where one activity may have been chosen for the whole file.

        Raises:
            NoOneActivity: also where the row names another one.
        """
        if chosen is None:
            return self.named(names)
        try:
            named = self.named(names)
        except NoOneActivity:
            return chosen
        if named is not None and named != chosen:
            raise NoOneActivity(
                _("the row names %(named)s, but %(chosen)s was chosen")
                % {"named": named.name, "chosen": chosen.name}
            )
        return chosen
