"""Opening hours, as typed on the settings pages."""

from datetime import time

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from organisation.models import OpeningWindow
from organisation.services import hours as hours_service
from tests.make import add_window, make_municipality
from tests.organisation.settings_pages.asking import actions, agreed

pytestmark = pytest.mark.django_db


# Hours


def add_hours(client, **changes):
    form = {
        "weekdays": ["0", "2"],
        "kind": "evening",
        "opens": "17.00",
        "closes": "20.00",
        **changes,
    }
    return agreed(client, client.post("/desk/installningar/oppettider/ny/", form))


def test_the_same_evening_is_added_to_several_weekdays(client, ekebacka):
    assert add_hours(client).status_code == 302
    evenings = ekebacka.opening_windows.filter(kind="evening")
    assert [(each.weekday, each.opens, each.closes) for each in evenings] == [
        (0, time(17), time(20)),
        (2, time(17), time(20)),
    ]
    assert "added-hours" in actions()


def test_a_change_of_hours_is_known_to_the_promise_at_once(client, ekebacka):
    version = ekebacka.settings_version
    add_hours(client)
    ekebacka.refresh_from_db()
    assert ekebacka.settings_version > version


@pytest.mark.parametrize(
    ("opens", "closes"), [("16.00", "17.00"), ("08.00", "12.00"), ("12.30", "00.00")]
)
def test_hours_that_overlap_are_refused_by_name_of_the_day(
    client, ekebacka, opens, closes
):
    response = add_hours(client, opens=opens, closes=closes, weekdays=["0", "5"])
    assert response.status_code == 422
    assert "öppettid: måndag." in response.content.decode()
    assert not ekebacka.opening_windows.filter(weekday=5).exists()


@pytest.mark.parametrize(
    ("opens", "closes"), [("12.00", "13.00"), ("16.30", "00.00"), ("00.00", "08.00")]
)
def test_hours_that_touch_others_are_no_overlap(client, opens, closes):
    assert add_hours(client, opens=opens, closes=closes).status_code == 302


@pytest.mark.parametrize(
    ("opens", "closes"), [("17.00", "17.00"), ("17.00", "16.59"), ("", "20.00")]
)
def test_hours_that_end_before_they_start_are_refused(client, opens, closes):
    response = add_hours(client, opens=opens, closes=closes)
    assert response.status_code == 422


def test_hours_need_a_weekday(client):
    assert add_hours(client, weekdays=[]).status_code == 422
    assert add_hours(client, weekdays=["7"]).status_code == 422


@pytest.mark.parametrize(
    ("opens", "closes", "fits"),
    [
        (time(11, 59), time(13), False),
        (time(12), time(13), True),
        (time(16), time(0), False),
        (time(16, 30), time(0), True),
    ],
)
def test_the_database_itself_refuses_overlapping_hours(ekebacka, opens, closes, fits):
    make = transaction.atomic(lambda: add_window(ekebacka, 0, opens, closes))
    if fits:
        make()
    else:
        with pytest.raises(IntegrityError, match="never_overlap"):
            make()


def test_midnight_on_sunday_does_not_touch_another_municipalitys_monday(ekebacka):
    add_window(ekebacka, 6, time(20), time(0))
    other = make_municipality(hours=False)
    add_window(other, 0, time(0), time(8))
    add_window(other, 6, time(20), time(0))


def test_two_administrators_who_add_the_same_hours_get_a_clear_answer(
    client, ekebacka, monkeypatch
):
    add_hours(client)
    monkeypatch.setattr(hours_service, "_check_overlaps", lambda *_: None)
    response = add_hours(client)
    assert response.status_code == 422
    assert "öppettid: måndag, onsdag." in response.content.decode()


def test_hours_are_removed(client, ekebacka):
    window = ekebacka.opening_windows.first()
    address = reverse("organisation:hours_remove", args=[window.pk])
    assert client.get(address).url == reverse("organisation:hours")
    assert OpeningWindow.objects.filter(pk=window.pk).exists()
    agreed(client, client.post(address))
    assert not OpeningWindow.objects.filter(pk=window.pk).exists()
    assert "removed-hours" in actions()


def test_the_last_office_hours_stay(client, ekebacka):
    last = ekebacka.opening_windows.first()
    ekebacka.opening_windows.exclude(pk=last.pk).delete()
    address = reverse("organisation:hours_remove", args=[last.pk])
    page = client.post(address, follow=True).content.decode()
    assert "Det här är den sista kontorstiden." in page
    assert OpeningWindow.objects.filter(pk=last.pk).exists()
    assert "removed-hours" not in actions()


def test_another_municipalitys_hours_are_as_missing_as_none(client):
    foreign = make_municipality().opening_windows.first()
    theirs = client.post(reverse("organisation:hours_remove", args=[foreign.pk]))
    missing = client.post(reverse("organisation:hours_remove", args=[999_999]))
    assert theirs.status_code == missing.status_code == 404
    assert theirs.content == missing.content
