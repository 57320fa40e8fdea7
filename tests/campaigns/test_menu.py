from django.urls import reverse

from campaigns.menu import menu
from organisation.models import Role


def current(path):
    return [(place.url, place.current) for place in menu(Role, path) if place.current]


def test_the_page_itself_is_the_current_one():
    overview = reverse("planning:list")
    assert current(overview) == [(overview, "page")]


def test_a_page_below_belongs_to_the_one_whose_address_begins_it():
    overview = reverse("planning:list")
    below = reverse("planning:campaign", args=[7])
    assert current(below) == [(overview, "true")]


def test_nobody_without_a_role_has_any_page():
    assert menu((), reverse("planning:list")) == []
