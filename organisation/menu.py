"""Which pages of the desk each role has in its menu, in the menu's order."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisation.models import Role

EVERYBODY: Final = frozenset(Role)
ITEMS: Final = (
    (_("Today"), "inquiries:today", frozenset({Role.RECRUITER, Role.MANAGER})),
    (
        _("Inquiries"),
        "inquiries:list",
        frozenset({Role.RECRUITER, Role.MANAGER, Role.ADMINISTRATOR}),
    ),
    (_("Campaigns"), "planning:list", EVERYBODY),
    (_("Report"), "reports:latest", EVERYBODY),
    (_("Outbox"), "messaging:outbox", frozenset({Role.MANAGER, Role.ADMINISTRATOR})),
    (
        _("Settings"),
        "organisation:settings",
        frozenset({Role.MANAGER, Role.ADMINISTRATOR}),
    ),
)


class MenuItem(NamedTuple):
    label: str | Promise
    url: str
    current: bool


def menu(roles: Iterable[Role], path: str) -> list[MenuItem]:
    """Give the menu of somebody with these roles, on the page at that path.

    The item whose address is the longest beginning of the path is the current one;
    the first, whose address begins them all, only when the path is its own.
    """
    pages = list(_pages(frozenset(roles)))
    begun = [url for _label, url in pages if path.startswith(url)]
    current = max(begun, key=len, default="")
    if current != path and all(url.startswith(current) for _label, url in pages):
        current = ""
    return [MenuItem(label, url, url == current) for label, url in pages]


def start_page(roles: Iterable[Role]) -> str:
    """Give the address where somebody with these roles begins the day."""
    return next((url for _label, url in _pages(frozenset(roles))), "/")


def _pages(roles: frozenset[Role]) -> Iterator[tuple[str | Promise, str]]:
    for label, name, allowed in ITEMS:
        if roles & allowed:
            yield label, reverse(name)
