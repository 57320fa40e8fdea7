"""Idag for whoever stands in for somebody, and the banner that managers see."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from inquiries.services.receive import receive
from organisation.models import Absence, OpeningWindow
from organisation.services import rota as service
from tests.make import (
    NOON,
    Registration,
    add_window,
    client_of,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
TODAY = reverse("inquiries:today")


@pytest.fixture
def away(municipality, maria, ali):
    """Maria is away today, and Ali stands in."""
    absence = Absence(
        municipality=municipality,
        staff=maria,
        substitute=ali,
        first_day=NOON.date(),
        last_day=NOON.date(),
    )
    service.add_absence(absence).make(by=ali, at=NOON)
    return maria


@pytest.fixture
def calls(municipality, maria, ali):
    """One of Maria's, due now; one of hers tomorrow; one of Ali's, due now."""
    for name, owner, hours in (("Anna", maria, 0), ("Eva", maria, 24), ("Per", ali, 0)):
        make_inquiry(
            municipality,
            contact={"name": name},
            owner=owner,
            due_at=NOON + timedelta(hours=hours),
        )


def names(response):
    return [row.name for each in response.context["sections"] for row in each["rows"]]


def test_the_substitute_finds_a_second_queue(away, ali, calls):
    client = client_of(ali)
    page = client.get(f"{TODAY}?ko=min")
    assert names(page) == ["Per"]
    assert page.context["to_call"] == 2
    assert "För Maria" in page.content.decode()
    theirs = client.get(f"{TODAY}?ko=for-{away.pk}")
    assert names(theirs) == ["Anna"]
    assert f"&amp;ko=for-{away.pk}" in theirs.content.decode()


def test_the_card_stays_in_that_queue(away, ali, calls, municipality):
    anna = municipality.inquiries.get(contact__name="Anna")
    query = f"?ko=for-{away.pk}"
    page = client_of(ali).get(f"{TODAY}{query}&oppen={anna.pk}").content.decode()
    assert f'action="{reverse("inquiries:log", args=[anna.pk])}{query}"' in page


@pytest.mark.parametrize("asked", ["for-{maria}", "for-", "for-x", "for-0"])
def test_once_the_person_is_back_it_is_ones_own_queue(maria, ali, calls, asked):
    page = client_of(ali).get(TODAY, {"ko": asked.format(maria=maria.pk)})
    assert names(page) == ["Per"]
    assert "För Maria" not in page.content.decode()


def test_nobody_else_sees_it_as_theirs(away, municipality, calls):
    other = client_of(make_staff_member(municipality))
    page = other.get(f"{TODAY}?ko=for-{away.pk}")
    assert names(page) == []
    assert "För Maria" not in page.content.decode()


def test_a_second_queue_costs_one_question_and_none_where_nobody_is_away(
    away, ali, maria, calls, django_assert_max_num_queries
):
    for staff, most in ((maria, 12), (ali, 13)):
        client = client_of(staff)
        client.get(TODAY)
        with django_assert_max_num_queries(most):
            client.get(TODAY)


# The banner


@pytest.fixture
def unkept(municipality, maria):
    """Two families are promised this evening, when nobody works any more."""
    add_window(municipality, 2, time(17), time(20), OpeningWindow.Kind.EVENING)
    known = {"phone": "+46701740612", "wish": "evening"}
    families = [
        receive(municipality, Registration(name=name, **known), at=NOON)
        for name in ("Anna Holm", "Eva Ek")
    ]
    service.save_shifts(municipality, []).make(by=maria, at=NOON)
    return families


@pytest.mark.parametrize(
    "page", ["inquiries:today", "organisation:rota", "inquiries:list"]
)
def test_a_manager_sees_promises_that_nobody_can_keep(municipality, unkept, page):
    client = client_of(make_staff_member(municipality, "manager"))
    text = client.get(reverse(page)).content.decode()
    assert "2 löften saknar någon som ringer:</strong> i kväll 17.00–20.00." in text
    assert f'href="{reverse("organisation:rota_days")}">Se bemanningen<' in text
    for each in unkept:
        assert f">{each.number}</a>" in text
    assert text.count("saknar någon som ringer") == 1


def test_the_banner_goes_when_somebody_is_there_again(municipality, unkept, maria):
    client = client_of(make_staff_member(municipality, "manager"))
    assert "saknar någon som ringer" in client.get(TODAY).content.decode()
    evening = municipality.opening_windows.get(kind="evening")
    service.save_shifts(municipality, [(evening.pk, maria.pk)]).make(by=maria, at=NOON)
    assert "saknar någon som ringer" not in client.get(TODAY).content.decode()


def test_recruiters_and_other_municipalities_see_no_banner(unkept, maria):
    elsewhere = make_staff_member(make_municipality(), "manager")
    for staff in (maria, elsewhere):
        assert (
            "saknar någon som ringer"
            not in client_of(staff).get(TODAY).content.decode()
        )


def test_a_manager_s_idag_asks_at_most_one_question_more(
    municipality, unkept, django_assert_max_num_queries
):
    client = client_of(make_staff_member(municipality, "manager"))
    client.get(TODAY)
    with django_assert_max_num_queries(13):
        client.get(TODAY)
