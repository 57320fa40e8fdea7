"""The address table of the desk, and how its addresses are asked."""

from functools import cache

from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.sweeps.rows import names_a_row

USUAL = ("get", "post")
UNUSUAL = ("head", "put", "patch", "delete")  # of no address but by way of the others
EVERY_ROLE = "every role"  # of one person, who so sees most of each page


@cache
def desk_views():
    """Name with namespace → the view behind its door."""
    return dict(_named(get_resolver().url_patterns, "", ""))


@cache
def desk_addresses():
    """Name with namespace → the roles that the view admits."""
    views = desk_views().items()
    return {name: getattr(view, "desk_roles", None) for name, view in views}


def _named(patterns: list[URLPattern | URLResolver], path: str, space: str):
    for each in patterns:
        here = path + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{each.namespace}:" if each.namespace else space
            yield from _named(each.url_patterns, here, inner)
        elif here.startswith("desk/"):
            yield f"{space}{each.name}", each.callback


ADDRESSES = sorted(desk_addresses())
POSTED = [name for name in ADDRESSES if hasattr(desk_views()[name], "page_of_form")]
ONE_ROW = [name for name in ADDRESSES if names_a_row(name)]


def one_who_may(name):
    """One of the roles that an address admits: over all addresses each has its turn."""
    admitted = sorted(desk_addresses()[name])
    return admitted[ADDRESSES.index(name) % len(admitted)]


def all_who_may(name):
    return sorted(desk_addresses()[name])


def asked(addresses):
    """Each address with the usual methods, and every fourth with one of the unusual."""
    for place, name in enumerate(addresses):
        for method in USUAL:
            yield name, method
        turn, rest = divmod(place, 4)
        if rest == 0:
            yield name, UNUSUAL[turn % len(UNUSUAL)]


def ask(client, method, name, arguments, question=""):
    """The answer; what the request changed is taken back."""
    with transaction.atomic():
        address = reverse(name, kwargs=arguments) + question
        answer = getattr(client, method)(address)
        transaction.set_rollback(True)
    return answer
