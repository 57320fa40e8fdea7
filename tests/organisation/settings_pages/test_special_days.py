"""Red days and half days, as typed and proposed on the settings pages."""

from datetime import date, time

import pytest
from django.utils import timezone

from audit.models import Entry
from organisation.calendar import CalendarNeverOpens
from organisation.models import SpecialDay
from organisation.red_days import propose_red_days
from organisation.services import hours as hours_service
from tests.make import NOON, make_municipality
from tests.organisation.settings_pages.asking import actions, agreed

pytestmark = pytest.mark.django_db


# Special days


def add_day(client, **changes):
    form = {
        "day": "2026-06-05",
        "name": "Planeringsdag",
        "kind": "closed",
        "closes": "",
        **changes,
    }
    page = "/desk/installningar/roda-dagar/2026/ny/"
    return agreed(client, client.post(page, form))


def test_the_days_begin_with_this_year(client):
    response = client.get("/desk/installningar/roda-dagar/")
    year = timezone.localdate().year
    assert response.url == f"/desk/installningar/roda-dagar/{year}/"


def test_a_day_is_added_changed_and_removed(client, ekebacka):
    assert add_day(client).status_code == 302
    day = ekebacka.special_days.get()
    page = f"/desk/installningar/roda-dagar/dag/{day.pk}/"
    assert client.get(page).status_code == 200
    client.post(page, {"name": "Halv dag", "kind": "half_day", "closes": "12.00"})
    day.refresh_from_db()
    assert (day.name, day.closes, day.day) == (
        "Halv dag",
        time(12),
        date(2026, 6, 5),
    )
    client.post(f"{page}ta-bort/")
    assert not SpecialDay.objects.exists()
    assert actions().count("saved-special-day") == 2
    assert "removed-special-day" in actions()


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "half_day"},
        {"closes": "12.00"},
        {"day": "2026-02-30"},
        {"day": ""},
        {"name": ""},
        {"kind": "x"},
        {"kind": ""},
    ],
)
def test_a_faulty_day_is_refused(client, changes):
    assert add_day(client, **changes).status_code == 422
    assert not SpecialDay.objects.exists()


def test_a_day_is_in_the_list_once(client):
    add_day(client)
    response = add_day(client)
    assert response.status_code == 422
    assert "Den dagen finns redan i listan." in response.content.decode()


def test_a_faulty_change_of_a_day_is_refused(client, ekebacka):
    add_day(client)
    day = ekebacka.special_days.get()
    page = f"/desk/installningar/roda-dagar/dag/{day.pk}/"
    response = client.post(page, {"name": "", "kind": "closed", "closes": ""})
    assert response.status_code == 422


def test_red_days_are_proposed_ticked_and_saved(client, ekebacka):
    page = "/desk/installningar/roda-dagar/2027/forslag/"
    proposed = propose_red_days(2027)
    shown = client.get(page).content.decode()
    assert shown.count('type="checkbox"') == shown.count(" checked") == len(proposed)
    assert "Midsommarafton" in shown
    ticked = [row.day.isoformat() for row in proposed[:3]]
    response = client.post(page, {"days": ticked}, follow=True)
    assert "3 dagar är tillagda." in response.content.decode()
    assert ekebacka.special_days.count() == 3
    assert client.get(page).content.decode().count('type="checkbox"') == (
        len(proposed) - 3
    )
    entry = Entry.objects.get(action="added-red-days")
    assert entry.fields == ["2027"]


def test_the_proposal_says_what_a_day_changes(client):
    page = client.get("/desk/installningar/roda-dagar/2027/forslag/").content.decode()
    assert "inget, det är ändå stängt" in page  # a red day on a Sunday
    assert "stänger 12.00" in page


def test_a_day_that_was_not_proposed_is_refused(client, ekebacka):
    page = "/desk/installningar/roda-dagar/2027/forslag/"
    assert client.post(page, {"days": ["2027-03-02"]}).status_code == 422
    assert client.post(page, {}).status_code == 422
    assert not ekebacka.special_days.exists()


@pytest.mark.parametrize("year", [1, 2004, 2101, 99999])
def test_a_year_without_known_red_days_is_not_found(client, year):
    for path in (f"{year}/", f"{year}/forslag/"):
        response = client.get(f"/desk/installningar/roda-dagar/{path}")
        assert response.status_code == 404


def test_the_list_of_a_year_says_what_each_day_changes(client, ekebacka):
    add_day(client)
    add_day(client, day="2026-06-06", name="Nationaldagen")
    page = client.get("/desk/installningar/roda-dagar/2026/").content.decode()
    assert "fre 5 juni" in page
    assert "inget, det är ändå stängt" in page


def test_days_can_be_kept_before_there_are_hours(client, ekebacka):
    ekebacka.opening_windows.all().delete()
    SpecialDay.objects.create(
        municipality=ekebacka, day=date(2026, 6, 5), name="Planeringsdag"
    )
    hours_service.touch_settings(ekebacka)
    page = client.get("/desk/installningar/roda-dagar/2026/")
    assert page.status_code == 200


def test_days_that_would_close_for_ever_are_refused(client, ekebacka, monkeypatch):
    def never(*_args):
        raise CalendarNeverOpens

    monkeypatch.setattr(hours_service, "_check_opens", never)
    response = add_day(client)
    assert response.status_code == 422
    assert "aldrig ha öppet" in response.content.decode()
    assert not SpecialDay.objects.exists()


def test_a_municipality_without_hours_takes_no_red_days(ekebacka):
    ekebacka.opening_windows.all().delete()
    change = hours_service.add_red_days(ekebacka, propose_red_days(2027), NOON)
    with pytest.raises(CalendarNeverOpens):
        change.begin(by=None, at=NOON)


def test_another_municipalitys_day_is_as_missing_as_none(client):
    foreign = SpecialDay.objects.create(
        municipality=make_municipality(), day=date(2026, 6, 5), name="x"
    )
    for path in ("", "ta-bort/"):
        base = "/desk/installningar/roda-dagar/dag/"
        theirs = client.post(f"{base}{foreign.pk}/{path}")
        missing = client.post(f"{base}999999/{path}")
        assert theirs.status_code == missing.status_code == 404
        assert theirs.content == missing.content
