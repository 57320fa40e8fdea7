"""What every page's frame needs: name, colours, menu, the other language.

Nothing here asks the database: the view has put municipality and roles on the
request. What takes time is done only when a template asks for it.
"""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from organisation.menu import MenuItem, menu, start_page
from organisation.models import Municipality, Role

NO_ROLES: frozenset[Role] = frozenset()
ROTA_ROLES = frozenset({Role.ADMINISTRATOR, Role.MANAGER})  # as its pages ask
OURS = Municipality()
DEFAULT_COLOURS = (OURS.brand_colour, OURS.accent_colour)


def page_frame(request: HttpRequest) -> dict[str, Any]:
    municipality = getattr(request, "municipality", None)
    return {
        "municipality": municipality,
        "theme_url": theme_url(municipality),
        "twin_url": SimpleLazyObject(partial(twin_url, request)),
        "desk_menu": SimpleLazyObject(partial(_desk_menu, request)),
        "start_url": SimpleLazyObject(partial(_start_url, request)),
        "may_change_rota": bool(getattr(request, "roles", NO_ROLES) & ROTA_ROLES),
        "other_municipalities": getattr(request, "other_municipalities", []),
    }


def theme_url(municipality: Municipality | None) -> str:
    """Give the address of the municipality's colours; "" where ours will do."""
    if municipality is None:
        return ""
    colours = (municipality.brand_colour, municipality.accent_colour)
    if colours == DEFAULT_COLOURS:
        return ""
    return reverse(
        "organisation:theme",
        kwargs={"pk": municipality.pk, "version": municipality.settings_version},
    )


def twin_url(request: HttpRequest) -> str:
    """Give this page in the other language; "" for pages that have only one."""
    match = request.resolver_match
    if match is None:
        return ""
    other = "en" if translation.get_language() == "sv" else "sv"
    try:
        with translation.override(other):
            twin = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    except NoReverseMatch:
        return ""
    if twin == request.path:
        return ""
    query = request.META.get("QUERY_STRING", "")
    return f"{twin}?{query}" if query else twin


def _desk_menu(request: HttpRequest) -> list[MenuItem]:
    roles = getattr(request, "roles", None)
    return menu(roles, request.path) if roles else []


def _start_url(request: HttpRequest) -> str:
    roles = getattr(request, "roles", None)
    return start_page(roles) if roles else "/"
