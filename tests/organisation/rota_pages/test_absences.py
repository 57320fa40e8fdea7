"""Absences: made, refused and removed, with what follows from them."""

import pytest
import time_machine
from django.urls import reverse

from audit.models import Entry
from organisation.models import Absence, RotaVersion
from organisation.rota_words import changes_in_words
from tests.make import (
    NOON,
    client_of,
    make_municipality,
    make_staff_member,
)
from tests.organisation.rota_pages.asking import (
    ABSENCES,
    ADD,
    DAY,
    TODAY,
    all_of,
    confirm,
    family,
    sent,
    set_week,
    text_of,
)

pytestmark = pytest.mark.django_db


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
    assert "i kväll 17.00–20.00 → blir ons 18 mars 17.00–20.00" in text
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
        ("", "", "Första dagen borta: ange vilken dag."),
        ("2026-02-30", "", "Skriv dagen så här: 2026-03-12."),
        ("2026-03-12", "x", "Skriv dagen så här: 2026-03-12."),
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


def test_an_absence_is_somebodys(client, maria):
    response = client.post(ADD, away(maria) | {"staff": ""})
    assert response.status_code == 422
    assert "Vem som är borta: välj en person." in text_of(response)


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


# An absence is changed


@pytest.fixture
def absent(client, ekebacka, karin, maria, ali):
    """Maria is away for three days, and Ali stands in."""
    set_week(ekebacka, karin, *all_of(ekebacka, maria))
    client.post(ADD, away(maria, TODAY, TODAY + 2 * DAY, ali))
    return Absence.objects.get()


def edit_address(absence):
    return reverse("organisation:absence", args=[absence.pk])


def days_of(first, last="", substitute=None):
    return {
        "first_day": f"{first}",
        "last_day": f"{last}",
        "substitute": "" if substitute is None else substitute.pk,
    }


def test_the_page_shows_how_it_is_and_whose_it_is(client, absent, ali):
    page = client.get(edit_address(absent))
    assert "Ändra frånvaron för Maria Lind" in text_of(page)
    html = page.content.decode()
    assert 'value="2026-03-11"' in html
    assert 'value="2026-03-13"' in html
    assert f'<option value="{ali.pk}" selected>' in html
    assert 'name="staff"' not in html
    assert edit_address(absent) in client.get(ABSENCES).content.decode()


def test_its_days_are_changed_and_that_is_a_version(client, ekebacka, absent, ali):
    body = days_of(TODAY, TODAY + 4 * DAY, ali)
    response = client.post(edit_address(absent), body, follow=True)
    assert "Maria Lind är borta 11–15 mars." in text_of(response)
    absent.refresh_from_db()
    assert (absent.last_day, absent.substitute) == (TODAY + 4 * DAY, ali)
    version = RotaVersion.objects.filter(municipality=ekebacka).first()
    names = {absent.staff_id: "Maria Lind", ali.pk: "Ali Haddad"}
    assert changes_in_words(version, names) == [
        "Maria Lind är borta 11–15 mars (förut 11–13 mars), Ali Haddad vikarierar"
    ]
    assert Entry.objects.filter(action="changed-absence").count() == 1


def test_what_follows_from_another_substitute_is_shown_first(
    client, ekebacka, absent, ali
):
    ekebacka.refresh_from_db()
    ours = family(ekebacka)
    assert ours.owner == ali
    response = client.post(edit_address(absent), days_of(TODAY, TODAY + 2 * DAY))
    text = text_of(response)
    assert "Maria Lind är borta 11–13 mars, utan vikarie" in text
    assert (
        f"{ours.number} , i kväll 17.00–20.00 Ali Haddad → blir ingen kan ringa" in text
    )
    back = client.post(edit_address(absent), sent(response) | {"do": "back"})
    assert back.status_code == 200
    absent.refresh_from_db()
    assert absent.substitute == ali
    confirm(client, response)
    absent.refresh_from_db()
    assert absent.substitute is None


def test_whoever_comes_back_early_was_away_until_then(absent, karin):
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        body = days_of(TODAY, TODAY + DAY, absent.substitute)
        client_of(karin).post(edit_address(absent), body)
    absent.refresh_from_db()
    assert absent.last_day == TODAY + DAY


def test_the_same_again_is_no_change(client, ekebacka, absent):
    number = RotaVersion.objects.count()
    body = days_of(TODAY, TODAY + 2 * DAY, absent.substitute)
    response = client.post(edit_address(absent), body, follow=True)
    assert "Ingenting är annorlunda." in text_of(response)
    assert RotaVersion.objects.count() == number


def test_it_cannot_be_laid_upon_another_of_the_same_person(client, absent, maria, ali):
    client.post(ADD, away(maria, TODAY + 5 * DAY, TODAY + 6 * DAY, ali))
    body = days_of(TODAY, TODAY + 5 * DAY, ali)
    response = client.post(edit_address(absent), body)
    assert response.status_code == 422
    assert "Maria Lind är redan borta 16–17 mars." in text_of(response)
    absent.refresh_from_db()
    assert absent.last_day == TODAY + 2 * DAY


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (TODAY, TODAY - DAY, "Den sista dagen kan inte komma före den första."),
        (TODAY - 40 * DAY, TODAY, "Den första dagen kan ligga högst 31 dagar bakåt."),
    ],
)
def test_days_that_cannot_be_are_refused_there_too(client, absent, first, last, words):
    response = client.post(edit_address(absent), days_of(first, last))
    assert response.status_code == 422
    assert words in text_of(response)


def test_nobody_stands_in_for_themselves_there_either(client, absent, maria):
    body = days_of(TODAY, TODAY, maria)
    response = client.post(edit_address(absent), body)
    assert response.status_code == 422
    assert "Det måste vara någon annan som vikarierar." in text_of(response)


def test_another_municipalitys_absence_is_not_changed(client):
    foreign = make_municipality()
    theirs = Absence.objects.create(
        municipality=foreign,
        staff=make_staff_member(foreign),
        first_day=TODAY,
        last_day=TODAY,
    )
    assert client.get(edit_address(theirs)).status_code == 404
    assert client.post(edit_address(theirs), days_of(TODAY)).status_code == 404
