"""Opening hours and special days: what follows is shown before it is done."""

import pytest
from django.urls import reverse

from organisation.models import OpeningWindow, RotaVersion, SpecialDay
from tests.make import client_of, make_staff_member
from tests.organisation.rota_pages.asking import (
    TODAY,
    all_of,
    confirm,
    family,
    sent,
    set_week,
    text_of,
)

pytestmark = pytest.mark.django_db
HOURS = reverse("organisation:hours")
ADD_HOURS = reverse("organisation:hours_add")
ADD_DAY = reverse("organisation:day_add", args=[2026])
CLOSED = {"day": f"{TODAY}", "name": "Studiedag", "kind": "closed", "closes": ""}


@pytest.fixture
def planned(ekebacka, karin, maria):
    """Maria works in all hours, the evening too."""
    set_week(ekebacka, karin, *all_of(ekebacka, maria))


@pytest.fixture
def client(ekebacka, karin):
    return client_of(make_staff_member(ekebacka, "administrator"))


def remove_address(window):
    return reverse("organisation:hours_remove", args=[window.pk])


def test_hours_that_go_are_shown_with_what_they_take_along(
    client, ekebacka, evening, planned
):
    ours = family(ekebacka)
    response = client.post(remove_address(evening))
    text = text_of(response)
    assert "Inte längre öppet ons kväll 17.00–20.00" in text
    assert "På kvällen i kväll 17.00–20.00 → blir erbjuds inte längre" in text
    assert (
        f"{ours.number} , i kväll 17.00–20.00 Maria Lind → blir ingen kan ringa" in text
    )
    assert OpeningWindow.objects.filter(pk=evening.pk).exists()
    number = RotaVersion.objects.count()
    assert client.post(remove_address(evening), {"do": "back"}).url == HOURS
    assert OpeningWindow.objects.filter(pk=evening.pk).exists()
    confirm(client, response)
    assert not OpeningWindow.objects.filter(pk=evening.pk).exists()
    assert RotaVersion.objects.count() == number + 1


def test_hours_that_nobody_can_choose_yet_are_added_at_once(client, ekebacka, planned):
    body = {"weekdays": ["3"], "kind": "evening", "opens": "17.00", "closes": "20.00"}
    response = client.post(ADD_HOURS, body, follow=True)
    assert "Tiden är tillagd." in text_of(response)
    version = RotaVersion.objects.filter(municipality=ekebacka).first()
    assert len(version.after["windows"]) == len(version.before["windows"]) + 1


def test_hours_that_families_can_choose_are_shown_first_and_what_was_typed_stays(
    client, ekebacka, maria
):
    body = {"weekdays": ["3"], "kind": "weekend", "opens": "17:00", "closes": "20:00"}
    response = client.post(ADD_HOURS, body)
    text = text_of(response)
    assert "Öppet också tors 17.00–20.00" in text
    assert "På helgen erbjuds inte → blir senast i morgon 20.00" in text
    back = client.post(ADD_HOURS, sent(response) | {"do": "back"})
    assert back.status_code == 200
    assert 'value="17:00"' in back.content.decode()
    assert not ekebacka.opening_windows.filter(weekday=3, kind="weekend").exists()
    confirm(client, response)
    assert ekebacka.opening_windows.filter(weekday=3, kind="weekend").exists()


def test_a_day_that_closes_is_shown_with_the_promises_that_nobody_can_keep(
    client, ekebacka, planned
):
    ours = family(ekebacka)
    response = client.post(ADD_DAY, CLOSED)
    text = text_of(response)
    assert "Stängt ons 11 mars: Studiedag" in text
    assert "På kvällen i kväll 17.00–20.00 → blir ons 18 mars 17.00–20.00" in text
    assert (
        f"{ours.number} , i kväll 17.00–20.00 Maria Lind → blir ingen kan ringa" in text
    )
    assert not SpecialDay.objects.exists()
    back = client.post(ADD_DAY, sent(response) | {"do": "back"})
    assert (back.status_code, 'value="Studiedag"' in back.content.decode()) == (
        200,
        True,
    )
    confirm(client, response)
    assert SpecialDay.objects.get().day == TODAY


def test_a_day_is_changed_and_taken_away_by_the_same_road(client, ekebacka, planned):
    confirm(client, client.post(ADD_DAY, CLOSED))
    day = SpecialDay.objects.get()
    page = reverse("organisation:day", args=[day.pk])
    half = {"name": "Halvdag", "kind": "half_day", "closes": "18.00"}
    response = client.post(page, half)
    assert "Stänger 18.00 ons 11 mars: Halvdag" in text_of(response)
    back = client.post(page, sent(response) | {"do": "back"})
    assert 'value="Halvdag"' in back.content.decode()
    day.refresh_from_db()
    assert day.kind == "closed"
    remove = reverse("organisation:day_remove", args=[day.pk])
    response = client.post(remove)
    assert "Öppet som vanligt ons 11 mars" in text_of(response)
    year = reverse("organisation:days_of_year", args=[2026])
    assert client.post(remove, {"do": "back"}).url == year
    assert SpecialDay.objects.exists()
    confirm(client, response)
    assert not SpecialDay.objects.exists()


def test_the_ticks_of_proposed_days_stay_where_somebody_turns_back(
    client, ekebacka, planned
):
    page = reverse("organisation:red_days", args=[2026])
    ticked = {"days": ["2026-04-03", "2026-12-24"]}
    shown = client.post(page, ticked | {"do": "back"}).content.decode()
    assert shown.count(" checked") == 2
    client.post(page, ticked)
    days = ekebacka.special_days.values_list("day", flat=True)
    assert sorted(f"{each}" for each in days) == ticked["days"]


def test_what_is_refused_leaves_what_is_remembered_as_it_is(
    client, ekebacka, karin, maria
):
    ekebacka.opening_windows.exclude(kind="evening").exclude(weekday=0).delete()
    first, second = ekebacka.opening_windows.filter(weekday=0)
    confirm(client, client.post(remove_address(second)))
    page = client.post(remove_address(first), follow=True)
    assert "Det här är den sista kontorstiden." in text_of(page)
    assert "08.00–12.00" in text_of(page)
