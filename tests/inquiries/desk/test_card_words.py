"""What the call card says of the promise, and what its buttons will do."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from followups import slots
from followups.booking import free_times
from followups.models import Appointment, Wish
from inquiries.models import CallAttempt
from inquiries.services.appointments import cancel_appointment, instead_of
from inquiries.services.broken import settle_broken
from inquiries.services.calls import log_call
from inquiries.services.receive import receive
from messaging.models import Message
from organisation.models import OpeningWindow
from tests.make import NOON, Registration, add_window

pytestmark = pytest.mark.django_db
TODAY = reverse("inquiries:today")


def card_of(desk, inquiry):
    return desk.get(TODAY, {"oppen": inquiry.pk}).context["card"]


def registered(municipality, maria, *, at=NOON, **fields):
    return receive(
        municipality,
        Registration(
            name="Anna Holm", phone="+46701740612", owner_id=maria.pk, **fields
        ),
        at=at,
    )


def test_a_promise_ahead_is_told_by_when(desk, municipality, maria):
    inquiry = registered(municipality, maria, at=NOON - timedelta(hours=4))
    assert card_of(desk, inquiry).due.startswith("lovat senast i")


def test_a_promise_that_is_past_is_told_as_past(desk, municipality, maria):
    due_at = NOON - timedelta(minutes=30)
    inquiry = registered(
        municipality, maria, at=NOON - timedelta(hours=3), shown_due_at=due_at
    )
    assert card_of(desk, inquiry).due == "lovat senast klockan 11.30 i dag"


def test_an_evening_that_was_chosen_is_told_from_when_to_when(
    desk, municipality, maria
):
    add_window(municipality, 2, time(17), time(20), OpeningWindow.Kind.EVENING)
    inquiry = registered(municipality, maria, wish=Wish.EVENING)
    assert card_of(desk, inquiry).due == "lovat i kväll mellan 17.00 och 20.00"


def test_after_a_wrong_number_the_button_says_what_is_to_be_done(
    desk, municipality, maria
):
    inquiry = registered(municipality, maria)
    buttons = {each.value: each.proposal for each in card_of(desk, inquiry).buttons}
    proposal = buttons[CallAttempt.Outcome.WRONG_NUMBER]
    assert proposal == "Leta upp rätt nummer i morgon klockan 11.00"


def test_after_a_wrong_number_we_write_where_there_is_an_address(
    desk, municipality, maria
):
    inquiry = registered(municipality, maria, email="anna@example.se")
    buttons = {each.value: each.proposal for each in card_of(desk, inquiry).buttons}
    assert buttons[CallAttempt.Outcome.WRONG_NUMBER].startswith("Skriv i morgon")


class TestBroken:
    """A promise that was broken, and that nobody has made good by calling since."""

    @pytest.fixture
    def inquiry(self, municipality, maria):
        return registered(
            municipality,
            maria,
            at=NOON - timedelta(hours=4),
            email="anna@example.se",
            shown_due_at=NOON - timedelta(hours=2),
        )

    def told(self, desk, inquiry):
        broken = card_of(desk, inquiry).broken
        return f"{broken.promise} {broken.since}"

    def test_in_the_hour_before_it_is_written_down(self, desk, municipality, maria):
        inquiry = registered(
            municipality,
            maria,
            at=NOON - timedelta(hours=3),
            shown_due_at=NOON - timedelta(minutes=30),
        )
        assert self.told(desk, inquiry) == (
            "Vi lovade att ringa senast i dag klockan 11.30, och gjorde det inte. "
            "Familjen har inte fått någon ursäkt."
        )

    def test_the_apology_is_about_to_leave(self, desk, inquiry):
        settle_broken(NOON - timedelta(minutes=30))
        assert self.told(desk, inquiry) == (
            "Vi lovade att ringa senast i dag klockan 10.00, och gjorde det inte. "
            "En ursäkt är på väg. Nytt löfte: senast i morgon klockan 12.00."
        )

    def test_it_has_left_by_mail_and_sms(self, desk, inquiry):
        settle_broken(NOON - timedelta(minutes=30))
        Message.objects.filter(kind="apology").update(
            status="sent", sent_at=NOON - timedelta(minutes=29)
        )
        assert self.told(desk, inquiry).endswith(
            "En ursäkt gick iväg via e-post och sms 11.31. Nytt löfte: senast i morgon "
            "klockan 12.00."
        )

    def test_it_did_not_reach_them(self, desk, inquiry):
        settle_broken(NOON - timedelta(minutes=30))
        Message.objects.filter(kind="apology").update(status="dead")
        assert "Vår ursäkt nådde inte familjen." in self.told(desk, inquiry)

    def test_a_new_promise_without_a_word_is_no_apology(self, desk, inquiry):
        settle_broken(NOON - timedelta(minutes=30))
        Message.objects.filter(kind="apology").update(status="cancelled")
        assert "Familjen har inte fått någon ursäkt." in self.told(desk, inquiry)

    def test_the_card_and_the_record_begin_with_it(self, desk, inquiry):
        settle_broken(NOON - timedelta(minutes=30))
        for page in (
            desk.get(TODAY, {"oppen": inquiry.pk}),
            desk.get(reverse("inquiries:record", args=[inquiry.pk])),
        ):
            text = page.content.decode()
            said = text.index("Börja med att be om ursäkt.")
            assert said < text.index('class="call-number')

    def test_who_has_been_called_since_is_not_told_of_it(self, desk, maria, inquiry):
        settle_broken(NOON - timedelta(minutes=30))
        log_call(inquiry, CallAttempt.Outcome.NO_ANSWER, by=maria, at=NOON)
        assert card_of(desk, inquiry).broken is None

    def test_who_was_to_be_written_to(self, desk, municipality, maria):
        inquiry = registered(
            municipality,
            maria,
            at=NOON - timedelta(hours=4),
            email="anna@example.se",
            wish=Wish.WRITE,
            shown_due_at=NOON - timedelta(hours=2),
        )
        assert self.told(desk, inquiry).startswith(
            "Vi lovade att skriva senast i dag klockan 10.00, och gjorde det inte."
        )

    def test_a_call_that_we_cancelled_is_told_as_such(self, desk, municipality, maria):
        slots.cut(municipality, NOON)
        slot = free_times(municipality, "call", NOON, among=[maria.pk])[0]
        inquiry = registered(municipality, maria, wish=Wish.TIME, slot_id=slot.pk)
        booked = Appointment.objects.get(inquiry=inquiry)
        cancel_appointment(booked, instead_of(booked, NOON), by=maria, at=NOON)
        assert self.told(desk, inquiry).startswith(
            "Vi flyttade eller ställde in det samtal som vi hade lovat "
        )
