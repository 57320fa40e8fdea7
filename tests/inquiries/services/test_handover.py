"""Handing a family over: asked in two lines, answered by the colleague."""

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from followups import slots as cutting
from followups.booking import SlotTaken, free_times, hand_over
from followups.models import Appointment, Engagement, Slot
from inquiries.handover_rows import asked_rows
from inquiries.models import Handover, Inquiry, Note
from inquiries.services import handover as service
from inquiries.services.appointments import book_visit
from inquiries.services.calls import log_call
from inquiries.services.chosen_time import choose_time
from inquiries.services.erase import erase_person
from inquiries.services.moves import assign_owner
from inquiries.services.receive import receive
from inquiries.services.undo import undo
from messaging.models import Message
from organisation.services import touch_settings
from tests.make import (
    NOON,
    Registration,
    client_of,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
LINES = {"situation": "Vill veta mer om jour.", "promised": "Att vi ringer på fredag."}


@pytest.fixture
def town():
    return make_municipality()


@pytest.fixture
def maria(town):
    return make_staff_member(town, display_name="Maria Lind")


@pytest.fixture
def inquiry(town, maria):
    known = {"name": "Anna Holm", "phone": "+46701740612", "email": "anna@example.se"}
    return receive(town, Registration(**known), at=NOON)


@pytest.fixture
def ali(town, inquiry):
    return make_staff_member(town, display_name="Ali Haddad")


@pytest.fixture
def asked(inquiry, maria, ali):
    return service.ask(inquiry, ali, **LINES, by=maria, at=NOON)


def to_family():
    return Message.objects.filter(kind="new-name")


def owner_of(inquiry):
    return Inquiry.objects.get(pk=inquiry.pk).owner


def test_until_the_colleague_says_yes_nothing_moves(inquiry, maria, ali, asked):
    assert owner_of(inquiry) == maria
    assert not to_family().exists()
    told = Message.objects.get(kind="handover")
    assert told.staff == ali
    assert "jour" not in told.heading + told.body


def test_a_yes_moves_the_family_and_keeps_the_two_lines_as_a_note(
    inquiry, maria, ali, asked
):
    service.accept(asked, by=ali, at=NOON)
    assert owner_of(inquiry) == ali
    note = Note.objects.get()
    assert note.author == maria
    assert LINES["situation"] in note.text
    assert LINES["promised"] in note.text


def test_the_family_is_told_who_calls_instead_of_whom(inquiry, ali, asked):
    service.accept(asked, by=ali, at=NOON)
    mail = to_family().get(channel="email")
    told = "Ali ringer dig senast torsdag 12 mars klockan 13.30, i stället för Maria."
    assert told in mail.body
    assert to_family().get(channel="sms").body.startswith("Ekebacka")


def test_a_no_leaves_everything_and_tells_who_asked(inquiry, maria, ali, asked):
    service.decline(asked, by=ali, at=NOON)
    assert owner_of(inquiry) == maria
    answer = Message.objects.filter(kind="handover").latest("created_at", "step")
    assert Message.objects.filter(kind="handover", staff=maria).count() == 1
    assert answer is not None


def test_only_who_was_asked_may_answer_and_only_once(maria, ali, asked):
    with pytest.raises(service.HandoverAnswered):
        service.accept(asked, by=maria, at=NOON)
    service.decline(asked, by=ali, at=NOON)
    with pytest.raises(service.HandoverAnswered):
        service.accept(asked, by=ali, at=NOON)


@pytest.mark.parametrize("missing", LINES)
def test_both_lines_are_wanted(inquiry, maria, ali, missing):
    with pytest.raises(service.LinesMissing):
        service.ask(inquiry, ali, **{**LINES, missing: " "}, by=maria, at=NOON)


def test_a_new_question_replaces_the_one_that_is_open(town, inquiry, maria, ali, asked):
    eva = make_staff_member(town, display_name="Eva Sandberg")
    service.ask(inquiry, eva, **LINES, by=maria, at=NOON)
    assert Handover.objects.get(answered_at=None).receiver == eva
    with pytest.raises(service.HandoverAnswered):
        service.accept(asked, by=ali, at=NOON)


def test_two_open_questions_are_refused_by_the_database(asked):
    asked.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        asked.save(force_insert=True)


def test_an_undo_takes_the_family_back_before_it_is_told(inquiry, maria, ali):
    event = assign_owner(inquiry, ali, by=maria, at=NOON)
    assert to_family().count() == 2
    undo(event, by=maria, at=NOON)
    assert owner_of(inquiry) == maria
    assert set(to_family().values_list("status", flat=True)) == {"cancelled"}


def test_giving_to_the_team_and_to_the_first_owner_tells_no_family(inquiry, maria, ali):
    assign_owner(inquiry, None, by=maria, at=NOON)
    assign_owner(inquiry, ali, by=maria, at=NOON)
    assert not to_family().exists()


@pytest.fixture
def booked(town, inquiry, maria, ali):
    touch_settings(town)  # Ali has come
    cutting.cut(town, NOON)
    slot = free_times(town, "call", NOON, among=[maria.pk])[0]
    choose_time(inquiry, slot.pk, at=NOON)
    return slot


def made_by():
    return Engagement.objects.get(is_active=True).staff


def test_a_booked_call_goes_with_the_family_and_comes_back_with_an_undo(
    inquiry, maria, ali, booked
):
    event = assign_owner(inquiry, ali, by=maria, at=NOON)
    assert made_by() == ali
    assert Message.objects.filter(kind="invitation", staff=ali).exists()
    undo(event, by=maria, at=NOON)
    assert made_by() == maria


def test_nobody_takes_a_family_over_whose_call_finds_them_busy(
    town, inquiry, maria, ali, booked, asked
):
    same = {"starts_at": booked.starts_at, "kind": "call"}
    his = Slot.objects.get(staff=ali, **same)
    known = {"name": "Eva Ek", "phone": "+46701740613", "wish": "time"}
    receive(town, Registration(**known, slot_id=his.pk), at=NOON)
    with pytest.raises(SlotTaken):
        service.accept(asked, by=ali, at=NOON)
    assert owner_of(inquiry) == maria
    assert Handover.objects.get().answered_at is None


def test_a_part_that_is_nobodys_is_not_handed_over(inquiry, maria, ali, booked):
    appointment = Appointment.objects.get()
    with pytest.raises(SlotTaken):
        hand_over(appointment, ali.pk, maria.pk)


def test_a_yes_locks_the_family_before_the_question(asked, ali):
    with CaptureQueriesContext(connection) as asked_for:
        service.accept(asked, by=ali, at=NOON)
    locks = [each["sql"] for each in asked_for if "FOR UPDATE" in each["sql"]]
    tables = [each.split(' FROM "')[1].split('"')[0] for each in locks]
    assert tables.index("inquiries_inquiry") < tables.index("inquiries_handover")


def test_the_two_lines_go_with_the_person(town, inquiry, maria, asked):
    eva = make_staff_member(town, "administrator")
    erase_person(inquiry, by=eva, at=NOON, reason="Begäran")
    gone = Handover.objects.get()
    assert (gone.situation, gone.promised) == ("", "")
    assert gone.answered_at == NOON


@pytest.fixture
def visit(town, inquiry, maria, ali):
    """Maria is to go there."""
    touch_settings(town)
    cutting.cut(town, NOON)
    slot = free_times(town, "home_visit", NOON, among=[maria.pk])[0]
    log_call(inquiry, "answered", by=maria, at=NOON)
    book_visit(inquiry, [slot.pk], by=maria, at=NOON)
    Message.objects.filter(kind="invitation").update(status="sent", sent_at=NOON)
    return Appointment.objects.get()


@pytest.fixture
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def calendars(**to):
    written = Message.objects.filter(subject_type="appointment", status="queued", **to)
    return {each.kind: each.calendar for each in written.filter(channel="email")}


def test_a_yes_alone_changes_nobody_on_the_visit(maria, ali, visit, asked):
    service.accept(asked, by=ali, at=NOON)
    assert made_by() == maria
    assert not calendars(staff=maria)


def test_a_yes_to_the_visit_too_tells_everybody_who_goes(
    inquiry, maria, ali, visit, asked
):
    before = visit.sequence
    service.accept(asked, by=ali, at=NOON, takes_visit=True)
    assert made_by() == ali
    visit.refresh_from_db()
    assert visit.sequence == before + 1
    assert set(calendars(staff=maria)) == {"cancellation"}
    assert "METHOD:CANCEL" in calendars(staff=maria)["cancellation"]
    assert "METHOD:REQUEST" in calendars(staff=ali)["invitation"]
    theirs = calendars(staff=None)["invitation"]
    assert f"SEQUENCE:{visit.sequence}" in theirs
    told = Message.objects.filter(kind="invitation", staff=None, status="queued")
    assert all("Ali h\u00e4lsar p\u00e5 er" in each.body for each in told)
    assert inquiry.followups.get(closed_at=None).owner == ali


def test_an_undo_gives_the_visit_back_as_well(inquiry, maria, ali, visit, asked):
    service.accept(asked, by=ali, at=NOON, takes_visit=True)
    event = inquiry.events.filter(kind="assigned").latest("id")
    undo(event, by=ali, at=NOON)
    assert (made_by(), owner_of(inquiry)) == (maria, maria)
    assert "invitation" not in calendars(staff=ali)
    assert "cancellation" not in calendars(staff=maria)


def test_who_is_busy_then_cannot_take_the_visit_and_nothing_moves(
    town, inquiry, maria, ali, visit, asked
):
    other = receive(town, Registration(name="Eva Ek", phone="+46701740613"), at=NOON)
    log_call(other, "answered", by=ali, at=NOON)
    his = Slot.objects.get(staff=ali, kind="home_visit", starts_at=visit.starts_at)
    book_visit(other, [his.pk], by=ali, at=NOON)
    (question,) = asked_rows([Handover.objects.get()], NOON)
    assert question.visit.is_free is False
    with pytest.raises(SlotTaken):
        service.accept(asked, by=ali, at=NOON, takes_visit=True)
    assert owner_of(inquiry) == maria
    assert Handover.objects.get().answered_at is None


@pytest.mark.usefixtures("_noon", "visit", "asked")
def test_the_question_tells_of_the_visit_and_offers_to_go(ali):
    page = client_of(ali).get("/desk/").content.decode()
    assert "Bokat besök" in page
    assert "Jag gör besöket i stället för Maria" in page
    (question,) = asked_rows([Handover.objects.get()], NOON)
    assert question.visit.text.endswith(", Maria")


@pytest.mark.usefixtures("_noon", "visit")
def test_who_takes_the_family_over_themselves_may_take_the_visit(inquiry, ali):
    desk = client_of(ali)
    record = reverse("inquiries:record", args=[inquiry.pk])
    assert "Besöket följer med" in desk.get(record).content.decode()
    change = reverse("inquiries:owner", args=[inquiry.pk])
    desk.post(change, {"owner": ali.pk, "takes_visit": "on"})
    assert made_by() == ali
