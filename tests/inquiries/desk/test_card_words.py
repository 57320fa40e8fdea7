"""What the call card says of the promise, and what its buttons will do."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from followups.models import Wish
from inquiries.models import CallAttempt
from inquiries.services.receive import receive
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
