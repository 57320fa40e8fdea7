"""The pages of the rota: the week, single days, absences, capacity, history."""

import re
from datetime import date, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from audit.models import Entry
from inquiries.services.receive import receive
from inquiries.services.registration import Registration
from organisation.models import (
    Absence,
    Capacity,
    Municipality,
    OpeningWindow,
    RotaVersion,
    Shift,
    ShiftChange,
    SpecialDay,
)
from organisation.rota_words import days_text, hours_text
from organisation.services import rota as service
from organisation.services.hours import remove_window
from tests.make import (
    NOON,
    add_window,
    client_of,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
EVENING = OpeningWindow.Kind.EVENING
TODAY = NOON.date()  # a Wednesday
DAY = timedelta(days=1)
WEEK, DAYS = reverse("organisation:rota"), reverse("organisation:rota_days")
ABSENCES = reverse("organisation:absences")
ADD = reverse("organisation:absence_add")
CAPACITY = reverse("organisation:capacity")
HISTORY = reverse("organisation:rota_history")


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ekebacka():
    municipality = make_municipality()
    add_window(municipality, 2, time(17), time(20), EVENING)
    return municipality


@pytest.fixture
def evening(ekebacka):
    return ekebacka.opening_windows.get(kind=EVENING)


@pytest.fixture
def maria(ekebacka):
    return make_staff_member(ekebacka, display_name="Maria Lind")


@pytest.fixture
def ali(ekebacka):
    return make_staff_member(ekebacka, display_name="Ali Haddad")


@pytest.fixture
def karin(ekebacka, maria, ali):
    return make_staff_member(ekebacka, "manager", display_name="Karin Ek")


@pytest.fixture
def client(karin):
    return client_of(karin)


def text_of(response):
    """What the page says, without its marks."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def ticks(*pairs):
    return [f"{window.pk}-{staff.pk}" for window, staff in pairs]


def all_of(municipality, *people):
    windows = municipality.opening_windows.all()
    return [(window, each) for window in windows for each in people]


def sent(response):
    """What the page of consequences sends by “Spara ändringen”."""
    context = response.context
    body = {"confirm": context["confirm"]}
    for name, value in context["carried"]:
        body.setdefault(name, []).append(value)
    return body


def confirm(client, response):
    return client.post(response.wsgi_request.get_full_path(), sent(response))


def family(municipality, wish="evening"):
    known = {"name": "Anna Holm", "phone": "+46701740612", "wish": wish}
    return receive(municipality, Registration(**known), at=NOON)


def set_week(municipality, by, *pairs):
    numbers = [(window.pk, staff.pk) for window, staff in pairs]
    return service.save_shifts(municipality, numbers).make(by=by, at=NOON)


# Who may


@pytest.mark.parametrize("role", ["recruiter", "communicator"])
@pytest.mark.parametrize("page", [WEEK, DAYS, ABSENCES, ADD, CAPACITY, HISTORY])
def test_the_rota_is_for_managers_and_administrators(ekebacka, role, page):
    client = client_of(make_staff_member(ekebacka, role))
    assert client.get(page).status_code == 403
    assert client.post(page).status_code == 403


@pytest.mark.parametrize("role", ["manager", "administrator"])
def test_both_find_the_rota_among_the_settings_and_may_change_it(ekebacka, maria, role):
    client = client_of(make_staff_member(ekebacka, role))
    page = client.get(reverse("organisation:settings")).content.decode()
    assert f'href="{WEEK}">Bemanning<' in page
    boxes = ticks(*all_of(ekebacka, maria))
    assert client.post(WEEK, {"shifts": boxes, "seen": "0"}).status_code == 302
    assert Municipality.objects.get(pk=ekebacka.pk).works_by_rota


# The ordinary week


def test_before_the_first_rota_the_page_says_who_counts(client, maria, ekebacka):
    response = client.get(WEEK)
    page = response.content.decode()
    assert "Ingen bemanning är sparad än." in text_of(response)
    assert page.count(" checked") == 22  # two recruiters, eleven windows
    assert "Karin Ek" in page


def test_every_box_has_a_name_of_its_own(client, evening, ali):
    page = client.get(WEEK).content.decode()
    box = f'id="shift-{evening.pk}-{ali.pk}"'
    label = page.partition(f'for="shift-{evening.pk}-{ali.pk}">')[2]
    words = re.sub(r"<[^>]+>", "", label.partition("</label>")[0])
    assert box in page
    assert words == "Ali Haddad, onsdag 17.00–20.00"


def test_what_changes_nothing_for_families_is_saved_at_once(
    client, ekebacka, maria, ali
):
    pairs = all_of(ekebacka, maria, ali)
    response = client.post(WEEK, {"shifts": ticks(*pairs), "seen": "0"}, follow=True)
    assert "Bemanningen är sparad." in text_of(response)
    assert "Ingen bemanning är sparad än." not in text_of(response)
    assert Shift.objects.count() == 22
    assert Entry.objects.filter(action="saved-rota").count() == 1


def test_what_families_lose_is_shown_first_and_nothing_is_written(
    client, ekebacka, evening, maria
):
    mornings = [pair for pair in all_of(ekebacka, maria) if pair[0] != evening]
    response = client.post(WEEK, {"shifts": ticks(*mornings), "seen": "0"})
    text = text_of(response)
    assert response.status_code == 200
    assert "På kvällen i kväll 17–20 → blir erbjuds inte längre" in text
    assert "Maria Lind läggs till: mån–fre 08.00–12.00; mån–fre 13.00–16.30" in text
    assert not Shift.objects.exists()
    assert not RotaVersion.objects.exists()
    assert confirm(client, response).status_code == 302
    assert Shift.objects.count() == 10
    page = text_of(client.get(WEEK))
    assert "Ingen bemanning är sparad än." not in page


def test_a_promise_that_changes_hands_is_told_by_name(
    client, ekebacka, evening, maria, ali
):
    ours = family(ekebacka)
    assert ours.owner == maria
    pairs = [*all_of(ekebacka, ali)]
    response = client.post(WEEK, {"shifts": ticks(*pairs), "seen": "0"})
    text = text_of(response)
    assert f"{ours.number} , i kväll 17–20 Maria Lind → blir Ali Haddad" in text
    ours.refresh_from_db()
    assert ours.owner == maria
    confirm(client, response)
    ours.refresh_from_db()
    assert ours.owner == ali


def test_a_promise_that_nobody_can_keep_is_told_in_red(client, ekebacka, maria):
    ours = family(ekebacka)
    response = client.post(WEEK, {"seen": "0"})
    page = response.content.decode()
    assert '<span class="status" data-state="late">ingen kan ringa</span>' in page
    assert ours.number in page


def test_whoever_turns_back_finds_every_box_as_ticked(client, evening, ali):
    response = client.post(WEEK, {"shifts": ticks((evening, ali)), "seen": "0"})
    back = client.post(WEEK, sent(response) | {"do": "back"})
    page = back.content.decode()
    assert back.status_code == 200
    assert page.count(" checked") == 1
    assert f'id="shift-{evening.pk}-{ali.pk}" checked' in page
    assert not RotaVersion.objects.exists()


def test_where_another_version_came_between_the_page_comes_again(
    client, ekebacka, evening, karin, maria, ali
):
    first = client.post(WEEK, {"shifts": ticks((evening, ali)), "seen": "0"})
    set_week(ekebacka, karin, *all_of(ekebacka, maria))
    again = confirm(client, first)
    assert again.status_code == 200
    assert "Någon annan har ändrat bemanningen" in text_of(again)
    assert RotaVersion.objects.count() == 1
    assert "Maria Lind tas bort:" in text_of(again)
    assert confirm(client, again).status_code == 302
    assert list(Shift.objects.values_list("staff", flat=True)) == [ali.pk]


def test_a_page_opened_before_somebody_else_saved_never_saves_in_silence(
    client, ekebacka, karin, maria, ali
):
    both = all_of(ekebacka, maria, ali)
    set_week(ekebacka, karin, *both)
    response = client.post(
        WEEK, {"shifts": ticks(*all_of(ekebacka, maria)), "seen": "0"}
    )
    assert "Någon annan har ändrat bemanningen" in text_of(response)
    assert Shift.objects.count() == 22


def test_what_follows_is_asked_again_where_it_has_changed(client, ekebacka, maria, ali):
    first = client.post(WEEK, {"shifts": ticks(*all_of(ekebacka, ali)), "seen": "0"})
    assert first.status_code == 302  # nobody waits yet
    second = client.post(WEEK, {"seen": "1"})
    ekebacka.refresh_from_db()
    family(ekebacka)
    again = confirm(client, second)
    assert "Något har ändrats under tiden" in text_of(again)
    assert Shift.objects.exists()
    confirm(client, again)
    assert not Shift.objects.exists()


def test_saving_the_same_again_is_no_version(client, ekebacka, karin, maria):
    pairs = all_of(ekebacka, maria)
    set_week(ekebacka, karin, *pairs)
    response = client.post(WEEK, {"shifts": ticks(*pairs), "seen": "1"}, follow=True)
    assert "Ingenting är annorlunda." in text_of(response)
    assert RotaVersion.objects.count() == 1


@pytest.mark.parametrize("value", ["x", "1", "1-", "-1", "9-9", "999999999999-1"])
def test_a_box_that_is_not_on_the_page_is_refused_and_the_others_stay(
    client, evening, ali, value
):
    body = {"shifts": [*ticks((evening, ali)), value], "seen": "0"}
    response = client.post(WEEK, body)
    assert response.status_code == 422
    assert "Inget är sparat." in text_of(response)
    assert response.content.decode().count(" checked") == 1


def test_another_municipalitys_people_and_hours_are_no_boxes_here(client, evening, ali):
    foreign = make_municipality()
    stranger = make_staff_member(foreign)
    theirs = foreign.opening_windows.first()
    for pair in ((evening, stranger), (theirs, ali)):
        response = client.post(WEEK, {"shifts": ticks(pair), "seen": "0"})
        assert response.status_code == 422
    assert not Shift.objects.exists()


def test_a_municipality_without_hours_or_callers_is_told_what_to_do_first():
    bare = make_municipality(hours=False)
    client = client_of(make_staff_member(bare, "administrator"))
    assert "Ingen har en roll som ringer familjer." in text_of(client.get(WEEK))
    assert "Ingen har en roll som ringer familjer." in text_of(client.get(CAPACITY))
    make_staff_member(bare)
    assert "Det finns inga öppettider än." in text_of(client.get(WEEK))


# The coming two weeks


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
    assert "1 tid har ingen" in text
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
    assert "På kvällen i kväll 17–20 → blir ons 18 mars 17–20" in text_of(last)
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


# Absences


def away(staff, first=TODAY, last="", substitute=None):
    return {
        "staff": staff.pk,
        "first_day": f"{first}",
        "last_day": f"{last}",
        "substitute": "" if substitute is None else substitute.pk,
    }


def test_a_single_day_with_a_substitute_is_saved_at_once(
    client, ekebacka, karin, maria, ali
):
    set_week(ekebacka, karin, *all_of(ekebacka, maria))
    response = client.post(ADD, away(maria, substitute=ali), follow=True)
    text = text_of(response)
    assert "Maria Lind är borta ons 11 mars." in text
    assert "borta nu" in text
    assert "Ali Haddad vikarierar" in text
    absence = Absence.objects.get()
    assert (absence.first_day, absence.last_day) == (TODAY, TODAY)
    assert (absence.municipality, absence.substitute) == (ekebacka, ali)


def test_an_absence_that_closes_the_evening_is_asked_about(
    client, ekebacka, karin, maria
):
    set_week(ekebacka, karin, *all_of(ekebacka, maria))
    response = client.post(ADD, away(maria, last=TODAY + DAY))
    text = text_of(response)
    assert "Maria Lind är borta 11–12 mars, utan vikarie" in text
    assert "i kväll 17–20 → blir ons 18 mars 17–20" in text
    assert not Absence.objects.exists()
    back = client.post(ADD, sent(response) | {"do": "back"})
    assert back.status_code == 200
    assert 'value="2026-03-12"' in back.content.decode()
    confirm(client, response)
    assert Absence.objects.get().last_day == TODAY + DAY


def test_an_absence_is_removed_and_what_follows_is_told(client, ekebacka, karin, maria):
    set_week(ekebacka, karin, *all_of(ekebacka, maria))
    confirm(client, client.post(ADD, away(maria)))
    remove = reverse("organisation:absence_remove", args=[Absence.objects.get().pk])
    assert client.get(remove).url == ABSENCES
    response = client.post(remove)
    assert "Maria Lind är inte längre borta ons 11 mars" in text_of(response)
    assert client.post(remove, sent(response) | {"do": "back"}).url == ABSENCES
    assert Absence.objects.exists()
    confirm(client, response)
    assert not Absence.objects.exists()
    assert "Ingen är borta." in text_of(client.get(ABSENCES))


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("", "", "Detta fält måste fyllas i."),
        ("2026-02-30", "", "Fyll i ett giltigt datum."),
        ("2026-03-12", "x", "Fyll i ett giltigt datum."),
        ("2026-03-12", "2026-03-11", "Den sista dagen kan inte komma före den första."),
        ("2026-03-01", "2026-03-10", "De dagarna har redan varit."),
        (
            "2026-02-01",
            "2026-03-12",
            "Den första dagen kan ligga högst 31 dagar bakåt.",
        ),
        ("2029-03-12", "", "Det är mer än två år framåt."),
        ("2026-03-12", "9999-12-31", "En frånvaro är högst två år lång."),
    ],
)
def test_days_that_cannot_be_are_refused_in_words_and_nothing_is_lost(
    client, maria, ali, first, last, words
):
    body = away(maria, substitute=ali) | {"first_day": first, "last_day": last}
    response = client.post(ADD, body)
    assert response.status_code == 422
    assert words in text_of(response)
    page = response.content.decode()
    assert f'<option value="{maria.pk}" selected>' in page
    assert f'<option value="{ali.pk}" selected>' in page
    assert not last or f'value="{last}"' in page


def test_nobody_is_their_own_substitute(client, maria):
    response = client.post(ADD, away(maria, substitute=maria))
    assert response.status_code == 422
    assert "Det måste vara någon annan som vikarierar." in text_of(response)


def test_days_that_are_taken_already_are_named(client, maria, ali):
    client.post(ADD, away(maria, TODAY, TODAY + 2 * DAY, ali))
    response = client.post(ADD, away(maria, TODAY + 2 * DAY, TODAY + 3 * DAY, ali))
    assert response.status_code == 422
    assert "Maria Lind är redan borta 11–13 mars." in text_of(response)
    assert Absence.objects.count() == 1


def test_only_people_who_call_here_are_absent_or_stand_in(client, ekebacka, maria):
    stranger = make_staff_member()
    writer = make_staff_member(ekebacka, "communicator")
    for person in (stranger, writer):
        assert client.post(ADD, away(person)).status_code == 422
        assert client.post(ADD, away(maria, substitute=person)).status_code == 422
    assert not Absence.objects.exists()


def test_another_municipalitys_absence_is_not_found(client):
    foreign = make_municipality()
    theirs = Absence.objects.create(
        municipality=foreign,
        staff=make_staff_member(foreign),
        first_day=TODAY,
        last_day=TODAY,
    )
    address = reverse("organisation:absence_remove", args=[theirs.pk])
    assert client.post(address).status_code == 404
    assert Absence.objects.exists()


# Capacity


def test_capacity_is_two_numbers_and_empty_is_as_much_as_comes(client, maria, ali):
    body = {f"calls-{maria.pk}": "12", f"visits-{maria.pk}": "0"}
    assert client.post(CAPACITY, body).status_code == 302
    row = Capacity.objects.get(staff=maria)
    assert (row.calls_per_week, row.visits_per_week) == (12, 0)
    assert 'value="12"' in client.get(CAPACITY).content.decode()
    client.post(CAPACITY, {f"calls-{maria.pk}": "", f"visits-{maria.pk}": "0"})
    row.refresh_from_db()
    assert (row.calls_per_week, row.visits_per_week) == (None, 0)
    changes = Entry.objects.filter(action="changed-capacity")
    assert [each.fields for each in changes.order_by("pk")] == [
        ["calls_per_week", "visits_per_week"],
        ["calls_per_week"],
    ]


@pytest.mark.parametrize("typed", ["-1", "501", "x", "1.5", "9" * 30])
def test_a_number_that_is_none_is_refused_and_the_others_stay(
    client, maria, ali, typed
):
    body = {f"calls-{maria.pk}": typed, f"visits-{ali.pk}": "3"}
    response = client.post(CAPACITY, body)
    assert response.status_code == 422
    words = "Maria Lind, samtal i veckan: Skriv ett heltal från 0 till 500."
    assert words in text_of(response)
    assert 'value="3"' in response.content.decode()
    assert not Capacity.objects.exists()


# History


def test_the_history_tells_who_changed_what_and_what_followed(
    client, ekebacka, evening, karin, maria, ali
):
    set_week(ekebacka, karin, *all_of(ekebacka, maria))
    ours = family(ekebacka)
    set_week(ekebacka, karin, (evening, ali))
    text = text_of(client.get(HISTORY))
    assert "11 mars 2026 12.00, Karin Ek" in text
    assert "Ali Haddad läggs till: ons kväll 17.00–20.00" in text
    assert "Bemanningen säger från och med nu vem som arbetar" in text
    assert f"{ours.number} , ons 11 mars 17–20 Maria Lind → blir Ali Haddad" in text
    assert text.index("Ali Haddad läggs till") < text.index("Maria Lind läggs till")


def test_the_history_reads_when_people_and_hours_are_gone(
    client, ekebacka, evening, karin, ali
):
    set_week(ekebacka, karin, (evening, ali))
    service.change_one_day(evening, ali, TODAY, is_on=False).make(by=karin, at=NOON)
    ali.memberships.all().delete()
    remove_window(evening, by=karin, at=NOON)
    text = text_of(client.get(HISTORY))
    assert "Ali Haddad läggs till: ons kväll 17.00–20.00" in text
    assert "Ali Haddad arbetar inte ons 11 mars 17.00–20.00" in text


def test_the_history_is_turned_page_by_page(client, ekebacka, evening, karin, ali):
    for number in range(21):
        pairs = [(evening, ali)] if number % 2 else []
        set_week(ekebacka, karin, *pairs)
    first = client.get(HISTORY)
    assert "?fore=2" in first.content.decode()
    assert "från och med nu" not in text_of(first)
    assert "från och med nu" in text_of(client.get(f"{HISTORY}?fore=2"))
    assert client.get(f"{HISTORY}?fore=٣").status_code == 200


def test_another_municipalitys_history_is_not_shown(client):
    foreign = make_municipality()
    stranger = make_staff_member(foreign, "manager", display_name="Per Lund")
    set_week(foreign, stranger, *all_of(foreign, stranger))
    assert "Per Lund" not in text_of(client.get(HISTORY))


# Words


def test_days_are_told_as_people_say_them():
    assert days_text(TODAY, TODAY) == "ons 11 mars"
    assert days_text(TODAY, date(2026, 4, 2)) == "11 mars–2 april"
    assert days_text(TODAY, date(2027, 4, 2)) == "11 mars 2026–2 april 2027"


def test_hours_are_told_by_runs_of_weekdays():
    office = [(day, "08.00", "12.00", "office") for day in (0, 1, 2, 4)]
    assert hours_text(office) == "mån–ons och fre 08.00–12.00"
    weekend = [(5, "07.00", "11.00", "weekend")]
    assert hours_text([*weekend, office[0]]) == "mån 08.00–12.00; lör 07.00–11.00"
    evenings = [(day, "17.00", "20.00", "evening") for day in (0, 2, 4)]
    assert hours_text(evenings) == "mån, ons och fre kväll 17.00–20.00"
