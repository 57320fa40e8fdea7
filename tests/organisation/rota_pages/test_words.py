"""Days and hours as people say them."""

from datetime import date

import pytest
from django.urls import reverse

from organisation.rota_words import days_text, hours_text
from tests.organisation.rota_pages.asking import TODAY

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("absences", "Frånvaro"),
        ("capacity", "Hur mycket var och en hinner"),
        ("rota_history", "Bemanningens historik"),
        ("rota_days", "Två veckor framåt"),
    ],
)
def test_every_page_of_the_rota_says_which_it_is(client, ekebacka, name, heading):
    page = client.get(reverse(f"organisation:{name}")).content.decode()
    assert "<h1>Bemanning</h1>" in page
    assert f"<h2>{heading}</h2>" in page


def test_an_absence_is_added_by_name(client, ekebacka):
    page = client.get(reverse("organisation:absence_add")).content.decode()
    assert "<h1>Lägg till frånvaro</h1>" in page
