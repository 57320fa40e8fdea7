"""Every invariant finds its planted fault, of the own municipality, once."""

import re
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from followups.models import FollowUpTask, Promise
from followups.promise import SETTLING_MARGIN
from inquiries.models import Event, Inquiry
from inquiries.services.receive import receive
from inquiries.workflow import OPEN_STAGES, Stage
from messaging.alarms import look_at_all, tell_of_breaches
from messaging.invariants import INVARIANTS, MOST, PATIENCE, breaches
from messaging.models import Channel, Message, Status
from messaging.neutrality import is_neutral
from tests.make import (
    NOON,
    Registration,
    client_of,
    make_inquiry,
    make_message,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db

PAGE = "/desk/utkorg/ska-stamma/"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@contextmanager
def guards_off():
    """No trigger fires: as in a copy that was restored by hand."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture
def town():
    return make_municipality()


def whole(town, at=NOON):
    """An inquiry as the form makes it, with its promise and its messages."""
    make_staff_member(town)
    registration = Registration(name="Anna Holm", phone="+46701740612")
    return receive(town, registration, at=at)


def taken_down(town, **fields):
    """An inquiry by telephone, as rows only: it gets no receipt."""
    return make_inquiry(town, source="phone", **fields)


# --- The faults, each planted as it would come about


def stepless(town):
    inquiry = taken_down(town)
    with guards_off():
        FollowUpTask.objects.filter(inquiry=inquiry).update(
            closed_at=NOON, outcome="done"
        )


def unreminded(town):
    taken_down(town)
    FollowUpTask.objects.update(next_action_at=NOON - 6 * MINUTE)


def never_reminded(town):
    taken_down(town, due_at=NOON - 6 * MINUTE, received_at=NOON - DAY)


def doubly_promised(town):
    inquiry = whole(town)
    with guards_off() as cursor:
        cursor.execute("DROP INDEX one_open_promise_per_inquiry")
        promise = Promise.objects.get(inquiry=inquiry)
        promise.pk = None
        promise.save()


def unsettled(town):
    whole(town)
    with guards_off():
        Promise.objects.update(made_at=NOON - DAY, due_at=NOON - 126 * MINUTE)


def asleep(town):
    taken_down(town, stage=Stage.DORMANT, wake_up_on=(NOON - 2 * DAY).date())


def receiptless(town):
    inquiry = whole(town)
    Message.objects.filter(inquiry=inquiry, recipient_key="family").delete()


def overdue(town):
    make_message(town, not_before=NOON - 3 * MINUTE, status=Status.RETRY)


def held(town):
    lease = {"lease_token": uuid4(), "lease_until": NOON - 2 * MINUTE}
    make_message(town, status=Status.SENDING, **lease)


def failed(town):
    make_message(town, status=Status.UNCERTAIN)


def unreported(town):
    make_message(
        town,
        channel="sms",
        status=Status.SENT,
        sent_at=NOON - 4 * DAY,
        report_due_at=NOON - DAY,
    )


PLANTED = [
    stepless,
    unreminded,
    never_reminded,
    doubly_promised,
    unsettled,
    asleep,
    receiptless,
    overdue,
    held,
    failed,
    unreported,
]
NAMES = {
    stepless: "stepless",
    never_reminded: "unreminded",
    doubly_promised: "doubly-promised",
}


def broken(municipality=None, moment=NOON):
    return {each.name for each in INVARIANTS if breaches(each, moment, municipality)}


@pytest.mark.parametrize("plant", PLANTED, ids=lambda each: each.__name__)
def test_a_planted_fault_is_found_and_nothing_else(town, plant):
    plant(town)
    found = broken() - {"overdue"}  # what `whole` wrote waits, and nobody sends it
    name = NAMES.get(plant, plant.__name__)
    assert name in broken()
    assert found <= {name}
    assert name not in broken(make_municipality())


def test_a_breach_has_lasted_since_it_began_however_far_off_the_step_is(town):
    taken_down(town, due_at=NOON + DAY)
    FollowUpTask.objects.update(next_action_at=NOON - 6 * MINUTE)
    [invariant] = [each for each in INVARIANTS if each.name == "unreminded"]
    assert breaches(invariant, NOON)[0].since == NOON - 6 * MINUTE


def test_a_promise_that_the_dispatcher_still_waits_with_is_no_breach(town):
    whole(town)
    longest = 2 * SETTLING_MARGIN + PATIENCE
    with guards_off():
        Promise.objects.update(made_at=NOON - DAY, due_at=NOON - longest)
    assert "unsettled" not in broken()
    assert "unsettled" in broken(moment=NOON + MINUTE)


def test_every_invariant_has_a_fault_planted():
    assert {NAMES.get(each, each.__name__) for each in PLANTED} == {
        each.name for each in INVARIANTS
    }


def test_all_is_well_where_nothing_is_wrong(town):
    inquiry = whole(town)
    taken_down(town, stage=Stage.DORMANT, wake_up_on=(NOON - DAY).date())
    taken_down(town)
    make_inquiry(town, suspicion="honeypot")
    make_message(town, status=Status.DEAD, handled_at=NOON)
    assert broken(moment=NOON + MINUTE) == set()
    Message.objects.filter(inquiry=inquiry, recipient_key="family").delete()
    Event.objects.create(
        municipality=town,
        inquiry=inquiry,
        kind=Event.Kind.CORRECTED,
        at=NOON,
        recorded_at=NOON,
    )
    assert broken(moment=NOON + MINUTE) == set()


def test_what_is_found_is_bounded(town):
    for _number in range(MOST + 1):
        make_message(town, status=Status.DEAD)
    [invariant] = [each for each in INVARIANTS if each.name == "failed"]
    assert len(breaches(invariant, NOON)) == MOST


def test_the_questions_know_our_words():
    sql = " ".join(each.sql for each in INVARIANTS)
    stages = re.search(r"stage IN\s+\(([^)]*)\)", sql).group(1)
    assert set(re.findall(r"\w+", stages)) == set(OPEN_STAGES)
    ways = re.search(r"VALUES (.*?)\) AS way", sql).group(1)
    assert set(re.findall(r"\w+", ways)) >= set(Channel.values)


# --- At the desk


def test_the_page_shows_the_own_rows_with_what_to_do(town):
    inquiry = taken_down(town)
    message = make_message(town, status=Status.DEAD, inquiry=inquiry)
    foreign = make_message(make_municipality(), status=Status.DEAD)
    page = client_of(make_staff_member(town, "manager")).get(PAGE).content.decode()
    assert "Öppna vart och ett" in page
    assert f"/desk/utkorg/{message.pk}/" in page
    assert inquiry.number in page
    assert str(foreign.pk) not in page
    assert f"/desk/anmalningar/{inquiry.pk}/" in page  # long due, and nobody reminded


def test_an_empty_page_is_good_news_and_takes_a_fixed_number_of_questions(
    town, django_assert_num_queries
):
    desk = client_of(make_staff_member(town, "administrator"))
    desk.get(PAGE)
    with django_assert_num_queries(4 + len(INVARIANTS)):
        page = desk.get(PAGE).content.decode()
    assert "Allt stämmer." in page
    for each in INVARIANTS:
        assert str(each.holds) in page


def test_who_calls_families_is_not_asked_to_mend_the_program(town):
    assert client_of(make_staff_member(town)).get(PAGE).status_code == 403


# --- From the command line


def said():
    out = StringIO()
    call_command("invariants", stdout=out)
    return out.getvalue()


def test_the_command_is_silent_where_everything_holds(town):
    assert said() == ""


def test_the_command_names_rows_and_nobody_and_fails(town):
    inquiry = taken_down(town, contact={"name": "Anna Holm"})
    with guards_off():
        FollowUpTask.objects.update(closed_at=NOON, outcome="done")
    out = StringIO()
    with pytest.raises(CommandError, match=f"1 of {len(INVARIANTS)}"):
        call_command("invariants", stdout=out)
    assert out.getvalue() == (
        f"stepless: municipality {town.pk}, no. {inquiry.number}, "
        f"since {timezone.localtime(NOON, timezone.get_fixed_timezone(0)):%Y-%m-%d}"
        " 11:00:00+0000\n"
    )


# --- By mail


def alarms():
    return Message.objects.filter(kind="alarm")


def test_whoever_decides_is_told_once_a_day_and_kind(town):
    for role in ("manager", "administrator", "recruiter"):
        make_staff_member(town, role)
    make_staff_member(make_municipality(), "manager")
    stepless(town)
    assert look_at_all(NOON) == 2
    alarms().update(status=Status.SENT, sent_at=NOON)
    assert look_at_all(NOON + timedelta(hours=1)) == 0
    asleep(town)
    assert look_at_all(NOON + timedelta(hours=2)) == 2
    assert look_at_all(NOON.replace(hour=4) + DAY) == 0
    alarms().update(status=Status.SENT, sent_at=NOON)
    assert look_at_all(NOON + DAY) == 4
    mail = alarms().order_by("created_at").first()
    assert "Varje öppen anmälan har ett nästa steg." in mail.body
    assert PAGE in mail.body
    assert is_neutral(mail.heading)
    assert Inquiry.objects.get(municipality=town, stage="received").number not in (
        mail.body
    )


def test_what_failed_has_its_own_mail_and_no_second(town):
    make_staff_member(town, "manager")
    failed(town)
    assert look_at_all(NOON) == 0


def test_the_dispatcher_looks_once_a_minute_however_many_there_are(town):
    cache.clear()
    make_staff_member(town, "manager")
    stepless(town)
    assert tell_of_breaches(NOON) == 1
    asleep(town)
    assert tell_of_breaches(NOON) == 0
    cache.clear()
    assert tell_of_breaches(NOON) == 1


def test_every_alarm_fits_its_column():
    length = Message._meta.get_field("step").max_length
    for each in INVARIANTS:
        assert len(f"{each.name}-2026-03-11") <= length
