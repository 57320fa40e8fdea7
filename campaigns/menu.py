"""The way from one page of campaigns to the others, as each role has it.

`campaigns/menu.html` draws it, on every page that stands in it. A new page is one more
line in PAGES.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any, Final, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from campaigns.access import PLANNERS
from campaigns.models import CampaignTask
from organisation.models import Municipality, Role

EVERYBODY: Final = frozenset(Role)
TASKS: Final = "campaigns:tasks"
# Label, name of the address, who has it. The first begins the addresses of all.
PAGES: Final = (
    (_("Overview"), "planning:list", EVERYBODY),
    (_("The year"), "planning:this_year", EVERYBODY),
    (_("Results by channel"), "planning:results", EVERYBODY),
    (_("Compare"), "planning:compare", EVERYBODY),
    (_("Capacity"), "planning:capacity", EVERYBODY),
    (_("To do"), TASKS, EVERYBODY),
    (_("Ambassadors"), "campaigns:ambassadors", EVERYBODY),
    (_("Content"), "campaigns:contents", frozenset(PLANNERS)),
    (_("Figures from a file"), "campaigns:reach_import", frozenset(PLANNERS)),
    (_("When you answer"), "campaigns:answered", EVERYBODY),
    (_("Channels"), "campaigns:channels", frozenset(PLANNERS)),
)


class Place(NamedTuple):
    """A page of the menu. `current` is what aria-current says; "" elsewhere.

    `waits` is how much there waits to be done today or is late.
    """

    label: str | Promise
    url: str
    current: str
    waits: int = 0


def shown(request: HttpRequest) -> dict[str, Any]:
    """Give `campaign_menu`; it is made only where a template asks."""
    return {"campaign_menu": SimpleLazyObject(partial(_of, request))}


def _of(request: HttpRequest) -> list[Place]:
    municipality: Municipality | None = getattr(request, "municipality", None)
    if municipality is None:
        return []
    tasks = CampaignTask.objects.of(municipality).open().due_by(timezone.localdate())
    return menu(getattr(request, "roles", ()), request.path, tasks.count())


def menu(roles: Iterable[Role], path: str, waiting: int = 0) -> list[Place]:
    """The pages for somebody with these roles, seen from the page at that path.

    The one whose address is the longest beginning of the path is the current one.

    Args:
        waiting: how many tasks are due.
    """
    mine = frozenset(roles)
    pages = [(label, reverse(name)) for label, name, who in PAGES if who & mine]
    begun = [url for _label, url in pages if path.startswith(url)]
    current = max(begun, key=len, default="")
    here = {current: "page" if current == path else "true"}
    waits = {reverse(TASKS): waiting}
    return [
        Place(label, url, here.get(url, ""), waits.get(url, 0)) for label, url in pages
    ]
