"""Booking a visit from the call card and from the inquiry's page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from followups import slots as cutting
from followups.models import Appointment, Promise, Slot
from inquiries import counter
from inquiries.counter import to_call
from inquiries.models import CallAttempt, Note
from inquiries.services.appointments import book_visit
from inquiries.services.calls import log_call
from inquiries.services.chosen_time import choose_time
from inquiries.services.receive import receive
from messaging.models import Message
from organisation.services import touch_settings
from tests.inquiries.desk.record import page, seen
from tests.make import (
    NOON,
    Registration,
    client_of,
    make_municipality,
    make_staff_member,
)

HTMX = {"HX-Request": "true"}
NOT_PROCESSED, CONFLICT = 422, 409


@pytest.fixture
def called(municipality, maria, ali, inquiry):
    """They have answered, and both colleagues have times."""
    touch_settings(municipality)
    cutting.cut(municipality, NOON)
    log_call(inquiry, CallAttempt.Outcome.ANSWERED, by=maria, at=NOON)
    inquiry.refresh_from_db()
    return inquiry


def address(inquiry, name="visit"):
    return reverse(f"inquiries:{name}", args=[inquiry.pk])


def both(which=0):
    """What stands for both colleagues' slots at one of the times, the owner's first."""
    visits = Slot.objects.filter(kind="home_visit", starts_at__gt=NOON)
    starts = sorted({each.starts_at for each in visits})
    chosen = visits.filter(starts_at=starts[which]).order_by("staff__pk")
    return "-".join(str(each.pk) for each in chosen)


def test_they_answered_and_the_card_shows_both_colleagues_free_times(
    desk, municipality, maria, ali, inquiry
):
    touch_settings(municipality)
    cutting.cut(municipality, NOON)
    answer = desk.post(
        reverse("inquiries:log", args=[inquiry.pk]),
        {"outcome": "answered", "seen": seen(inquiry)},
        headers=HTMX,
    )
    body = answer.content.decode()
    assert "Lediga tider: Maria och Ali" in body
    assert f'value="{both()}"' in body
    assert 'data-key="b"' in body
    assert "Familjen får ett mejl och ett sms." in body


def test_one_press_books_both_and_says_what_the_family_is_told(desk, called, ali):
    answer = desk.post(
        address(called), {"time": both(), "partner": ali.pk, "note": "Två katter."}
    )
    assert answer.url == page(called)
    visit = Appointment.objects.get()
    assert visit.engagements.count() == 2
    shown = desk.get(page(called)).content.decode()
    assert "besöket är bokat i dag klockan 13.00, Ali och Maria" in shown
    assert "Två katter." in shown
    assert "Avboka hembesöket" in shown


def test_from_the_card_the_answer_is_a_part_of_the_page(desk, called):
    answer = desk.post(address(called), {"time": both(), "page": "today"}, headers=HTMX)
    body = answer.content.decode()
    assert "besöket är bokat" in body
    assert "<html" not in body
    called.refresh_from_db()
    assert called.stage == "meeting"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "card"])
def test_a_time_just_taken_gives_the_next_ones_and_keeps_the_note(
    desk, municipality, maria, called, headers
):
    other = receive(
        municipality, Registration(name="Bo", phone="+46701740613"), at=NOON
    )
    log_call(other, CallAttempt.Outcome.ANSWERED, by=maria, at=NOON)
    taken = both()
    book_visit(other, [int(each) for each in taken.split("-")], by=maria, at=NOON)
    typed = {"time": taken, "note": "Ring på hos grannen."}
    answer = desk.post(address(called), typed, headers=headers)
    assert answer.status_code == CONFLICT
    body = answer.content.decode()
    assert "Någon har precis tagit den tiden." in body
    assert "Ring på hos grannen." in body
    assert f'value="{taken}"' not in body
    assert f'value="{both(1)}"' in body
    assert not Appointment.objects.filter(inquiry=called).exists()


@pytest.mark.parametrize("typed", [{}, {"time": "1 or 2"}, {"time": "0-1"}])
def test_no_time_or_nonsense_is_refused_and_the_note_stays(desk, called, typed):
    answer = desk.post(address(called), {"note": "Två katter.", **typed})
    assert answer.status_code == NOT_PROCESSED
    body = answer.content.decode()
    assert "Två katter." in body
    assert 'id="book_time" aria-describedby="book_time_error"' in body
    assert body.count('id="book_time_error"') == 1
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(("role", "links"), [("recruiter", 0), ("manager", 1)])
def test_where_no_time_is_free_the_way_to_more_is_told(
    municipality, called, role, links
):
    Slot.objects.all().delete()
    staff = make_staff_member(municipality, role)
    body = client_of(staff).get(address(called)).content.decode()
    assert "Inga lediga tider de närmaste tre veckorna." in body
    assert "Öppna fler tider i bemanningen." in body
    way = f'<a href="{reverse("organisation:rota")}">Se bemanningen</a>'
    assert body.count(way) == links


def test_another_colleague_is_chosen_without_javascript(desk, municipality, called):
    eva = make_staff_member(municipality, display_name="Eva Ek")
    touch_settings(municipality)
    cutting.cut(municipality, NOON)
    answer = desk.post(
        address(called), {"show": "1", "partner": eva.pk, "note": "Två katter."}
    )
    body = answer.content.decode()
    assert "Lediga tider: Maria och Eva" in body
    assert "Två katter." in body
    alone = desk.post(address(called), {"show": "1", "partner": "0"})
    assert "Lediga tider: Maria<" in alone.content.decode()


def test_another_municipalitys_slot_is_as_if_taken(desk, called):
    elsewhere = make_municipality()
    make_staff_member(elsewhere)
    touch_settings(elsewhere)
    cutting.cut(elsewhere, NOON)
    theirs = Slot.objects.filter(municipality=elsewhere, kind="home_visit").first()
    answer = desk.post(address(called), {"time": theirs.pk})
    assert answer.status_code == CONFLICT
    assert not Appointment.objects.exists()


def test_a_visit_is_moved_and_cancelled_from_the_page(desk, called):
    desk.post(address(called), {"time": both(1)})
    moving = desk.get(address(called)).content.decode()
    assert "Flytta hembesöket" in moving
    assert "Bokat nu: i morgon klockan 08.00, Ali och Maria." in moving
    desk.post(address(called), {"time": both(2)})
    visit = Appointment.objects.get()
    assert visit.sequence == 1
    answer = desk.post(address(called, "visit_cancel"), {})
    assert answer.url == page(called)
    visit.refresh_from_db()
    assert visit.cancelled_at is not None
    assert called.followups.open().get().kind == "call"


def test_a_cancellation_into_the_past_is_refused(desk, called):
    desk.post(address(called), {"time": both(1)})
    answer = desk.post(
        address(called, "visit_cancel"), {"due_on": "2026-03-10", "due_time": "09:00"}
    )
    assert answer.status_code == NOT_PROCESSED
    assert Appointment.objects.standing().exists()


def test_cancelling_what_is_cancelled_already_tells_so(desk, called):
    assert desk.post(address(called, "visit_cancel"), {}).status_code == CONFLICT


def test_the_next_step_cannot_be_planned_past_a_booked_visit(desk, called):
    desk.post(address(called), {"time": both(1)})
    answer = desk.post(
        reverse("inquiries:plan", args=[called.pk]),
        {
            "seen": seen(called),
            "kind": "call",
            "due_on": "2026-03-12",
            "due_time": "15:00",
            "owner": "0",
        },
    )
    assert answer.status_code == NOT_PROCESSED
    assert "Flytta eller avboka den först" in answer.content.decode()


def test_a_closed_inquiry_cannot_be_booked_and_a_call_not_at_all(desk, called):
    assert desk.get(address(called, "call_time")).url == page(called)
    called.stage, called.close_reason = "withdrawn", "life_changed"
    called.save()
    assert desk.get(address(called)).url == page(called)


def test_undo_of_a_cancellation_says_why_it_cannot(desk, maria, municipality, called):
    desk.post(address(called), {"time": both(1)})
    taken = [each.slot_id for each in Appointment.objects.get().engagements.all()]
    desk.post(address(called, "visit_cancel"), {})
    event = called.events.get(kind="cancelled")
    other = receive(
        municipality, Registration(name="Bo", phone="+46701740613"), at=NOON
    )
    log_call(other, CallAttempt.Outcome.ANSWERED, by=maria, at=NOON)
    book_visit(other, taken, by=maria, at=NOON)
    answer = desk.post(reverse("inquiries:undo", args=[event.pk]), follow=True)
    assert "Tiden är inte ledig längre" in answer.content.decode()


def test_visits_today_show_their_time_and_both_colleagues(desk, called):
    desk.post(address(called), {"time": both(0)})
    body = desk.get(reverse("inquiries:today")).content.decode()
    visits = body[body.index("section-visits") :]
    assert "13.00" in visits
    assert "Ali, Maria" in visits


@pytest.mark.parametrize(
    ("minutes", "section"),
    [(0, "later"), (29, "later"), (30, "now"), (45, "now")],
)
def test_a_booked_call_is_for_now_when_its_time_begins(
    time_machine_at, municipality, maria, minutes, section
):
    touch_settings(municipality)
    cutting.cut(municipality, NOON)
    family = receive(
        municipality, Registration(name="Cilla", phone="+46701740614"), at=NOON
    )
    slot = Slot.objects.filter(kind="call", starts_at=NOON + timedelta(hours=1)).first()
    choose_time(family, slot.pk, at=NOON)
    at = NOON + timedelta(minutes=30 + minutes)
    time_machine_at(at)
    body = client_of(maria).get(reverse("inquiries:today")).content.decode()
    assert f"section-{section}" in body
    counter._KEPT.forget()
    assert to_call(municipality) == (section == "now")
    assert "13.00" in body
    assert Promise.objects.open().get().due_at == slot.ends_at


@pytest.fixture
def time_machine_at(monkeypatch):
    def travel(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return travel


def test_a_note_without_a_visit_is_rescued_where_the_inquiry_is_gone(desk, called):
    called.stage, called.close_reason = "withdrawn", "life_changed"
    called.save()
    desk.post(address(called, "visit_cancel"), {"note": "Viktigt."})
    assert Note.objects.get(inquiry=called).is_draft
    assert not Message.objects.filter(subject_type="appointment").exists()
