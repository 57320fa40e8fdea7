"""“Idag” beside the calls: visits, who lacks a next step, who rests."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from followups.models import Appointment, Engagement, FollowUpTask
from inquiries import stepless
from inquiries.models import Event
from inquiries.services.calls import log_call
from inquiries.services.seats import invite
from inquiries.services.undo import undo
from inquiries.workflow import Stage
from messaging.models import Status
from tests.inquiries.desk.test_today import TODAY, Kind, make_due, minutes, names
from tests.make import (
    NOON,
    client_of,
    make_activity,
    make_inquiry,
    make_meeting,
    make_message,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
CONFLICT = 409
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch):
    monkeypatch.setattr(stepless, "_none_until", {})


def make_visit(inquiry, starts_at, *staff, is_step=True):
    """A booked home visit of two hours, as rows."""
    visit = Appointment.objects.create(
        municipality=inquiry.municipality,
        inquiry=inquiry,
        kind="home_visit",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        made_at=NOON - DAY,
    )
    for each in staff:
        Engagement.objects.create(
            municipality=inquiry.municipality,
            appointment=visit,
            staff=each,
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
        )
    if is_step:
        inquiry.followups.update(
            kind=Kind.HOME_VISIT, due_at=starts_at, appointment=visit
        )
    return visit


def make_resting(municipality, name, wakes_in=10, **fields):
    return make_inquiry(
        municipality,
        contact={"name": name},
        stage=Stage.DORMANT,
        wake_up_on=NOON.date() + timedelta(days=wakes_in),
        **fields,
    )


def lose_the_step(inquiry):
    """As somebody does who lets triggers rest and loads rows by hand."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits is asked before
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "DELETE FROM followups_followuptask WHERE inquiry_id = %s", [inquiry.pk]
        )
        cursor.execute("SET LOCAL session_replication_role = origin")


def plain(response):
    return " ".join(response.content.decode().split()).replace("\N{NBSP}", " ")


def rows(response, key):
    return {row.name: row for row in response.context[key]}


def visits(response):
    found = [e["rows"] for e in response.context["sections"] if e["key"] == "visits"]
    return {row.name: row for row in (found[0] if found else [])}


# Visits


def test_a_visit_of_today_is_shown_though_a_call_comes_first(
    desk, municipality, maria, ali
):
    inquiry = make_due(municipality, "Anna", NOON + minutes(30), owner=maria)
    make_visit(inquiry, NOON + timedelta(hours=3), maria, ali, is_step=False)
    response = desk.get(TODAY)
    assert names(response, "now") == ["Anna"]
    row = visits(response)["Anna"]
    assert (row.when, row.about) == ("15.00", "Hembesök · Familjehem · Ali, Maria")
    assert row.page == reverse("inquiries:record", args=[inquiry.pk])


def test_a_visit_of_today_is_shown_though_a_booked_call_is_the_next_step(
    desk, municipality, maria, ali
):
    inquiry = make_due(municipality, "Anna", NOON + timedelta(hours=2), owner=maria)
    make_visit(inquiry, NOON + timedelta(hours=3), ali, is_step=False)
    call = Appointment.objects.create(
        municipality=municipality,
        inquiry=inquiry,
        kind="call",
        starts_at=NOON + timedelta(hours=1),
        ends_at=NOON + timedelta(hours=2),
        made_at=NOON - DAY,
    )
    inquiry.followups.update(appointment=call)
    response = desk.get(TODAY)
    assert names(response, "later") == ["Anna"]
    assert visits(response)["Anna"].about == "Hembesök · Familjehem · Ali"
    theirs = client_of(ali).get(TODAY, {"ko": "min"})
    assert visits(theirs)["Anna"].when == "15.00"


def test_a_page_has_no_id_twice_where_a_family_stands_in_it_twice(
    desk, municipality, maria
):
    inquiry = make_due(municipality, "Anna", NOON + minutes(30), owner=maria)
    make_visit(inquiry, NOON + timedelta(hours=3), maria, is_step=False)
    assert plain(desk.get(TODAY)).count(f'id="open-{inquiry.pk}"') == 1


def test_a_visit_of_tomorrow_or_one_that_is_off_is_not_for_today(
    desk, municipality, maria
):
    for name, starts_at in (("A", NOON + DAY), ("B", NOON + timedelta(hours=3))):
        inquiry = make_due(municipality, name, NOON + minutes(30))
        make_visit(inquiry, starts_at, is_step=False)
    Appointment.objects.filter(starts_at__lt=NOON + DAY).update(cancelled_at=NOON)
    assert visits(desk.get(TODAY)) == {}


def test_my_own_queue_has_the_visits_that_i_go_to(desk, municipality, maria, ali):
    mine = make_due(municipality, "Ali's, with me", NOON, owner=ali)
    make_visit(mine, NOON + timedelta(hours=2), ali, maria)
    other = make_due(municipality, "Ali's alone", NOON, owner=ali)
    make_visit(other, NOON + timedelta(hours=5), ali)
    assert list(visits(desk.get(TODAY))) == ["Ali's, with me", "Ali's alone"]
    assert list(visits(desk.get(f"{TODAY}?ko=min"))) == ["Ali's, with me"]
    alis = client_of(ali).get(f"{TODAY}?ko=min")
    assert list(visits(alis)) == ["Ali's, with me", "Ali's alone"]


def test_a_visit_that_goes_on_is_not_late(desk, municipality, maria):
    inquiry = make_due(municipality, "Anna", NOON)
    make_visit(inquiry, NOON - minutes(10), maria)
    row = visits(desk.get(TODAY))["Anna"]
    assert (row.state, row.status) == ("now", "Pågår nu")


def test_a_meeting_is_one_line_however_many_families_come(desk, municipality, ali):
    meeting = make_meeting(
        municipality, ali, starts_at=NOON + timedelta(hours=6), seats=9
    )
    for _ in range(3):
        family = make_inquiry(municipality, contact={"email": "anna@example.se"})
        invite(family, meeting, by=ali, at=NOON - DAY)
    row = visits(desk.get(TODAY))["Informationsträff"]
    assert (row.when, row.about) == ("18.00", "3 familjer kommer")
    assert row.page == reverse("inquiries:meeting", args=[meeting.pk])
    assert len(visits(desk.get(TODAY))) == 1
    assert visits(desk.get(f"{TODAY}?ko=min")) == {}  # Ali holds it
    assert len(visits(client_of(ali).get(f"{TODAY}?ko=min"))) == 1


def test_a_meeting_with_no_seat_behind_it_is_a_line_of_its_own(desk, municipality):
    make_due(municipality, "Anna", NOON + minutes(90), Kind.INFORMATION_MEETING)
    assert list(visits(desk.get(TODAY))) == ["Anna"]


# Without a next step


def test_that_everybody_has_a_next_step_is_said_in_a_kind_line(desk, municipality):
    make_due(municipality, "Anna", NOON)
    response = desk.get(TODAY)
    assert response.context["stepless"] == []
    assert "Saknar nästa steg <span>0</span>" in plain(response)
    assert "Alla har ett nästa steg." in plain(response)


def test_a_visit_that_has_been_with_no_word_of_it_lacks_a_next_step(
    desk, municipality, maria
):
    inquiry = make_due(municipality, "Anna", NOON, owner=maria)
    make_visit(inquiry, NOON - timedelta(hours=2), maria)
    response = desk.get(TODAY)
    row = rows(response, "stepless")["Anna"]
    assert (row.when, row.status) == ("10.00", "Hur gick besöket?")
    assert visits(response) == {}
    assert f"?oppen={inquiry.pk}&amp;vidare=1#card" in plain(response)


def test_it_is_asked_for_once_the_booked_time_has_ended_and_not_before(
    desk, municipality, maria
):
    inquiry = make_due(municipality, "Anna", NOON)
    visit = make_visit(inquiry, NOON - timedelta(hours=2), maria)
    visit.engagements.all().delete()
    Appointment.objects.update(ends_at=NOON + minutes(1))
    assert list(visits(desk.get(TODAY))) == ["Anna"]
    with time_machine.travel(NOON + minutes(1), tick=False):
        assert list(rows(desk.get(TODAY), "stepless")) == ["Anna"]


@pytest.mark.parametrize(("minutes_ago", "is_over"), [(119, False), (120, True)])
def test_a_visit_that_nobody_booked_is_over_after_two_hours(
    desk, municipality, minutes_ago, is_over
):
    make_due(municipality, "Anna", NOON - minutes(minutes_ago), Kind.HOME_VISIT)
    response = desk.get(TODAY)
    assert ("Anna" in rows(response, "stepless")) is is_over
    assert ("Anna" in visits(response)) is not is_over


def test_a_meeting_whose_families_nobody_has_marked_lacks_their_next_steps(
    desk, municipality, ali
):
    meeting = make_meeting(municipality, ali, starts_at=NOON + timedelta(hours=6))
    family = make_inquiry(
        municipality, contact={"name": "Anna", "email": "anna@example.se"}
    )
    invite(family, meeting, by=ali, at=NOON - DAY)
    with time_machine.travel(NOON + timedelta(hours=9), tick=False):
        response = desk.get(TODAY)
    assert rows(response, "stepless")["Anna"].status == "Hur gick träffen?"
    assert visits(response) == {}


def test_its_button_asks_what_is_next(desk, municipality):
    inquiry = make_due(municipality, "Anna", NOON - DAY, Kind.HOME_VISIT)
    card = reverse("inquiries:card", args=[inquiry.pk])
    part = desk.get(f"{card}?vidare=1", headers=HTMX)
    assert part.context["going_on"]
    whole = desk.get(f"{TODAY}?oppen={inquiry.pk}&vidare=1")
    assert whole.context["going_on"]
    assert desk.get(f"{card}?vidare=1").url == f"{TODAY}?oppen={inquiry.pk}&vidare=1"


def test_the_database_is_really_asked_who_has_no_next_step(desk, municipality, maria):
    inquiry = make_due(municipality, "Anna", NOON, owner=maria)
    make_due(make_municipality(), "Elsewhere", NOON)
    lose_the_step(inquiry)
    response = desk.get(TODAY)
    row = rows(response, "stepless")["Anna"]
    assert (row.status, row.state) == ("Inget planerat", "late")
    assert row.page == reverse("inquiries:record", args=[inquiry.pk])
    assert list(rows(desk.get(f"{TODAY}?ko=min"), "stepless")) == ["Anna"]
    ali = make_staff_member(municipality)
    assert rows(client_of(ali).get(f"{TODAY}?ko=min"), "stepless") == {}


def test_that_all_have_one_is_remembered_for_a_minute(desk, municipality, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(stepless.time, "monotonic", lambda: clock[0])
    inquiry = make_due(municipality, "Anna", NOON)
    desk.get(TODAY)
    lose_the_step(inquiry)
    clock[0] += 59
    assert desk.get(TODAY).context["stepless"] == []
    clock[0] += 1
    assert list(rows(desk.get(TODAY), "stepless")) == ["Anna"]


def test_what_is_closed_at_rest_or_erased_lacks_nothing(desk, municipality):
    make_inquiry(municipality, stage=Stage.APPROVED)
    make_resting(municipality, "Lisa")
    make_inquiry(municipality, erased_at=NOON, stage=Stage.DORMANT, wake_up_on=NOON)
    assert desk.get(TODAY).context["stepless"] == []


# At rest


def test_those_that_rest_are_folded_with_their_number_soonest_woken_first(
    desk, municipality, maria
):
    for name, days in (("Later", 40), ("Sooner", 2), ("Next year", 400)):
        make_resting(municipality, name, days, owner=maria)
    response = desk.get(TODAY)
    assert list(rows(response, "resting")) == ["Sooner", "Later", "Next year"]
    whens = [row.when for row in response.context["resting"]]
    assert whens == ["fre 13 mar", "mån 20 apr", "15 apr 2027"]
    assert 'id="resting"> <summary' in plain(response)
    assert "Vilar <span>3</span>" in plain(response)
    assert rows(response, "resting")["Sooner"].about == "Familjehem · Maria"


def test_nobody_at_rest_and_nothing_is_folded(desk, municipality):
    make_inquiry(make_municipality(), stage=Stage.DORMANT, wake_up_on=NOON.date())
    erased = make_inquiry(
        municipality, stage=Stage.DORMANT, wake_up_on=NOON.date(), erased_at=NOON
    )
    assert erased.erased_at
    assert 'id="resting"' not in plain(desk.get(TODAY))


def test_my_own_queue_has_those_of_mine_that_rest(desk, municipality, maria, ali):
    make_resting(municipality, "Mine", owner=maria)
    make_resting(municipality, "Ali's", owner=ali)
    assert list(rows(desk.get(f"{TODAY}?ko=min"), "resting")) == ["Mine"]


def test_no_more_than_a_page_of_them_is_shown_and_a_hundred_counted(desk, municipality):
    for day in range(27):
        make_resting(municipality, "Lisa", day + 1)
    response = desk.get(TODAY)
    assert len(response.context["resting"]) == 25
    assert "Vilar <span>27</span>" in plain(response)
    assert len(desk.get(f"{TODAY}?fler").context["resting"]) == 27
    for _ in range(73):
        make_resting(municipality, "Lisa", 50)
    assert "Vilar <span>99+</span>" in plain(desk.get(TODAY))


def test_somebody_who_has_left_is_still_named(desk, municipality):
    gone = make_staff_member(municipality, display_name="Bo Ek", is_active=False)
    make_resting(municipality, "Lisa", owner=gone)
    assert rows(desk.get(TODAY), "resting")["Lisa"].about == "Familjehem · Bo"


def wake_address(inquiry):
    return reverse("inquiries:wake", args=[inquiry.pk])


def test_whoever_rests_is_woken_now_and_the_card_opens(desk, municipality, maria):
    inquiry = make_resting(municipality, "Lisa Ek", owner=maria)
    response = desk.post(wake_address(inquiry), headers=HTMX)
    task = inquiry.followups.get()
    assert (task.kind, task.owner) == (Kind.CALL, maria)
    assert task.due_at == NOON.replace(hour=16)  # three working hours, lunch between
    inquiry.refresh_from_db()
    assert (inquiry.stage, inquiry.wake_up_on) == (Stage.RECEIVED, None)
    assert names(response, "woken") == ["Lisa Ek"]
    assert response.context["card"].inquiry == inquiry
    assert "Lisa Ek vilar inte längre." in plain(response)


def test_without_script_it_leads_to_the_page_with_the_card(desk, municipality):
    inquiry = make_resting(municipality, "Lisa Ek")
    response = desk.post(f"{wake_address(inquiry)}?ko=min", follow=True)
    assert response.redirect_chain[0][0] == f"{TODAY}?ko=min&oppen={inquiry.pk}#card"
    assert "Lisa Ek vilar inte längre." in plain(response)
    assert response.context["card"]


def test_waking_can_be_undone(desk, municipality, maria):
    inquiry = make_resting(municipality, "Lisa Ek")
    response = desk.post(wake_address(inquiry), headers=HTMX)
    event = response.context["last_done"]["event"]
    assert event.by == maria
    undo(event, by=maria, at=NOON + minutes(1))
    inquiry.refresh_from_db()
    assert inquiry.stage == Stage.DORMANT
    assert inquiry.wake_up_on == NOON.date() + timedelta(days=10)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_whoever_comes_second_is_told_who_was_first(desk, municipality, ali, headers):
    inquiry = make_resting(municipality, "Lisa Ek")
    client_of(ali).post(wake_address(inquiry))
    response = desk.post(wake_address(inquiry), headers=headers)
    assert response.status_code == CONFLICT
    assert "Ali hann före" in plain(response)
    moves = inquiry.events.filter(kind=Event.Kind.MOVED)
    assert moves.count() == 1


def test_another_municipalitys_family_is_not_woken(desk):
    inquiry = make_resting(make_municipality(), "Lisa")
    assert desk.post(wake_address(inquiry)).status_code == 404


# Weight


def fill_the_desk(municipality, maria, number):
    """Every kind of row, each with all that it can tell."""
    activity = make_activity(municipality)
    told = activity.channel
    kinds = [Kind.CALL, Kind.HOME_VISIT, Kind.OTHER, Kind.INFORMATION_MEETING]
    for each in range(number):
        inquiry = make_due(
            municipality,
            f"Anna {each}",
            NOON + minutes(each * 3 - 90),
            kinds[each % 4],
            owner=maria,
            activity=activity if each % 2 else None,
            told_channel=told,
        )
        make_resting(municipality, f"Lisa {each}", each + 1, owner=maria)
        over = make_due(municipality, "Over", NOON - DAY, Kind.HOME_VISIT, owner=maria)
        beside = make_due(municipality, "Call first", NOON + minutes(50), owner=maria)
        staff = make_staff_member(municipality)
        make_visit(inquiry, NOON + minutes(30 + each), staff, is_step=False)
        make_visit(beside, NOON + minutes(30 + each), is_step=False)
        make_visit(over, NOON - DAY - minutes(each), is_step=True)
    make_meeting(municipality, starts_at=NOON + timedelta(hours=7))
    log_call(make_inquiry(municipality), "no_answer", by=maria, at=NOON)
    make_message(municipality, inquiry=inquiry, status=Status.DEAD)


@pytest.mark.parametrize("role", ["recruiter", "manager"])
def test_everything_together_takes_twelve_statements_at_most(
    municipality, maria, role, django_assert_max_num_queries
):
    desk = client_of(make_staff_member(municipality, role))
    for number in (25, 75):
        fill_the_desk(municipality, maria, number)
        desk.get(TODAY)  # what is kept in memory
        with django_assert_max_num_queries(12):
            response = desk.get(TODAY)
    shown = {each["key"] for each in response.context["sections"]}
    assert shown == {"now", "later", "visits", "desk"}
    assert response.context["stepless"]
    assert response.context["resting"]
    assert response.context["unreached"]
    assert FollowUpTask.objects.open().count() > 200
