from datetime import timedelta

import pytest
from django.urls import reverse

from followups.models import FollowUpTask, Promise
from inquiries.models import CallAttempt, Event, Note
from inquiries.services.calls import log_call
from inquiries.services.receive import receive
from inquiries.workflow import Stage
from tests.make import (
    NOON,
    Registration,
    client_of,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
TODAY = reverse("inquiries:today")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def inquiry(municipality, maria):
    return receive(
        municipality,
        Registration(name="Anna Holm", phone="+46701740612", owner_id=maria.pk),
        at=NOON - timedelta(hours=2),
    )


def seen(inquiry):
    task = inquiry.followups.open().get()
    return f"{task.pk}-{task.generation}"


def press(desk, inquiry, outcome, *, headers=None, **fields):
    address = reverse("inquiries:log", args=[inquiry.pk])
    fields = {"seen": seen(inquiry), **fields}
    return desk.post(address, {"outcome": outcome, **fields}, headers=headers)


def test_one_press_logs_the_call_and_plans_what_the_button_says(desk, inquiry, maria):
    response = press(desk, inquiry, "no_answer")
    assert response.url == TODAY
    attempt = CallAttempt.objects.get()
    assert (attempt.outcome, attempt.by, attempt.at) == ("no_answer", maria, NOON)
    task = inquiry.followups.open().get()
    assert (task.kind, task.owner) == (FollowUpTask.Kind.CALL, maria)
    assert task.due_at == NOON.replace(hour=16)
    assert Promise.objects.get().outcome == Promise.Outcome.KEPT


def test_an_answer_leads_on_to_stage_and_next_step(desk, inquiry):
    response = press(desk, inquiry, "answered")
    assert response.url == f"{TODAY}?oppen={inquiry.pk}&vidare=1"
    text = desk.get(response.url).content.decode()
    assert "Anna Holm: vad händer nu?" in text
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.CONTACTED


def test_what_is_typed_wins_over_what_the_button_says(desk, inquiry, ali):
    press(
        desk,
        inquiry,
        "no_answer",
        kind="home_visit",
        due_on="2026-03-20",
        due_time="13.30",
        owner=str(ali.pk),
    )
    task = inquiry.followups.open().get()
    assert (task.kind, task.owner) == ("home_visit", ali)
    assert task.due_at == NOON.replace(day=20, hour=13, minute=30)


def test_one_typed_part_changes_only_that_part(desk, inquiry, maria):
    press(desk, inquiry, "call_back", due_time="15:15")
    task = inquiry.followups.open().get()
    assert task.due_at == NOON.replace(hour=15, minute=15)
    assert (task.kind, task.owner) == (FollowUpTask.Kind.CALL, maria)
    assert task.promise.due_at == task.due_at


def test_a_step_can_be_given_to_the_whole_team(desk, inquiry):
    press(desk, inquiry, "no_answer", owner="0")
    assert inquiry.followups.open().get().owner is None


def test_a_note_is_kept_with_the_call_and_the_draft_is_gone(desk, inquiry, maria):
    desk.post(reverse("inquiries:draft", args=[inquiry.pk]), {"note": "Ring på förm"})
    assert Note.objects.get().is_draft
    text = desk.get(f"{TODAY}?oppen={inquiry.pk}").content.decode()
    assert "Ring på förm" in text
    press(desk, inquiry, "no_answer", note="Ring på förmiddagen.")
    note = Note.objects.get()
    assert (note.text, note.is_draft, note.author) == (
        "Ring på förmiddagen.",
        False,
        maria,
    )


def test_another_s_draft_is_not_shown(desk, inquiry, ali):
    client_of(ali).post(
        reverse("inquiries:draft", args=[inquiry.pk]), {"note": "Halvfärdigt"}
    )
    assert "Halvfärdigt" not in desk.get(f"{TODAY}?oppen={inquiry.pk}").content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"due_on": "2026-03-10"}, "Dag: välj en tid som ligger framåt."),
        ({"due_on": "i morgon"}, "Skriv dagen så här: 2026-03-12."),
        ({"due_on": "9999-12-31"}, "Välj en dag mellan 2000 och 2099."),
        ({"due_on": "2031-01-01"}, "Dag: välj en inom tre år."),
        ({"due_time": "kvart i tre"}, "Skriv tiden så här: 15.30."),
        ({"kind": "dance"}, "dance"),
        ({"owner": "999999"}, "999999"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_step_that_makes_no_sense_is_refused_and_what_was_typed_is_kept(
    desk, inquiry, fields, words, headers
):
    response = press(
        desk, inquiry, "no_answer", headers=headers, note="Viktigt.", **fields
    )
    assert response.status_code == 422
    text = response.content.decode()
    assert words in text
    assert "Viktigt." in text
    assert not CallAttempt.objects.exists()


def test_a_refused_page_without_script_is_otherwise_as_it_was(desk, inquiry):
    shown = desk.get(f"{TODAY}?oppen={inquiry.pk}")
    refused = press(desk, inquiry, "no_answer", due_on="2026-03-10")
    late = press(desk, inquiry, "no_answer", seen="")
    for response in (refused, late):
        for name in ("health", "unreached", "last_done"):
            assert response.context[name] == shown.context[name]


def test_a_call_refused_on_the_record_stays_on_the_record(desk, inquiry):
    response = press(
        desk, inquiry, "no_answer", due_on="2026-03-10", note="Hund.", page="record"
    )
    assert response.status_code == 422
    text = response.content.decode()
    assert "<title>Fel: " in text
    assert "Det här har hänt" in text
    assert "Dag: välj en tid som ligger framåt." in text
    assert "Hund.</textarea>" in text


@pytest.mark.parametrize("outcome", ["", "sang", "ANSWERED"])
def test_an_outcome_that_is_none_logs_nothing(desk, inquiry, outcome):
    assert press(desk, inquiry, outcome).status_code == 422
    assert not CallAttempt.objects.exists()


def test_a_double_click_logs_one_call(desk, inquiry):
    shown = seen(inquiry)
    press(desk, inquiry, "no_answer", seen=shown)
    response = press(desk, inquiry, "no_answer", seen=shown)
    assert response.status_code == 409
    assert (
        "Du har redan gjort något här, i dag klockan 12.00."
        in response.content.decode()
    )
    assert CallAttempt.objects.count() == 1


def test_whoever_comes_second_is_told_who_was_first_and_keeps_the_note(
    desk, inquiry, ali
):
    shown = seen(inquiry)
    log_call(inquiry, "answered", by=ali, at=NOON)
    response = press(
        desk, inquiry, "no_answer", headers=HTMX, seen=shown, note="Sa nej."
    )
    text = response.content.decode()
    assert response.status_code == 409
    assert "Ali hann före, i dag klockan 12.00." in text
    assert "Sa nej." in text
    assert CallAttempt.objects.get().by == ali


def test_a_form_without_its_mark_logs_nothing(desk, inquiry):
    assert press(desk, inquiry, "answered", seen="").status_code == 409
    assert not CallAttempt.objects.exists()


def test_a_call_on_what_is_closed_meanwhile_is_refused(desk, municipality):
    closed = make_inquiry(municipality, stage=Stage.APPROVED)
    address = reverse("inquiries:log", args=[closed.pk])
    response = desk.post(address, {"outcome": "answered", "seen": ""})
    assert response.status_code == 409
    assert not CallAttempt.objects.exists()


def test_by_htmx_card_queue_strip_and_word_come_in_one_answer(desk, inquiry):
    text = press(desk, inquiry, "no_answer", headers=HTMX).content.decode()
    assert "<html" not in text
    assert "Anna Holm: loggat. Nästa steg: Ring i dag klockan 16.00." in text
    assert 'id="queue" hx-swap-oob' in text
    assert 'id="last-done" hx-swap-oob' in text
    assert reverse("inquiries:undo", args=[Event.objects.latest("pk").pk]) in text


def test_the_fifth_attempt_in_vain_is_followed_by_a_letter_and_rest(desk, inquiry):
    inquiry.attempts = 4
    inquiry.save()
    text = desk.get(f"{TODAY}?oppen={inquiry.pk}").content.decode()
    assert "Brev, och vila till tis 9 juni" in text
    press(desk, inquiry, "no_answer")
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.DORMANT


def test_at_the_fifth_attempt_another_step_needs_its_day_and_hour(desk, inquiry):
    inquiry.attempts = 4
    inquiry.save()
    response = press(desk, inquiry, "no_answer", kind="call")
    assert "Dag: ange när." in response.content.decode()
    press(
        desk, inquiry, "no_answer", kind="call", due_on="2026-03-13", due_time="10:00"
    )
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.RECEIVED


def test_whoever_wants_a_letter_is_written_to_first(desk, municipality):
    inquiry = receive(
        municipality,
        Registration(name="Anna", email="anna@example.se", wish="write"),
        at=NOON,
    )
    text = desk.get(f"{TODAY}?oppen={inquiry.pk}").content.decode()
    assert "Skrev till familjen" in text
    assert "Svarade inte" not in text
    press(desk, inquiry, "written")
    assert Event.objects.filter(kind=Event.Kind.WROTE).exists()
    assert inquiry.followups.open().get().due_at.date() == NOON.date() + timedelta(
        days=5
    )


def test_the_latest_act_can_be_undone_from_the_strip(desk, inquiry):
    press(desk, inquiry, "answered")
    page = desk.get(TODAY)
    event = page.context["last_done"]["event"]
    assert "Senast gjort:" in page.content.decode()
    response = desk.post(reverse("inquiries:undo", args=[event.pk]))
    assert response.url == TODAY
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.RECEIVED
    assert desk.get(TODAY).context["last_done"]["event"] is None


def test_what_somebody_has_built_upon_cannot_be_undone(desk, inquiry, ali):
    press(desk, inquiry, "no_answer")
    event = desk.get(TODAY).context["last_done"]["event"]
    log_call(inquiry, "answered", by=ali, at=NOON)
    response = desk.post(
        reverse("inquiries:undo", args=[event.pk]), {"page": "record"}, follow=True
    )
    assert "det går inte längre att ångra" in response.content.decode()
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.CONTACTED


def test_another_municipality_s_inquiry_can_be_neither_logged_nor_undone(desk, inquiry):
    other = make_inquiry(make_municipality())
    staff = make_staff_member(other.municipality)
    event = log_call(other, "no_answer", by=staff, at=NOON)
    assert press(desk, other, "answered").status_code == 404
    assert desk.post(reverse("inquiries:undo", args=[event.pk])).status_code == 404
    draft = reverse("inquiries:draft", args=[other.pk])
    assert desk.post(draft, {"note": "x"}).status_code == 404


def test_an_erased_person_s_draft_is_not_kept(desk, municipality):
    inquiry = make_inquiry(municipality, erased_at=NOON, stage=Stage.APPROVED)
    draft = reverse("inquiries:draft", args=[inquiry.pk])
    assert desk.post(draft, {"note": "x"}).status_code == 204
    assert not Note.objects.exists()


def test_the_next_step_after_an_answer_can_be_changed_on_the_card(desk, inquiry):
    press(desk, inquiry, "answered")
    response = desk.post(
        reverse("inquiries:move", args=[inquiry.pk]),
        {
            "page": "today",
            "seen": seen(inquiry),
            "stage": "meeting",
            "kind": "information_meeting",
            "due_on": "2026-03-19",
            "due_time": "18:00",
            "owner": "0",
            "note": "Båda kommer.",
        },
    )
    assert response.url == TODAY
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.MEETING
    task = inquiry.followups.open().get()
    assert (task.kind, task.due_at) == (
        "information_meeting",
        NOON.replace(day=19, hour=18),
    )
    assert Note.objects.get().text == "Båda kommer."


def test_nobody_logged_in_and_no_communicator_logs_a_call(
    client, municipality, inquiry
):
    address = reverse("inquiries:log", args=[inquiry.pk])
    assert client.post(address).status_code == 302
    staff = make_staff_member(municipality, "communicator")
    assert client_of(staff).post(address).status_code == 403
    assert client_of(staff).get(address).status_code == 403


def test_the_card_s_number_of_queries_is_fixed(
    desk, inquiry, maria, django_assert_max_num_queries
):
    for number in range(10):
        Note.objects.create(
            municipality=inquiry.municipality,
            inquiry=inquiry,
            author=maria,
            written_at=NOON - timedelta(minutes=number),
            text="Anteckning",
        )
    card = reverse("inquiries:card", args=[inquiry.pk])
    desk.get(card, headers=HTMX)
    with django_assert_max_num_queries(11):
        desk.get(card, headers=HTMX)
    with django_assert_max_num_queries(46):  # one is asked every ten seconds
        press(desk, inquiry, "no_answer", headers=HTMX)
