"""The page says what is true: why we wait, what we missed, and what comes next."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from followups import slots as cutting
from followups.booking import free_times
from followups.ladder import first_call_of
from followups.models import Appointment, FollowUpTask, Promise, Slot
from inquiries.services.appointments import (
    book_visit,
    cancel_appointment,
    move_appointment,
)
from inquiries.services.calls import log_call
from inquiries.services.chosen_time import choose_time
from inquiries.services.moves import move_inquiry
from inquiries.services.seats import invite
from inquiries.workflow import Stage
from tests.inquiries.family.visiting import link_to, post, text_of
from tests.make import NOON, make_inquiry, make_meeting

pytestmark = pytest.mark.django_db

RESTS_UNTIL = (NOON + timedelta(days=100)).date()
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def at_an_hour(link, moment):
    with time_machine.travel(moment, tick=False):
        return text_of(link)


class TestRest:
    def test_a_family_that_asked_for_it_reads_that_we_do_as_it_wished(self, link):
        post(f"{link}vanta/", until="2026-09-01")
        assert "<h1>Vi väntar, som du ville</h1>" in text_of(link)

    def test_a_family_that_did_not_answer_never_wished_for_it(
        self, inquiry, link, maria
    ):
        for number in range(9):
            inquiry.refresh_from_db()
            if inquiry.stage == Stage.DORMANT:
                break
            log_call(inquiry, "no_answer", by=maria, at=NOON + number * HOUR)
        assert inquiry.stage == Stage.DORMANT
        page = text_of(link)
        assert "<h1>Vi har ringt utan att få tag på dig</h1>" in page
        assert "som du ville" not in page

    def test_what_staff_put_to_rest_waits_for_the_time_being(
        self, inquiry, link, maria
    ):
        move_inquiry(inquiry, Stage.DORMANT, by=maria, at=NOON, wake_up_on=RESTS_UNTIL)
        assert "<h1>Vi väntar tills vidare</h1>" in text_of(link)

    def test_staff_s_rest_after_the_family_s_is_not_the_family_s(
        self, inquiry, link, maria
    ):
        post(f"{link}vanta/", until="2026-09-01")
        post(f"{link}fortsatt/")
        inquiry.refresh_from_db()
        later = NOON + HOUR
        move_inquiry(inquiry, Stage.DORMANT, by=maria, at=later, wake_up_on=RESTS_UNTIL)
        assert "<h1>Vi väntar tills vidare</h1>" in text_of(link)

    def test_a_rest_says_who_is_in_touch_afterwards_and_when(self, link):
        post(f"{link}vanta/", until="2026-09-01")
        page = text_of(link)
        assert "Maria hör av sig den 1 september 2026, eller strax" in page
        assert "Maria, rekryterare" in page
        assert 'class="face"' in page

    def test_who_was_never_reached_has_not_said_no(self, inquiry, link, maria):
        move_inquiry(inquiry, Stage.WITHDRAWN, by=maria, at=NOON, reason="no_contact")
        page = text_of(link)
        assert "Vi fick aldrig tag på varandra" in page
        assert "Du är alltid välkommen att ringa." in page
        assert "tackat nej" not in page

    def test_who_gave_that_reason_itself_has_said_no(self, link):
        post(f"{link}avsluta/", reason="no_contact")
        assert "Du har tackat nej" in text_of(link)


class TestRegret:
    @pytest.fixture
    def call(self, town, inquiry, maria):
        """A call that the family has chosen, the last one of today."""
        choose_time(inquiry, free_times(town, Slot.Kind.CALL, NOON)[4].pk, at=NOON)
        return Appointment.objects.get()

    def test_a_call_that_we_moved_is_not_one_that_we_missed(
        self, town, link, maria, call
    ):
        other = free_times(town, Slot.Kind.CALL, NOON)[8]
        move_appointment(call, [other.pk], by=maria, at=NOON)
        page = text_of(link)
        assert "Vi har fått flytta samtalet. Förlåt." in page
        assert "Vi lovade att ringa" not in page

    def test_a_call_that_we_cancelled_says_so(self, inquiry, link, maria, call):
        step = first_call_of(inquiry.municipality, NOON.date(), NOON, maria.pk)
        cancel_appointment(call, step, by=maria, at=NOON)
        assert "Vi har fått avboka samtalet. Förlåt." in text_of(link)

    def test_once_we_have_spoken_nothing_is_regretted_at_the_old_time(
        self, town, inquiry, link, maria, call
    ):
        old = Promise.objects.open().get().due_at
        sooner = free_times(town, Slot.Kind.CALL, NOON)[0]
        move_appointment(call, [sooner.pk], by=maria, at=NOON)
        log_call(inquiry, "answered", by=maria, at=sooner.starts_at)
        assert "Förlåt" not in at_an_hour(link, old + HOUR)


class TestNext:
    def test_before_a_call_nobody_hears_about_tidying_up(self, town, maria):
        inquiry = make_inquiry(town, stage=Stage.CONTACTED, first_contact_at=NOON)
        step = first_call_of(town, NOON.date(), NOON, maria.pk)
        move_inquiry(inquiry, Stage.MEETING, by=maria, at=NOON, next_step=step)
        page = text_of(link_to(inquiry))
        assert "<h2>Inför samtalet</h2>" in page
        assert "städa" not in page

    def test_a_booked_visit_is_prepared_for_and_its_day_changed_by_phone(
        self, town, inquiry, link, maria
    ):
        log_call(inquiry, "answered", by=maria, at=NOON)
        cutting.cut(town, NOON)
        slot = free_times(town, Slot.Kind.HOME_VISIT, NOON)[0]
        inquiry.refresh_from_db()
        book_visit(inquiry, [slot.pk], by=maria, at=NOON)
        page = text_of(link)
        assert "<h2>Inför besöket</h2>" in page
        assert "Du behöver inte städa." in page
        told = page.partition("Vill du byta dag för besöket? Ring oss:")[2]
        assert town.phone.as_national in told[:200]

    def test_a_decision_to_come_is_good_to_know_of(self, town):
        inquiry = make_inquiry(town, stage=Stage.DECISION, first_contact_at=NOON)
        inquiry.followups.update(kind=FollowUpTask.Kind.DECISION)
        page = text_of(link_to(inquiry))
        assert "<h2>Bra att veta</h2>" in page
        assert "Vi berättar i ett samtal" in page

    def test_the_ladder_says_in_words_where_the_family_is(self, town):
        inquiry = make_inquiry(town, stage=Stage.ASSESSMENT, first_contact_at=NOON)
        page = text_of(link_to(inquiry))
        assert page.count(">Klart<") == 2
        assert page.count(">Här är ni nu<") == 1
        third = page.split("<li")[page.split("Här är ni nu")[0].count("<li")]
        assert 'aria-current="step"' in third


class TestSeat:
    def test_a_seat_can_go_to_somebody_else(self, town, inquiry, link, maria):
        invite(inquiry, make_meeting(town), by=maria, at=NOON)
        lost = "Din plats på träffen går till någon annan."
        for action in ("vanta/", "avsluta/"):
            assert lost in text_of(link + action)
        assert "Då kan någon annan få platsen." in text_of(f"{link}traff/")
        answer = post(f"{link}traff/")
        assert "Då kan någon annan få platsen." in text_of(answer["Location"])

    def test_a_turn_in_the_queue_is_no_seat(self, town, inquiry, link, maria):
        meeting = make_meeting(town, seats=1)
        invite(make_inquiry(town), meeting, by=maria, at=NOON)
        invite(inquiry, meeting, by=maria, at=NOON)
        for action in ("vanta/", "avsluta/"):
            assert "Din plats på träffen" not in text_of(link + action)
        assert "Då tar vi bort dig från väntelistan." in text_of(f"{link}traff/")
        answer = post(f"{link}traff/")
        page = text_of(answer["Location"])
        assert "Tack för att du sa till." in page
        assert "någon annan få platsen" not in page


def test_a_lost_link_tells_whom_to_call_where_none_comes(town, inquiry):
    page = Client().get("/min-sida/?klart=skickat").content.decode()
    said = page.partition("Kommer ingen inom några minuter? Ring oss:")[2]
    assert town.phone.as_national in said[:200]


def test_closing_is_for_messages_that_somebody_else_can_read(link):
    page = text_of(f"{link}stang/")
    assert "Gör det om någon annan kan läsa dina meddelanden." in page
