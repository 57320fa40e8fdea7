"""The municipality, its hours and its special days, as typed on the settings pages."""

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from organisation.calendar import CalendarNeverOpens
from organisation.models import Municipality, OpeningWindow, SpecialDay
from organisation.red_days import propose_red_days
from organisation.services import hours as hours_service
from tests.make import (
    NOON,
    add_window,
    client_of,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ekebacka():
    return make_municipality(name="Ekebacka")


@pytest.fixture
def administrator(ekebacka):
    return make_staff_member(ekebacka, role="administrator")


@pytest.fixture
def client(administrator):
    return client_of(administrator)


@pytest.fixture
def manager(ekebacka):
    return client_of(make_staff_member(ekebacka, role="manager"))


def actions():
    return list(Entry.objects.values_list("action", flat=True))


# Who may


@pytest.mark.parametrize(
    "path",
    ["", "oppettider/", "roda-dagar/2026/", "personal/", "loften/", "paminnelser/"],
)
def test_a_manager_reads_everything_and_finds_no_button(manager, path):
    response = manager.get(f"/desk/installningar/{path}")
    assert response.status_code == 200
    main = response.content.decode().partition("<main")[2]
    assert "<button" not in main


@pytest.mark.parametrize(
    "path",
    ["kommun/", "roda-dagar/2026/forslag/", "personal/ny/"],
)
def test_a_manager_changes_nothing(manager, path):
    assert manager.get(f"/desk/installningar/{path}").status_code == 403
    assert manager.post(f"/desk/installningar/{path}").status_code == 403


# The municipality


def particulars(**changes):
    return {
        "name": "Ekebacka",
        "committee": "Socialnämnden",
        "phone": "031-390 06 10",
        "phone_hours": "vardagar 8–16.30",
        "phone_hours_en": "weekdays 8–16.30",
        "email": "hem@example.se",
        "sms_sender": "Ekebacka",
        "brand_colour": "#1F5C57",
        "accent_colour": "#A4482A",
        "quiet_from": "21.00",
        "quiet_until": "07:30",
        "promise_goal_percent": "90",
        "domain": "",
        "second_factor_required": "on",
        **changes,
    }


def save(client, **changes):
    return client.post("/desk/installningar/kommun/", particulars(**changes))


def test_particulars_are_saved_audited_and_known_at_once(client, ekebacka):
    assert client.get("/desk/installningar/kommun/").status_code == 200
    assert save(client, second_factor_required="").status_code == 302
    saved = Municipality.objects.get(pk=ekebacka.pk)
    assert (saved.quiet_from, saved.quiet_until) == (time(21), time(7, 30))
    assert saved.settings_version > ekebacka.settings_version
    entry = Entry.objects.get(action="changed-municipality")
    assert "committee" in entry.fields
    assert "name" not in entry.fields


def test_saving_nothing_new_is_no_change(client, ekebacka):
    save(client, second_factor_required="")
    version = Municipality.objects.get(pk=ekebacka.pk).settings_version
    save(client, second_factor_required="")
    assert Municipality.objects.get(pk=ekebacka.pk).settings_version == version
    assert actions().count("changed-municipality") == 1


def test_a_pale_colour_is_refused_with_a_darker_one(client, ekebacka):
    response = save(client, brand_colour="#00AEEF")
    assert response.status_code == 422
    page = response.content.decode()
    assert "Text i den här färgen är svår att läsa." in page
    assert "#00" in page
    ekebacka.refresh_from_db()
    assert ekebacka.brand_colour == "#1F5C57"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("brand_colour", "teal"),
        ("brand_colour", "#12345"),
        ("accent_colour", "url(x)"),
        ("phone", "12"),
        ("email", "nobody"),
        ("sms_sender", "Ekebäcka"),
        ("promise_goal_percent", "101"),
        ("quiet_from", "25.00"),
        ("domain", "elsewhere.example"),
        ("name", ""),
        ("name", "x" * 81),
    ],
)
def test_a_faulty_value_is_refused_and_nothing_is_saved(client, ekebacka, field, value):
    response = save(client, committee="Nya nämnden", **{field: value})
    assert response.status_code == 422
    assert "ds-error-summary" in response.content.decode()
    ekebacka.refresh_from_db()
    assert ekebacka.committee == ""


def test_the_frame_keeps_the_saved_name_while_a_new_one_is_refused(client):
    page = save(client, name="Nytt namn", email="x").content.decode()
    assert "<p>Ekebacka</p>" in page


def test_a_host_name_that_we_answer_at_is_saved(client, ekebacka, settings):
    settings.ALLOWED_HOSTS = ["testserver", ".example.se"]
    save(client, domain="Familj.Ekebacka.example.se", second_factor_required="")
    ekebacka.refresh_from_db()
    assert ekebacka.domain == "familj.ekebacka.example.se"


def test_two_municipalities_do_not_share_a_host_name(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", ".example.se"]
    make_municipality(domain="familj.example.se")
    response = save(client, domain="familj.example.se")
    assert response.status_code == 422
    assert "En annan kommun har den adressen." in response.content.decode()


# Hours


def add_hours(client, **changes):
    form = {
        "weekdays": ["0", "2"],
        "kind": "evening",
        "opens": "17.00",
        "closes": "20.00",
        **changes,
    }
    return client.post("/desk/installningar/oppettider/ny/", form)


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
    client.post(address)
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


# Special days


def add_day(client, **changes):
    form = {
        "day": "2026-06-05",
        "name": "Planeringsdag",
        "kind": "closed",
        "closes": "",
        **changes,
    }
    return client.post("/desk/installningar/roda-dagar/2026/ny/", form)


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
    with pytest.raises(CalendarNeverOpens):
        hours_service.add_red_days(ekebacka, propose_red_days(2027), by=None, at=NOON)


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
