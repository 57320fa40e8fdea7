"""The coming two weeks, and a single day that differs."""

import pytest
from django.urls import reverse

from organisation.models import (
    Absence,
    RotaVersion,
    ShiftChange,
    SpecialDay,
)
from organisation.services import rota as service
from tests.make import (
    NOON,
    make_municipality,
)
from tests.organisation.rota_pages.asking import (
    DAY,
    DAYS,
    TODAY,
    all_of,
    confirm,
    set_week,
    text_of,
)

pytestmark = pytest.mark.django_db


def test_the_coming_days_say_who_is_there_and_where_nobody_is(
    client, ekebacka, evening, karin, maria, ali
):
    set_week(ekebacka, karin, *all_of(ekebacka, maria))
    service.change_one_day(evening, maria, TODAY, is_on=False).make(by=karin, at=NOON)
    service.add_absence(
        Absence(
            municipality=ekebacka,
            staff=maria,
            substitute=ali,
            first_day=TODAY + DAY,
            last_day=TODAY + DAY,
        )
    ).make(by=karin, at=NOON)
    SpecialDay.objects.create(
        municipality=ekebacka, day=TODAY + 2 * DAY, name="Planeringsdag"
    )
    service.touch_settings(ekebacka)
    text = text_of(client.get(DAYS))
    assert "1 tid är obemannad" in text
    assert "17.00–20.00 kväll Ingen Ändra" in text
    assert "Torsdag 12 mars 08.00–12.00 Ali Haddad för Maria Lind" in text
    assert "Borta: Maria Lind" in text
    assert "Fredag 13 mars stängt Planeringsdag" in text
    assert "Onsdag 18 mars 08.00–12.00 Maria Lind" in text
    assert "Onsdag 25 mars" not in text
    assert "Lördag" not in text


def day_page(window, day=None):
    address = reverse("organisation:rota_day", args=[window.pk])
    return address if day is None else f"{address}?dag={day}"


def test_one_day_is_changed_and_put_back(client, evening, maria, ali):
    page = day_page(evening, TODAY)
    first = client.post(page, {"choice": f"{maria.pk}-off"}, follow=True)
    text = text_of(first)
    assert "Maria Lind, ons 11 mars: sparat." in text
    assert "Maria Lind arbetar inte bara den här dagen" in text
    change = ShiftChange.objects.get()
    assert (change.day, change.staff, change.is_on) == (TODAY, maria, False)
    last = client.post(page, {"choice": f"{ali.pk}-off"})
    assert "På kvällen i kväll 17.00–20.00 → blir ons 18 mars 17.00–20.00" in text_of(
        last
    )
    assert confirm(client, last).status_code == 302
    assert "Ingen är där" in text_of(client.get(page))
    usual = client.post(page, {"choice": f"{ali.pk}-usual"})
    confirm(client, usual)
    assert ShiftChange.objects.get().staff == maria


def test_a_window_without_a_date_is_the_next_one(client, ekebacka, evening):
    assert "Onsdag 11 mars 17.00–20.00" in text_of(client.get(day_page(evening)))
    tuesday = ekebacka.opening_windows.filter(weekday=1).first()
    assert "Tisdag 17 mars 08.00–12.00" in text_of(client.get(day_page(tuesday)))


@pytest.mark.parametrize(
    "day", ["x", "2026-03-12", "2026-03-04", "2026-02-30", "2036-03-12", "0001-01-03"]
)
def test_a_date_that_the_window_never_has_is_not_found(client, evening, day):
    assert client.get(day_page(evening, day)).status_code == 404
    assert client.post(day_page(evening, day)).status_code == 404


@pytest.mark.parametrize("choice", ["", "x", "1-on", "on", "{}-maybe", "{}-usual"])
def test_a_choice_that_is_none_changes_nothing(client, evening, maria, choice):
    body = {"choice": choice.format(maria.pk)}
    response = client.post(day_page(evening, TODAY), body)
    assert response.url == day_page(evening, TODAY)
    assert not RotaVersion.objects.exists()


def test_another_municipalitys_window_is_not_found(client):
    theirs = make_municipality().opening_windows.first()
    assert client.get(day_page(theirs)).status_code == 404
    assert client.post(day_page(theirs), {"choice": "1-on"}).status_code == 404
