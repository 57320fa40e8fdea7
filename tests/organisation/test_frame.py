"""What every page's frame holds: menu, colours, the other language."""

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from organisation import current
from organisation.context import page_frame, theme_url
from organisation.menu import menu, start_page
from organisation.models import Role
from tests.make import make_municipality

# The menu


def labels(*roles, path="/desk/"):
    return [str(item.label) for item in menu(roles, path)]


@pytest.mark.parametrize(
    ("role", "count"),
    [
        (Role.RECRUITER, 4),
        (Role.COMMUNICATOR, 2),
        (Role.MANAGER, 6),
        (Role.ADMINISTRATOR, 5),
    ],
)
def test_the_menu_holds_what_the_role_may_open(role, count):
    assert len(labels(role)) == count


def test_several_roles_open_what_each_opens():
    both = labels(Role.RECRUITER, Role.ADMINISTRATOR)
    assert len(both) == len(set(both)) == 6


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/desk/", ["inquiries:today"]),
        ("/desk/anmalningar/", ["inquiries:list"]),
        ("/desk/anmalningar/7/", ["inquiries:list"]),
        ("/desk/installningar/oppettider/", ["organisation:settings"]),
        ("/desk/profil/", []),
    ],
)
def test_the_menu_marks_where_one_is(path, current):
    marked = [item.url for item in menu(Role, path) if item.current]
    assert marked == [reverse(name) for name in current]


def test_the_day_begins_where_the_role_works():
    assert start_page([Role.RECRUITER]) == reverse("inquiries:today")
    assert start_page([Role.COMMUNICATOR]) == reverse("planning:list")
    assert start_page([Role.ADMINISTRATOR]) == reverse("inquiries:list")
    assert start_page([]) == "/"


# The colours


@pytest.mark.django_db
def test_our_own_colours_need_no_style_sheet():
    assert theme_url(make_municipality()) == ""
    assert theme_url(None) == ""


@pytest.mark.django_db
def test_a_municipalitys_colours_are_a_style_sheet_for_a_year():
    ekebacka = make_municipality(brand_colour="#7A1F5C", accent_colour="#A4482A")
    response = Client().get(theme_url(ekebacka))
    assert response["Content-Type"] == "text/css"
    assert "max-age=31536000" in response["Cache-Control"]
    assert response.content.decode().strip() == (
        ":root { --brand: #7A1F5C; --accent: #A4482A; }"
    )
    assert not response.cookies


@pytest.mark.django_db
def test_an_old_version_of_the_colours_is_kept_for_a_minute_only():
    ekebacka = make_municipality(brand_colour="#7A1F5C")
    address = reverse(
        "organisation:theme", kwargs={"pk": ekebacka.pk, "version": 99_999}
    )
    response = Client().get(address)
    assert "max-age=60" in response["Cache-Control"]


@pytest.mark.django_db
def test_colours_of_no_municipality_are_not_found():
    address = reverse("organisation:theme", kwargs={"pk": 999_999, "version": 1})
    assert Client().get(address).status_code == 404


# The other language


def frame(path, query=""):
    request = RequestFactory().get(path + query)
    request.resolver_match = resolve(path)
    return page_frame(request)


def test_a_page_knows_its_twin_in_the_other_language():
    assert frame("/konto/logga-in/")["twin_url"] == "/en/konto/logga-in/"


def test_the_twin_keeps_the_query():
    twin = frame("/konto/logga-in/", "?next=/desk/")["twin_url"]
    assert twin == "/en/konto/logga-in/?next=/desk/"


def test_a_page_that_is_not_there_has_no_twin():
    assert not page_frame(RequestFactory().get("/nowhere/"))["twin_url"]


@pytest.mark.parametrize("path", ["/health/live", "/t/torget/"])
def test_what_is_for_machines_and_what_only_leads_on_has_no_twin(path):
    assert not frame(path)["twin_url"]


def test_the_frame_asks_the_database_nothing():
    # No django_db mark: a query would fail.
    context = frame("/konto/logga-in/")
    assert not context["desk_menu"]
    assert context["other_municipalities"] == []
    assert context["start_url"] == "/"


# The host name


@pytest.mark.django_db
def test_no_more_host_names_are_remembered_than_a_process_has_room_for(
    settings, monkeypatch
):
    settings.ALLOWED_HOSTS = ["*"]
    monkeypatch.setattr(current, "_met", {})
    ekebacka = make_municipality()
    visits = [
        RequestFactory().get("/", SERVER_NAME=f"host{number}.example.se")
        for number in range(current.MOST_MET + 1)
    ]
    assert {current.public_municipality(each) for each in visits} == {ekebacka}
    *known, last = map(current.remembered_municipality, visits)
    assert set(known) == {ekebacka}
    assert last is None
