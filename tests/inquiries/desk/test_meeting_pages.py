"""Information meetings at the desk: the list, one of them, its form, who is asked."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from audit.models import Entry
from followups.models import InformationMeeting, MeetingSeat
from inquiries.services.erase import erase_person
from inquiries.services.seats import invite
from tests.make import (
    NOON,
    client_of,
    make_inquiry,
    make_meeting,
    make_municipality,
    make_staff_member,
)

TYPED = {
    "title": "Öppet hus om familjehem",
    "day": "2026-03-19",
    "starts": "18:00",
    "ends": "20:00",
    "place": "Biblioteket, Storgatan 1",
    "seats": "12",
    "language": "sv",
}


@pytest.fixture
def meeting(municipality, maria):
    return make_meeting(municipality, maria)


@pytest.fixture
def typed(maria):
    return {**TYPED, "holders": [str(maria.pk)]}


@contextmanager
def desk_at(staff, moment):
    """A desk on another day, when the login of today is over."""
    with time_machine.travel(moment, tick=False):
        yield client_of(staff)


def address(name, row=None):
    return reverse(f"inquiries:{name}", args=[] if row is None else [row.pk])


def text(answer):
    return answer.content.decode()


def family(municipality, name="Anna Holm", **fields):
    return make_inquiry(
        municipality, contact={"name": name, "email": "anna@example.se"}, **fields
    )


def test_the_list_says_how_many_seats_are_left_and_leads_on(
    desk, municipality, maria, meeting
):
    for name in ("Anna", "Bo", "Eva"):
        invite(family(municipality, name), meeting, by=maria, at=NOON)
    page = text(desk.get(address("meetings")))
    assert "2 av 2 platser tagna · 1 väntar" in page
    assert "tors 19 mars" in page
    assert address("meeting", meeting) in page
    assert "Träffar" in text(desk.get(address("list")))


def test_what_is_over_stands_among_the_past(desk, municipality, maria, meeting):
    invite(family(municipality), meeting, by=maria, at=NOON)
    assert "Ingen träff har hållits än." in text(
        desk.get(address("meetings") + "?visa=tidigare")
    )
    with desk_at(maria, meeting.ends_at) as desk:
        assert "0 av 1 kom" in text(desk.get(address("meetings") + "?visa=tidigare"))
        assert "Inga träffar är planerade." in text(desk.get(address("meetings")))


def test_a_meeting_is_planned(desk, maria, typed):
    answer = desk.post(address("meeting_new"), typed)
    meeting = InformationMeeting.objects.get()
    assert answer.url == address("meeting", meeting)
    assert meeting.starts_at == NOON + timedelta(days=8, hours=6)
    assert list(meeting.holders.all()) == [maria]
    assert "0 av 12 platser" in text(desk.get(answer.url))


@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("title", "", "Titel: ge träffen ett namn."),
        ("day", "2026-03-10", "Dag: välj en tid som ligger framåt."),
        ("day", "2031-03-10", "Dag: välj en inom tre år."),
        ("ends", "17:30", "Slutar: den måste sluta efter att den har börjat."),
        ("place", "", "Plats: skriv en plats, en länk eller båda."),
        ("place", "Familjehemsenheten", "Skriv så att det inte framgår vad träffen"),
        ("link", "http://", "Länk: kopiera hela adressen"),
        ("seats", "0", "Platser: det måste finnas minst en."),
        ("seats", "många", "Platser: skriv en siffra."),
        ("holders", [], "Vem som håller i den: välj någon."),
    ],
)
def test_a_wrong_form_says_what_is_wrong(desk, typed, field, wrong, said):
    answer = desk.post(address("meeting_new"), typed | {field: wrong})
    assert answer.status_code == 422
    assert said in text(answer)
    assert not InformationMeeting.objects.exists()


def test_who_is_busy_is_named(desk, meeting, typed):
    answer = desk.post(address("meeting_new"), typed)
    assert answer.status_code == 422
    assert "Maria Lind har redan något annat då." in text(answer)


def test_a_meeting_is_changed_but_not_below_what_is_taken(
    desk, municipality, maria, meeting, typed
):
    for name in ("Anna", "Bo"):
        invite(family(municipality, name), meeting, by=maria, at=NOON)
    edit = address("meeting_edit", meeting)
    assert 'value="2026-03-19"' in text(desk.get(edit))
    answer = desk.post(edit, typed | {"seats": "1"})
    assert answer.status_code == 422
    assert "Platser: 2 familjer har redan en." in text(answer)
    assert desk.post(edit, typed | {"seats": "3"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.seats == 3


def test_what_has_begun_is_changed_and_cancelled_no_more(maria, meeting, typed):
    with desk_at(maria, meeting.starts_at) as desk:
        for name in ("meeting_edit", "meeting_cancel"):
            answer = desk.post(address(name, meeting), typed, follow=True)
            assert "Träffen har börjat eller är inställd." in text(answer)


def test_a_meeting_is_cancelled(desk, municipality, maria, meeting):
    anna = family(municipality)
    invite(anna, meeting, by=maria, at=NOON)
    page = text(desk.post(address("meeting_cancel", meeting), follow=True))
    assert "Inställd" in page
    assert anna.followups.open().get().kind == "call"
    assert address("meeting_edit", meeting) not in page


def test_a_family_is_asked_on_its_own_page(desk, inquiry, meeting):
    page = text(desk.get(address("record", inquiry)))
    assert "tors 19 mars 18.00 · Öppet hus om familjehem · 2 platser kvar" in page
    asked = desk.post(
        address("meeting_invite", inquiry), {"meeting": meeting.pk}, follow=True
    )
    assert "Familjen har en plats på träffen." in text(asked)
    assert "Har en plats:" in text(asked)
    assert inquiry.meeting_seats.get().has_seat


def test_a_full_meeting_puts_the_family_on_the_waiting_list(
    desk, inquiry, municipality, maria
):
    meeting = make_meeting(municipality, maria, seats=1)
    invite(family(municipality), meeting, by=maria, at=NOON)
    assert "väntelista (0)" in text(desk.get(address("record", inquiry)))
    asked = desk.post(
        address("meeting_invite", inquiry), {"meeting": meeting.pk}, follow=True
    )
    assert "Träffen är full. Familjen står på väntelistan." in text(asked)


def test_where_nothing_is_planned_the_record_leads_to_the_form(desk, inquiry):
    assert address("meeting_new") in text(desk.get(address("record", inquiry)))


def test_a_meeting_that_is_over_is_refused_beside_the_choice(maria, inquiry, meeting):
    with desk_at(maria, meeting.starts_at) as desk:
        answer = desk.post(address("meeting_invite", inquiry), {"meeting": meeting.pk})
    assert answer.status_code == 422
    assert "Vilken träff: den är över eller inställd." in text(answer)


def test_an_erased_family_is_not_asked(desk, inquiry, maria, meeting):
    erase_person(inquiry, by=maria, at=NOON, reason="På begäran")
    answer = desk.post(address("meeting_invite", inquiry), {"meeting": meeting.pk})
    assert answer.status_code == 409
    assert not MeetingSeat.objects.exists()


def test_attendance_is_one_press_each_and_can_be_taken_back(
    municipality, maria, meeting
):
    seat = invite(family(municipality), meeting, by=maria, at=NOON)
    mark = address("meeting_attendance", seat)
    with desk_at(maria, meeting.starts_at) as desk:
        answer = desk.post(mark, {"attended": "yes"})
        assert answer.url == f"{address('meeting', meeting)}#plats-{seat.pk}"
        assert "1 av 1" in text(desk.get(answer.url))
        desk.post(mark, {"attended": "unknown"})
        desk.post(mark, {"attended": "nonsense"})
        assert "Ej markerad" in text(desk.get(answer.url))
    seat.refresh_from_db()
    assert seat.attended is None


def test_nobody_is_marked_before_it_begins(desk, municipality, maria, meeting):
    seat = invite(family(municipality), meeting, by=maria, at=NOON)
    answer = desk.post(
        address("meeting_attendance", seat), {"attended": "yes"}, follow=True
    )
    assert "Någon ändrade det här alldeles nyss." in text(answer)


def test_a_family_is_taken_off_the_list_and_the_next_moves_up(
    desk, municipality, maria
):
    meeting = make_meeting(municipality, maria, seats=1)
    seat, waiting = (
        invite(family(municipality, name), meeting, by=maria, at=NOON)
        for name in ("Anna", "Bo")
    )
    page = text(desk.post(address("meeting_leave", seat), follow=True))
    assert "Familjen är borta från listan." in page
    waiting.refresh_from_db()
    assert waiting.has_seat
    with desk_at(maria, meeting.starts_at) as desk:
        late = text(desk.post(address("meeting_leave", waiting), follow=True))
        assert "Någon ändrade det här alldeles nyss." in late


def test_who_could_not_be_told_is_to_be_called(desk, municipality, maria, meeting):
    silent = make_inquiry(municipality, contact={"phone": "+46313900610"})
    invite(silent, meeting, by=maria, at=NOON)
    page = text(desk.get(address("meeting", meeting)))
    assert "1 familj har inte fått besked." in page


def test_the_list_to_print_names_who_comes_and_not_the_meeting(
    desk, municipality, maria, meeting
):
    for name in ("Samira Haddad", "Anna Holm"):
        invite(family(municipality, name), meeting, by=maria, at=NOON)
    page = text(desk.get(address("meeting_print", meeting)))
    assert page.index("Anna Holm") < page.index("Samira Haddad")
    assert "070-174 06 12" in page
    assert Entry.objects.filter(action="listed-meeting").exists()


def test_an_erased_family_is_counted_without_a_name(desk, municipality, maria):
    meeting = make_meeting(municipality, maria, starts_at=NOON - timedelta(days=1))
    MeetingSeat.objects.create(
        municipality=municipality,
        meeting=meeting,
        inquiry=family(municipality, erased_at=None),
        status="seat",
        asked_at=NOON,
        attended=True,
    )
    seat = MeetingSeat.objects.get()
    erase_person(seat.inquiry, by=maria, at=NOON, reason="På begäran")
    page = text(desk.get(address("meeting", meeting)))
    assert "Raderad" in page
    assert "Anna Holm" not in page


@pytest.mark.parametrize("role", ["administrator", "communicator"])
def test_only_who_works_with_families_sees_meetings(municipality, meeting, role):
    client = client_of(make_staff_member(municipality, role))
    for name in ("meetings", "meeting_new"):
        assert client.get(address(name)).status_code == 403
    assert client.get(address("meeting", meeting)).status_code == 403


def test_anothers_meeting_is_a_404(desk, inquiry, maria):
    other = make_municipality()
    theirs = make_meeting(other)
    seat = invite(family(other), theirs, by=maria, at=NOON)
    for name in ("meeting", "meeting_edit", "meeting_print"):
        assert desk.get(address(name, theirs)).status_code == 404
    assert desk.post(address("meeting_cancel", theirs)).status_code == 404
    for name in ("meeting_attendance", "meeting_leave"):
        assert desk.post(address(name, seat)).status_code == 404
    refused = desk.post(address("meeting_invite", inquiry), {"meeting": theirs.pk})
    assert refused.status_code == 422


def test_a_long_list_asks_no_more_queries(
    desk, municipality, maria, django_assert_max_num_queries
):
    meeting = make_meeting(municipality, maria, seats=3)
    for number in range(8):
        invite(family(municipality, f"Anna {number}"), meeting, by=maria, at=NOON)
        make_meeting(municipality, starts_at=NOON + timedelta(days=20 + number))
    for name, row in (("meetings", None), ("meeting", meeting)):
        desk.get(address(name, row))
        with django_assert_max_num_queries(11):
            desk.get(address(name, row))
