"""The week as boxes, and what would follow."""

import re

import pytest

from audit.models import Entry
from organisation.models import (
    RotaVersion,
    Shift,
)
from tests.make import (
    client_of,
    make_municipality,
    make_staff_member,
)
from tests.organisation.rota_pages.asking import (
    CAPACITY,
    WEEK,
    all_of,
    confirm,
    family,
    sent,
    set_week,
    text_of,
    ticks,
)

pytestmark = pytest.mark.django_db


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
    assert "På kvällen i kväll 17.00–20.00 → blir erbjuds inte längre" in text
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
    assert f"{ours.number} , i kväll 17.00–20.00 Maria Lind → blir Ali Haddad" in text
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
