"""The versions of the rota, in words."""

from datetime import time

import pytest

from organisation.models import SpecialDay
from organisation.services import rota as service
from organisation.services.hours import (
    remove_special_day,
    remove_window,
    save_special_day,
)
from tests.make import (
    NOON,
    make_municipality,
    make_staff_member,
)
from tests.organisation.rota_pages.asking import (
    HISTORY,
    TODAY,
    all_of,
    family,
    set_week,
    text_of,
)

pytestmark = pytest.mark.django_db


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
    assert (
        f"{ours.number} , ons 11 mars 17.00–20.00 Maria Lind → blir Ali Haddad" in text
    )
    assert text.index("Ali Haddad läggs till") < text.index("Maria Lind läggs till")


def test_the_history_reads_when_people_and_hours_are_gone(
    client, ekebacka, evening, karin, ali
):
    set_week(ekebacka, karin, (evening, ali))
    service.change_one_day(evening, ali, TODAY, is_on=False).make(by=karin, at=NOON)
    ali.memberships.all().delete()
    remove_window(evening, NOON).make(by=karin, at=NOON)
    text = text_of(client.get(HISTORY))
    assert "Inte längre öppet ons kväll 17.00–20.00" in text
    assert "Ali Haddad läggs till: ons kväll 17.00–20.00" in text
    assert "Ali Haddad arbetar inte ons 11 mars 17.00–20.00" in text


def test_the_history_tells_of_special_days(client, ekebacka, karin):
    day = SpecialDay(municipality=ekebacka, day=TODAY)
    for kind, closes in (("closed", None), ("half_day", time(12))):
        values = {"name": "Studiedag", "kind": kind, "closes": closes}
        save_special_day(day, **values, at=NOON).make(by=karin, at=NOON)
        day = ekebacka.special_days.get()
    remove_special_day(day, NOON).make(by=karin, at=NOON)
    text = text_of(client.get(HISTORY))
    assert "Stängt ons 11 mars: Studiedag" in text
    assert "Stänger 12.00 ons 11 mars: Studiedag" in text
    assert "Öppet som vanligt ons 11 mars" in text


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
