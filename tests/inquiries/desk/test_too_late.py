"""A second tab that is stale: what stands, what was not saved, where to look."""

from datetime import timedelta

import pytest
from django.urls import reverse

from followups.steps import NextStep
from inquiries.models import CallAttempt, Event, Note
from inquiries.services.calls import log_call
from inquiries.services.erase import erase_person
from inquiries.services.moves import move_inquiry
from inquiries.services.receive import receive
from inquiries.services.undo import undo
from inquiries.workflow import Stage
from tests.make import NOON, Registration

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NOT_SAVED = "Det du gjorde nu är inte sparat."
KEPT = "Det du skrev finns kvar."
STEP = {"kind": "call", "due_on": "2026-03-13", "due_time": "10:00", "owner": "0"}


@pytest.fixture
def inquiry(municipality, maria):
    return receive(
        municipality,
        Registration(name="Anna Holm", phone="+46701740612", owner_id=maria.pk),
        at=NOON - timedelta(hours=2),
    )


@pytest.fixture
def seen(inquiry):
    """What a tab shows that was opened before anything else happened."""
    task = inquiry.followups.open().get()
    return f"{task.pk}-{task.generation}"


def send(desk, inquiry, name, *, headers=None, **fields):
    address = reverse(f"inquiries:{name}", args=[inquiry.pk])
    return desk.post(address, fields, headers=headers)


def told(response):
    """The words of the notice, without its markup."""
    assert response.status_code == 409
    return response.content.decode().split('role="alert"')[1].split("</div>")[0]


@pytest.mark.parametrize(
    "fields",
    [{"headers": HTMX}, {}, {"page": "record"}],
    ids=["htmx", "page", "record"],
)
def test_a_call_that_a_colleague_logged_first_tells_which_outcome_stands(
    desk, inquiry, ali, seen, fields
):
    log_call(inquiry, "no_answer", by=ali, at=NOON)
    response = send(
        desk, inquiry, "log", seen=seen, outcome="answered", note="Glad.", **fields
    )
    words = told(response)
    assert "Ali hann före, i dag klockan 12.00." in words
    assert "Ringde: svarade inte. Sedan: Ring i dag klockan 16.00." in words
    assert NOT_SAVED in words
    assert KEPT in words
    assert "Glad.</textarea>" in response.content.decode()
    assert CallAttempt.objects.get().by == ali


@pytest.mark.parametrize(
    "fields",
    [{"headers": HTMX}, {}, {"page": "record"}],
    ids=["htmx", "page", "record"],
)
def test_a_second_press_on_a_fresh_page_is_the_same_call(desk, inquiry, maria, fields):
    log_call(inquiry, "no_answer", by=maria, at=NOON - timedelta(seconds=10))
    task = inquiry.followups.open().get()
    again = {"seen": f"{task.pk}-{task.generation}", "outcome": "no_answer"}
    response = send(desk, inquiry, "log", **again, note="Ring sent.", **fields)
    words = told(response)
    assert "Det samtalet är redan loggat" in words
    assert "Ringde: svarade inte." in words
    assert KEPT in words
    assert Note.objects.get().is_draft
    assert CallAttempt.objects.count() == 1
    assert inquiry.followups.open().get() == task


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_call_on_what_a_colleague_closed_keeps_the_note_on_the_record(
    desk, inquiry, ali, seen, headers
):
    move_inquiry(inquiry, Stage.WITHDRAWN, by=ali, at=NOON, reason="life_changed")
    response = send(
        desk,
        inquiry,
        "log",
        seen=seen,
        outcome="answered",
        note="Hon ångrar sig.",
        headers=headers,
    )
    words = told(response)
    record = reverse("inquiries:record", args=[inquiry.pk])
    assert "Flyttad från Mottagen till Familjen tackade nej." in words
    assert f'<a href="{record}">Öppna anmälan</a>' in words
    assert "Hon ångrar sig.</textarea>" in desk.get(record).content.decode()


def test_a_note_that_is_rescued_stands_below_the_draft_that_was_there(
    desk, inquiry, ali, maria, seen
):
    Note.objects.create(
        municipality=inquiry.municipality,
        inquiry=inquiry,
        author=maria,
        written_at=NOON,
        text="Ring på förm",
        is_draft=True,
    )
    log_call(inquiry, "no_answer", by=ali, at=NOON)
    late = {"seen": seen, "outcome": "answered"}
    send(desk, inquiry, "log", **late, note="Ring på förmiddagen.")
    assert Note.objects.get().text == "Ring på förmiddagen."
    send(desk, inquiry, "log", **late, note="Har hund.")
    send(desk, inquiry, "log", **late, note="hund")
    send(desk, inquiry, "log", **late)
    assert Note.objects.get().text == "Ring på förmiddagen.\n\nHar hund."


def test_a_program_that_was_first_has_no_name(desk, inquiry, seen):
    move_inquiry(
        inquiry,
        Stage.DORMANT,
        by=None,
        at=NOON,
        wake_up_on=NOON.date() + timedelta(days=30),
    )
    words = told(send(desk, inquiry, "log", seen=seen, outcome="answered"))
    assert "Något har ändrats här, i dag klockan 12.00." in words
    assert KEPT not in words


def test_what_was_undone_is_told_as_undone(desk, inquiry, ali, seen):
    undo(log_call(inquiry, "no_answer", by=ali, at=NOON), by=ali, at=NOON)
    words = told(send(desk, inquiry, "log", seen=seen, outcome="answered"))
    assert "Ångrade det senaste." in words


@pytest.mark.parametrize("page", ["record", "today"])
def test_a_move_that_comes_second_keeps_everything_typed_and_can_be_sent_again(
    desk, inquiry, ali, seen, page
):
    log_call(inquiry, "answered", by=ali, at=NOON)
    typed = {"stage": "meeting", **STEP, "note": "Båda kommer.", "page": page}
    response = send(desk, inquiry, "move", seen=seen, **typed)
    words, text = told(response), response.content.decode()
    assert "Ali hann före" in words
    assert KEPT in words
    assert '<details class="record-action" open>' in text
    assert "Båda kommer.</textarea>" in text
    assert '<option value="meeting" selected>' in text
    assert 'value="2026-03-13"' in text
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.CONTACTED
    form = response.context["forms"]["move"]
    send(desk, inquiry, "move", seen=form["seen"].value(), **typed)
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.MEETING


def test_a_closed_inquiry_that_a_colleague_moved_is_not_moved_again(
    desk, inquiry, ali, maria
):
    move_inquiry(inquiry, Stage.WITHDRAWN, by=maria, at=NOON, reason="life_changed")
    shown = desk.get(reverse("inquiries:record", args=[inquiry.pk]))
    seen = shown.context["forms"]["move"]["seen"].value()
    move_inquiry(
        inquiry,
        Stage.RECEIVED,
        by=ali,
        at=NOON,
        next_step=NextStep("call", NOON + timedelta(hours=1), None),
    )
    words = told(send(desk, inquiry, "move", seen=seen, stage="contacted", **STEP))
    assert "Ali hann före" in words
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.RECEIVED


def test_a_next_step_planned_second_is_told_and_kept(desk, inquiry, ali, seen):
    log_call(inquiry, "no_answer", by=ali, at=NOON)
    response = send(desk, inquiry, "plan", seen=seen, **STEP)
    assert "Ali hann före" in told(response)
    assert 'value="2026-03-13"' in response.content.decode()


def test_a_next_step_for_what_a_colleague_closed_has_no_form_left(
    desk, inquiry, ali, seen
):
    move_inquiry(inquiry, Stage.WITHDRAWN, by=ali, at=NOON, reason="life_changed")
    words = told(send(desk, inquiry, "plan", seen=seen, **STEP))
    assert NOT_SAVED in words
    assert KEPT not in words


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("note", {"text": "Har hund."}),
        ("move", {"stage": "contacted", **STEP, "note": "Har hund."}),
        ("log", {"outcome": "answered", "note": "Har hund."}),
    ],
)
def test_what_is_written_on_an_erased_person_is_given_back_and_not_kept(
    desk, inquiry, eva, seen, name, fields
):
    erase_person(inquiry, by=eva, at=NOON, reason="Egen begäran")
    words = told(send(desk, inquiry, name, seen=seen, **fields))
    assert "Eva raderade personen, i dag klockan 12.00." in words
    assert NOT_SAVED in words
    assert "Du hade skrivit: Har hund." in words
    assert not Note.objects.exists()


def test_a_verdict_that_comes_second_changes_nothing(desk, municipality, ali):
    inquiry = receive(
        municipality,
        Registration(name="Anna", phone="+46701740612", suspicion="honeypot"),
        at=NOON,
    )
    move_inquiry(inquiry, Stage.SPAM, by=ali, at=NOON, reason="not_an_inquiry")
    events = Event.objects.count()
    for verdict in ("genuine", "spam"):
        words = told(send(desk, inquiry, "review", verdict=verdict))
        assert "Ali hann före" in words
    assert Event.objects.count() == events
