"""An inquiry moves to another stage on its own page."""

from datetime import date

import pytest

from followups.models import FollowUpTask
from inquiries.models import Event
from inquiries.services.calls import log_call
from inquiries.workflow import Stage
from tests.inquiries.desk.record import change, move, page, seen
from tests.make import NOON

pytestmark = pytest.mark.django_db


def test_a_move_takes_its_next_step(desk, inquiry):
    assert move(desk, inquiry, "meeting").url == page(inquiry)
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.MEETING
    assert inquiry.followups.open().get().due_at == NOON.replace(hour=18)


@pytest.mark.parametrize(
    ("stage", "fields", "words"),
    [
        ("meeting", {"kind": ""}, "Nästa steg: välj vad som ska göras."),
        ("meeting", {"due_on": ""}, "Dag: ange när."),
        ("meeting", {"due_time": ""}, "Tid: ange när."),
        ("dormant", {}, "Väcks: ange vilken dag."),
        (
            "dormant",
            {"wake_up_on": "2026-03-11"},
            "Väcks: välj en dag som ligger framåt.",
        ),
        (
            "dormant",
            {"wake_up_on": "2099-01-01"},
            "Väcks: välj en dag inom tre år.",
        ),
        ("dormant", {"wake_up_on": "snart"}, "Skriv dagen så här: 2026-03-12."),
        ("withdrawn", {}, "Skäl: för ”Familjen tackade nej” välj något av dessa"),
        ("withdrawn", {"reason": "no_need"}, "Skäl: för ”Familjen tackade nej”"),
        ("approved", {}, "approved"),
        ("", {}, ""),
    ],
)
def test_a_move_that_lacks_something_is_refused_with_what_was_typed(
    desk, inquiry, stage, fields, words
):
    response = move(desk, inquiry, stage, note="Viktigt.", **fields)
    assert response.status_code == 422
    text = response.content.decode()
    assert words in text
    assert "Viktigt." in text
    assert "<title>Fel:" in text
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.RECEIVED


def test_a_family_that_rests_gets_its_day(desk, inquiry):
    move(desk, inquiry, "dormant", wake_up_on="2026-09-01")
    inquiry.refresh_from_db()
    assert (inquiry.stage, inquiry.wake_up_on) == (Stage.DORMANT, date(2026, 9, 1))
    text = desk.get(page(inquiry)).content.decode()
    assert "väcks 1 september 2026" in text


def test_closing_takes_a_reason_and_can_be_reversed(desk, inquiry):
    move(desk, inquiry, "withdrawn", reason="life_changed")
    inquiry.refresh_from_db()
    assert inquiry.close_reason == "life_changed"
    reopened = {
        "seen": "withdrawn",
        "stage": "received",
        "kind": "call",
        "due_on": "2026-03-12",
        "due_time": "10.00",
        "owner": "0",
    }
    change(desk, inquiry, "move", **reopened)
    inquiry.refresh_from_db()
    assert (inquiry.stage, inquiry.close_reason) == (Stage.RECEIVED, "")


def test_staying_with_the_same_step_changes_nothing(desk, inquiry, maria):
    task = inquiry.followups.open().get()
    events = Event.objects.count()
    move(
        desk,
        inquiry,
        "received",
        kind=task.kind,
        due_on="2026-03-12",
        due_time=task.due_at.astimezone(NOON.tzinfo).strftime("%H:%M"),
        owner=str(maria.pk),
    )
    assert Event.objects.count() == events
    assert inquiry.followups.open().get() == task


def test_staying_with_another_step_plans_it(desk, inquiry):
    move(desk, inquiry, "received", kind="write")
    assert inquiry.followups.open().get().kind == FollowUpTask.Kind.WRITE


CONTACTED_BY_ITSELF = (
    "Den blir Kontaktad av sig själv när ett samtal loggas som Svarade."
)


def test_nobody_is_contacted_by_a_move_before_a_call_is_logged(desk, inquiry):
    text = desk.get(page(inquiry)).content.decode()
    assert '<option value="meeting">' in text
    assert '<option value="contacted">' not in text
    assert CONTACTED_BY_ITSELF in text
    assert move(desk, inquiry, "contacted").status_code == 422
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.RECEIVED


def test_who_was_spoken_with_may_come_back_to_contacted(desk, inquiry, maria):
    log_call(inquiry, "answered", by=maria, at=NOON)
    move(desk, inquiry, "meeting")
    text = desk.get(page(inquiry)).content.decode()
    assert '<option value="contacted">' in text
    assert CONTACTED_BY_ITSELF not in text
    move(desk, inquiry, "contacted")
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.CONTACTED


def test_a_double_click_on_a_move_is_one_move(desk, inquiry):
    shown = seen(inquiry)
    move(desk, inquiry, "meeting", seen=shown)
    response = move(desk, inquiry, "meeting", seen=shown)
    assert response.status_code == 409
    assert "Du har redan gjort något här, i dag klockan 12.00." in (
        response.content.decode()
    )
    assert Event.objects.filter(kind=Event.Kind.MOVED).count() == 1


def test_a_move_whose_step_lies_after_the_promise_is_refused(desk, inquiry):
    for stage in ("received", "meeting"):
        response = move(desk, inquiry, stage, due_on="2026-12-10", note="Viktigt.")
        assert response.status_code == 422
        assert "vi har lovat att ringa senast" in response.content.decode()
        assert "Viktigt." in response.content.decode()
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.RECEIVED
