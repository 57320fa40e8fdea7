from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from audit.models import Entry
from followups.models import FollowUpTask
from inquiries.models import Event, Note
from inquiries.services.calls import log_call
from inquiries.services.erase import erase_person
from inquiries.services.moves import move_inquiry
from inquiries.services.receive import receive
from inquiries.services.registration import Registration
from inquiries.services.undo import undo
from inquiries.workflow import Stage
from tests.make import (
    NOON,
    client_of,
    make_inquiry,
    make_message,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
CHANGES = ("move", "plan", "owner", "contact", "facts", "note", "review")


@pytest.fixture
def inquiry(municipality, maria):
    return receive(
        municipality,
        Registration(
            name="Anna Holm",
            phone="+46701740612",
            email="anna@example.se",
            owner_id=maria.pk,
        ),
        at=NOON - timedelta(hours=2),
    )


def page(inquiry):
    return reverse("inquiries:record", args=[inquiry.pk])


def change(desk, inquiry, name, /, **fields):
    return desk.post(reverse(f"inquiries:{name}", args=[inquiry.pk]), fields)


def seen(inquiry):
    task = inquiry.followups.open().get()
    return f"{task.pk}-{task.generation}"


def move(desk, inquiry, stage, **fields):
    step = {
        "kind": "home_visit",
        "due_on": "2026-03-11",
        "due_time": "18:00",  # before what is promised, too
        "owner": "0",
    }
    given = {"seen": seen(inquiry), **step, **fields}
    return change(desk, inquiry, "move", stage=stage, **given)


def test_the_page_tells_who_what_promised_and_what_has_happened(desk, inquiry, ali):
    log_call(inquiry, "no_answer", by=ali, at=NOON, note="Ring på förmiddagen.")
    text = desk.get(page(inquiry)).content.decode()
    for words in (
        "<h1>Anna Holm</h1>",
        inquiry.number,
        "Mottagen",
        "hållet",
        "070-174 06 12",
        "anna@example.se",
        "Ringde: inget svar.",
        "Ring på förmiddagen.",
        "Ali Rahimi",
        "E-post till familjen: väntar.",
    ):
        assert words in text


def test_every_opening_is_one_reading(desk, inquiry, maria):
    desk.get(page(inquiry))
    desk.get(page(inquiry))
    readings = Entry.objects.about(inquiry).filter(action="read", actor=maria)
    assert readings.count() == 2


def test_an_administrator_reads_and_may_erase_but_changes_nothing(eva, inquiry):
    client = client_of(eva)
    text = client.get(page(inquiry)).content.decode()
    assert "Radera personen" in text
    assert "Flytta till" not in text
    assert change(client, inquiry, "note", text="x").status_code == 403


def test_an_erased_person_leaves_number_and_history(desk, eva, inquiry):
    client_of(eva).post(
        reverse("inquiries:erase", args=[inquiry.pk]),
        {"reason": "Egen begäran", "is_sure": "on"},
    )
    text = desk.get(page(inquiry)).content.decode()
    assert "Raderad" in text
    assert inquiry.number in text
    assert "Anna" not in text
    assert "Flytta till" not in text


def test_an_erased_person_s_page_tells_when_and_what_the_register_keeps(
    desk, eva, inquiry, maria
):
    move_inquiry(inquiry, Stage.WITHDRAWN, by=maria, at=NOON, reason="life_changed")
    erase_person(inquiry, by=eva, at=NOON, reason="Egen begäran")
    text = desk.get(page(inquiry)).content.decode()
    head, rest = text.split("<h1>Raderad</h1>")[1].split('id="history"')
    assert "Familjen tackade nej" in head
    assert "Livet ändrades" in head
    assert "Personen raderades 11 mars 2026" in head
    assert "Löfte" not in head
    facts = rest.split("Det registret behåller")[1]
    assert inquiry.number in facts
    assert "Webbformulär" in facts
    assert "När vi hör av oss" not in facts


def test_erasing_asks_for_a_reason_and_a_tick(eva, inquiry):
    client, address = client_of(eva), reverse("inquiries:erase", args=[inquiry.pk])
    assert "Radera Anna Holm?" in client.get(address).content.decode()
    response = client.post(address, {"reason": "Egen begäran"})
    assert response.status_code == 422
    assert "Egen begäran" in response.content.decode()
    assert "Kryssa i att du förstår." in response.content.decode()
    assert client.post(address, {"is_sure": "on"}).status_code == 422
    inquiry.refresh_from_db()
    assert inquiry.erased_at is None


def test_erasing_twice_is_told_not_done(eva, inquiry):
    client, address = client_of(eva), reverse("inquiries:erase", args=[inquiry.pk])
    sure = {"reason": "Egen begäran", "is_sure": "on"}
    client.post(address, sure)
    for response in (client.post(address, sure), client.get(address)):
        assert response.status_code == 409
        text = response.content.decode()
        assert "Eva raderade personen, i dag klockan 12.00." in text
    assert Event.objects.filter(kind=Event.Kind.ERASED).count() == 1


def test_only_administrators_erase(desk, inquiry):
    assert desk.get(reverse("inquiries:erase", args=[inquiry.pk])).status_code == 403


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


@pytest.mark.parametrize("name", ["plan", "owner", "facts"])
def test_saving_what_stands_already_changes_nothing(desk, inquiry, name):
    form = desk.get(page(inquiry)).context["forms"][name]
    as_shown = {each.name: each.value() for each in form if each.value()}
    events, step = Event.objects.count(), inquiry.followups.open().get()
    response = change(desk, inquiry, name, **as_shown)
    assert response.url == page(inquiry)
    assert Event.objects.count() == events
    assert inquiry.followups.open().get() == step


def test_a_double_click_on_a_move_is_one_move(desk, inquiry):
    shown = seen(inquiry)
    move(desk, inquiry, "meeting", seen=shown)
    response = move(desk, inquiry, "meeting", seen=shown)
    assert response.status_code == 409
    assert "Du har redan gjort något här, i dag klockan 12.00." in (
        response.content.decode()
    )
    assert Event.objects.filter(kind=Event.Kind.MOVED).count() == 1


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


def test_a_move_whose_step_lies_after_the_promise_is_refused(desk, inquiry):
    for stage in ("received", "meeting"):
        response = move(desk, inquiry, stage, due_on="2026-12-10", note="Viktigt.")
        assert response.status_code == 422
        assert "vi har lovat att ringa senast" in response.content.decode()
        assert "Viktigt." in response.content.decode()
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.RECEIVED


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
    change(desk, inquiry, "owner", owner=str(ali.pk))
    inquiry.refresh_from_db()
    assert inquiry.owner == inquiry.followups.open().get().owner == ali
    change(desk, inquiry, "owner", owner="0")
    inquiry.refresh_from_db()
    assert inquiry.owner is None


def test_nobody_from_elsewhere_can_be_given_an_inquiry(desk, inquiry):
    stranger = make_staff_member(make_municipality())
    response = change(desk, inquiry, "owner", owner=str(stranger.pk))
    assert response.status_code == 422


def test_contact_details_are_corrected_and_only_names_of_fields_are_logged(
    desk, inquiry
):
    change(desk, inquiry, "contact", name="Anja Holm", phone="070-174 06 13", email="")
    inquiry.contact.refresh_from_db()
    assert str(inquiry.contact.phone) == "+46701740613"
    entry = Entry.objects.about(inquiry).get(action="corrected-contact")
    assert entry.fields == ["email", "name", "phone"]


def test_what_is_not_corrected_is_not_logged(desk, inquiry):
    change(
        desk,
        inquiry,
        "contact",
        name="Anna Holm",
        phone="0701740612",
        email="anna@example.se",
    )
    assert not Event.objects.filter(kind=Event.Kind.CORRECTED).exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"phone": "", "email": ""}, "skriv ett, eller en e-postadress."),
        ({"name": " "}, "Namn: skriv vad de heter."),
        ({"phone": "12"}, "12"),
        ({"email": "anna"}, "anna"),
        ({"name": "A" * 121}, "A" * 121),
    ],
)
def test_contact_details_that_reach_nobody_are_refused(desk, inquiry, fields, words):
    typed = {"name": "Anna", "phone": "0701740612", "email": "", **fields}
    response = change(desk, inquiry, "contact", **typed)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_facts_are_corrected_one_by_one(desk, inquiry):
    change(
        desk,
        inquiry,
        "facts",
        wanted_assignments=["emergency_home"],
        language="ar",
        needs_interpreter="on",
        diary_number="SN 2026/17",
    )
    text = desk.get(page(inquiry)).content.decode()
    for words in ("Jourhem", "arabiska, tolk", "SN 2026/17"):
        assert words in text


def test_a_note_is_added_and_an_empty_one_refused(desk, inquiry, maria):
    assert change(desk, inquiry, "note", text="  ").status_code == 422
    change(desk, inquiry, "note", text="Rad ett\nRad två")
    assert Note.objects.get().author == maria
    assert "Rad ett<br>Rad två" in desk.get(page(inquiry)).content.decode()


def test_a_note_half_written_is_there_again(desk, inquiry):
    desk.post(reverse("inquiries:draft", args=[inquiry.pk]), {"text": "Halv"})
    assert "Halv</textarea>" in desk.get(page(inquiry)).content.decode()


def test_a_suspect_inquiry_is_released_or_put_aside(desk, municipality):
    genuine = make_inquiry(municipality, suspicion="honeypot")
    spam = make_inquiry(municipality, suspicion="too_fast")
    assert "Det ser ut som skräp" in desk.get(page(genuine)).content.decode()
    change(desk, genuine, "review", verdict="genuine", page="today")
    change(desk, spam, "review", verdict="spam")
    genuine.refresh_from_db()
    spam.refresh_from_db()
    assert (genuine.suspicion, genuine.stage) == ("", Stage.RECEIVED)
    assert spam.stage == Stage.SPAM


def test_what_is_past_reviewing_is_not_made_spam(desk, inquiry, ali):
    log_call(inquiry, "answered", by=ali, at=NOON)
    response = change(desk, inquiry, "review", verdict="spam")
    assert "Ali hann före, i dag klockan 12.00." in response.content.decode()
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.CONTACTED


def test_the_same_number_elsewhere_is_shown_and_not_merged(desk, inquiry, municipality):
    twin = make_inquiry(
        municipality, contact={"name": "A Holm", "phone": "+46701740612"}
    )
    text = desk.get(page(inquiry)).content.decode()
    assert f"{twin.number} A Holm" in text
    assert "De är inte sammanslagna." in text


def test_an_undone_call_stays_in_sight_as_undone(desk, inquiry, maria):
    event = log_call(inquiry, "no_answer", by=maria, at=NOON)
    response = desk.post(reverse("inquiries:undo", args=[event.pk]), {"page": "record"})
    assert response.url == page(inquiry)
    text = desk.get(page(inquiry)).content.decode()
    assert "<s>Ringde: inget svar." in text
    assert "Ångrade det senaste." in text


def test_logging_on_the_record_s_own_card_leads_back_to_it(desk, inquiry):
    response = desk.post(
        reverse("inquiries:log", args=[inquiry.pk]),
        {"seen": seen(inquiry), "outcome": "no_answer", "page": "record"},
    )
    assert response.url == page(inquiry)


def test_messages_to_staff_are_not_in_the_family_s_history(
    desk, inquiry, municipality, maria
):
    make_message(municipality, inquiry=inquiry, staff=maria, channel="sms")
    assert "Sms till familjen" not in desk.get(page(inquiry)).content.decode().replace(
        "Sms till familjen: väntar.", "", 1
    )


@pytest.mark.parametrize("name", ["record", "erase", *CHANGES])
def test_another_municipality_s_record_is_the_same_as_a_missing_one(maria, name):
    municipality = maria.memberships.get().municipality
    for role in ("administrator", "manager"):
        maria.memberships.create(municipality=municipality, role=role)
    desk = client_of(maria)
    theirs = make_inquiry(make_municipality())
    method = desk.get if name in {"record", "erase"} else desk.post
    answers = [
        method(reverse(f"inquiries:{name}", args=[pk]))
        for pk in (theirs.pk, theirs.pk + 1000, 2**70)
    ]
    assert [each.status_code for each in answers] == [404, 404, 404]
    assert not Entry.objects.about(theirs).exists()


@pytest.mark.parametrize("name", ["record", "erase", *CHANGES])
def test_nobody_logged_in_and_no_communicator_comes_near(
    client, municipality, inquiry, name
):
    address = reverse(f"inquiries:{name}", args=[inquiry.pk])
    staff = make_staff_member(municipality, "communicator")
    for method in ("get", "post"):
        assert getattr(client, method)(address).status_code == 302
        assert getattr(client_of(staff), method)(address).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_history(
    desk, inquiry, maria, django_assert_max_num_queries
):
    for number in range(4):
        log_call(
            inquiry,
            "call_back",
            by=maria,
            at=NOON - timedelta(minutes=50 - 2 * number),
            note="Anteckning",
        )
    desk.get(page(inquiry))
    with django_assert_max_num_queries(19):
        desk.get(page(inquiry))


def test_after_an_undo_the_head_shows_the_familys_own_promise(desk, inquiry, maria):
    first = desk.get(page(inquiry)).context["promise"]
    event = log_call(inquiry, "call_back", by=maria, at=NOON)
    undo(event, by=maria, at=NOON)
    assert desk.get(page(inquiry)).context["promise"] == first


@pytest.mark.parametrize("outcome", ["answered", "call_back", "wrong_number"])
def test_the_strip_names_the_call_and_not_what_followed(desk, inquiry, maria, outcome):
    log_call(inquiry, outcome, by=maria, at=NOON)
    strip = desk.get(reverse("inquiries:today")).context["last_done"]
    assert strip["event"].kind in ("contacted", "attempted")
