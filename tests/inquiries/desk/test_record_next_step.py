"""The next step of an inquiry, and who is to take it, on its own page."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from followups import slots as cutting
from followups.booking import free_times
from followups.models import Slot
from inquiries.models import Handover
from inquiries.services.calls import log_call
from inquiries.services.chosen_time import choose_time
from inquiries.services.receive import receive
from inquiries.workflow import Stage
from organisation.services import touch_settings
from tests.inquiries.desk.record import change, seen
from tests.make import (
    NOON,
    Registration,
    client_of,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db


def plan(desk, inquiry, day, hour, /, **fields):
    step = {"kind": "call", "due_on": day, "due_time": hour, "owner": "0"}
    return change(desk, inquiry, "plan", seen=seen(inquiry), **step, **fields)


def test_the_next_step_can_be_changed_and_the_promise_stands(desk, inquiry):
    promise = inquiry.promises.get()
    plan(desk, inquiry, "2026-03-12", "09:00")
    assert inquiry.followups.open().get().due_at == NOON.replace(day=12, hour=9)
    assert inquiry.promises.get().due_at == promise.due_at


def test_a_next_step_after_the_promise_is_refused_beside_the_day(desk, inquiry):
    task = inquiry.followups.open().get()
    response = plan(desk, inquiry, "2026-12-10", "09:00")
    assert response.status_code == 422
    assert response.context["forms"]["plan"].errors["due_on"] == [
        "Dag: vi har lovat att ringa senast i morgon klockan 10.30. Välj en tid före "
        "det, eller logga samtalet först. Har familjen bett om en annan tid, välj "
        "”Ring igen” på samtalskortet."
    ]
    assert inquiry.followups.open().get() == task


def test_who_is_late_is_told_to_call_before_anything_else_is_planned(desk, inquiry):
    with time_machine.travel(NOON + timedelta(hours=22, minutes=40), tick=False):
        response = plan(desk, inquiry, "2026-12-10", "09:00")
    text = response.content.decode()
    assert "Dag: vi lovade att höra av oss senast" in text
    assert "Gör det nu, och logga det först." in text


def test_who_is_to_be_written_to_is_promised_a_letter(desk, municipality):
    inquiry = receive(
        municipality,
        Registration(name="Bo Ek", email="bo@example.se"),
        at=NOON - timedelta(hours=2),
    )
    response = plan(desk, inquiry, "2026-12-10", "09:00")
    words = "Dag: vi har lovat att skriva senast i morgon klockan 12.00. Välj en tid"
    assert words in response.content.decode()


def test_what_is_settled_holds_no_step_back(desk, inquiry, ali):
    log_call(inquiry, "no_answer", by=ali, at=NOON)
    plan(desk, inquiry, "2026-12-10", "09:00")
    due_at = inquiry.followups.open().get().due_at
    assert due_at == NOON.replace(month=12, day=10, hour=9)


def test_a_next_step_in_the_past_is_refused(desk, inquiry):
    response = change(
        desk,
        inquiry,
        "plan",
        seen=seen(inquiry),
        kind="call",
        due_on="2026-03-11",
        due_time="12:00",
    )
    assert response.status_code == 422
    assert "Dag: välj en tid som ligger framåt." in response.content.decode()


def test_planning_on_what_is_closed_is_refused(desk, municipality):
    inquiry = make_inquiry(municipality, stage=Stage.APPROVED)
    change(
        desk,
        inquiry,
        "plan",
        seen="",
        kind="call",
        due_on="2026-03-13",
        due_time="09:00",
    )
    assert not inquiry.followups.exists()


def test_an_inquiry_is_handed_over_with_its_step(desk, inquiry, ali):
    lines = {"situation": "Vill veta mer.", "promised": "Ett samtal på fredag."}
    change(desk, inquiry, "owner", owner=str(ali.pk), **lines)
    page = client_of(ali).get(reverse("inquiries:today")).content.decode()
    assert "Maria ber dig ta över" in page
    assert "Ett samtal på fredag." in page
    question = reverse("inquiries:handover", args=[Handover.objects.get().pk])
    client_of(ali).post(question, {"answer": "yes"})
    inquiry.refresh_from_db()
    assert inquiry.owner == inquiry.followups.open().get().owner == ali
    change(desk, inquiry, "owner", owner="0")
    inquiry.refresh_from_db()
    assert inquiry.owner is None


@pytest.fixture
def clash(municipality, inquiry, maria, ali):
    """The family's call with Maria is booked when Ali has one of his own."""
    touch_settings(municipality)
    cutting.cut(municipality, NOON)
    hers = free_times(municipality, "call", NOON, among=[maria.pk])[0]
    choose_time(inquiry, hers.pk, at=NOON)
    his = Slot.objects.get(staff=ali, kind="call", starts_at=hers.starts_at)
    other = {"name": "Per Lund", "phone": "+46701740613", "wish": "time"}
    receive(municipality, Registration(**other, slot_id=his.pk), at=NOON)


@pytest.mark.usefixtures("clash")
def test_who_is_busy_when_a_call_is_booked_is_told_so_and_nothing_moves(
    desk, inquiry, maria, ali
):
    theirs = client_of(ali)
    response = change(theirs, inquiry, "owner", owner=str(ali.pk))
    assert response.status_code == 422
    assert "Personen är upptagen när samtalet är bokat." in response.content.decode()
    lines = {"situation": "Vill veta mer om jour.", "promised": "Ett samtal."}
    change(desk, inquiry, "owner", owner=str(ali.pk), **lines)
    question = reverse("inquiries:handover", args=[Handover.objects.get().pk])
    answer = theirs.post(question, {"answer": "yes"}, follow=True)
    assert "Du är upptagen på den bokade tiden." in answer.content.decode()
    inquiry.refresh_from_db()
    assert inquiry.owner == maria


def test_nobody_from_elsewhere_can_be_given_an_inquiry(desk, inquiry):
    stranger = make_staff_member(make_municipality())
    response = change(desk, inquiry, "owner", owner=str(stranger.pk))
    assert response.status_code == 422
