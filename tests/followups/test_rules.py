"""Promises and reminders as an administrator changes them."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError

from audit.models import Entry
from followups import promise
from followups.models import FollowUpTask, PromisePolicy, ReminderRule, Wish
from followups.rules import RuleExists, RuleMoment, add_reminder
from organisation.calendar import STOCKHOLM
from tests.make import (
    NOON,
    add_window,
    client_of,
    make_inquiry,
    make_municipality,
    make_staff_member,
)
from tests.waiting import second_of_two

pytestmark = pytest.mark.django_db


@pytest.fixture
def ekebacka():
    return make_municipality()


@pytest.fixture
def administrator(ekebacka):
    return make_staff_member(ekebacka, role="administrator")


@pytest.fixture
def client(administrator):
    return client_of(administrator)


def policy(municipality, wish):
    return PromisePolicy.objects.get(municipality=municipality, wish=wish)


def change(client, row, **form):
    return client.post(f"/desk/installningar/loften/{row.pk}/", form)


def words(page):
    """Non-breaking spaces are the typographer's, not the test's."""
    return page.content.decode().replace("\xa0", " ")


def office(**changes):
    return {
        "is_offered": "on",
        "hours": "2,5",
        "latest_working_days": "2",
        "latest_time": "15.00",
        **changes,
    }


# Promises


def test_the_page_says_what_each_wish_is_promised_now(client, ekebacka):
    add_window(ekebacka, 2, time(17), time(20), "evening")
    with time_machine.travel(NOON, tick=False):
        page = words(client.get("/desk/installningar/loften/"))
    assert "Inom 8 timmar kontorstid, senast nästa arbetsdag klockan 16.00" in page
    assert "tors 12 mars 12.00" in page  # write
    assert "ons 11 mars 20.00" in page  # evening
    assert "erbjuds inte" in page  # weekend: no such hours


def test_a_changed_promise_holds_from_the_next_family_on(client, ekebacka):
    row = policy(ekebacka, Wish.SOON)
    assert client.get(f"/desk/installningar/loften/{row.pk}/").status_code == 200
    assert change(client, row, **office()).status_code == 302
    row.refresh_from_db()
    assert (row.within_minutes, row.latest_working_days) == (150, 2)
    ekebacka.refresh_from_db()
    due_at = promise.offer_for(ekebacka, Wish.SOON, NOON).due_at
    assert due_at == datetime(2026, 3, 11, 15, 30, tzinfo=STOCKHOLM)
    entry = Entry.objects.get(action="changed-promise-policy")
    assert entry.fields == ["latest_time", "latest_working_days", "within_minutes"]


def test_without_hours_only_the_time_of_day_counts(client, ekebacka):
    row = policy(ekebacka, Wish.SOON)
    change(client, row, **office(hours=""))
    row.refresh_from_db()
    assert row.within_minutes is None
    page = words(client.get("/desk/installningar/loften/"))
    assert "Senast 2 arbetsdagar senare klockan 15.00" in page


def test_a_wish_can_be_withdrawn(client, ekebacka):
    change(client, policy(ekebacka, Wish.WRITE), **office(is_offered=""))
    ekebacka.refresh_from_db()
    with pytest.raises(promise.NotOffered):
        promise.offer_for(ekebacka, Wish.WRITE, NOON)
    page = words(client.get("/desk/installningar/loften/"))
    assert "<td>Erbjuds inte</td>" in page


def test_a_promise_for_the_evening_has_only_minutes_to_choose(client, ekebacka):
    row = policy(ekebacka, Wish.EVENING)
    page = client.get(f"/desk/installningar/loften/{row.pk}/").content.decode()
    assert 'name="lead_minutes"' in page
    assert 'name="hours"' not in page
    change(client, row, is_offered="on", lead_minutes="45", latest_working_days="9")
    row.refresh_from_db()
    assert (row.lead_minutes, row.latest_working_days) == (45, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"hours": "0"},
        {"hours": "-1"},
        {"hours": "401"},
        {"hours": "x"},
        {"latest_working_days": "0"},
        {"latest_working_days": "61"},
        {"latest_time": "x"},
        {"latest_time": ""},
    ],
)
def test_a_promise_that_cannot_be_kept_track_of_is_refused(client, ekebacka, changes):
    row = policy(ekebacka, Wish.SOON)
    assert change(client, row, **office(**changes)).status_code == 422
    row.refresh_from_db()
    assert row.within_minutes == 480


def test_saving_the_same_promise_is_no_change(client, ekebacka):
    row = policy(ekebacka, Wish.SOON)
    same = office(hours="8", latest_working_days="1", latest_time="16.00")
    change(client, row, **same)
    assert not Entry.objects.filter(action="changed-promise-policy").exists()


# Reminders


def add(client, **changes):
    form = {"number": "90", "counts": "before", "recipient": "owner", **changes}
    return client.post("/desk/installningar/paminnelser/ny/", form)


def rules(municipality):
    rows = ReminderRule.objects.filter(municipality=municipality)
    return [(each.offset_minutes, each.recipient) for each in rows]


@pytest.mark.parametrize("typed", ["", "x", "1.5"])
def test_a_reminder_without_a_number_is_refused_in_words(client, ekebacka, typed):
    known = rules(ekebacka)
    response = add(client, number=typed)
    assert response.status_code == 422
    assert "Skriv ett heltal." in words(response)
    assert rules(ekebacka) == known


def test_the_page_reads_like_sentences(client):
    add(client)
    add(client, number="90", counts="after")
    page = words(client.get("/desk/installningar/paminnelser/"))
    assert "Efter 50 % av tiden" in page
    assert "1 h 30 min innan det ska vara gjort" in page
    assert "När det ska vara gjort" in page
    assert "1 h kontorstid efter att det skulle vara gjort" in page
    assert "1 h 30 min efter att det skulle vara gjort" in page


def test_the_page_shows_the_rules_on_an_example(client):
    with time_machine.travel(NOON + timedelta(days=2), tick=False):  # a Friday
        page = words(client.get("/desk/installningar/paminnelser/"))
    assert (
        "Kom in mån 08.00, lovat 12.00 → den ansvariga 10.00 och 11.12; "
        "vikarien eller teamet 12.00; enhetscheferna 14.00." in page
    )


def test_a_reminder_is_added_and_removed(client, ekebacka):
    assert add(client, number="30", counts="after").status_code == 302
    assert (30, "owner") in rules(ekebacka)
    rule = ReminderRule.objects.get(municipality=ekebacka, offset_minutes=30)
    client.post(f"/desk/installningar/paminnelser/{rule.pk}/ta-bort/")
    assert (30, "owner") not in rules(ekebacka)
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {"added-reminder", "removed-reminder"} <= actions


def test_both_owner_and_managers_may_be_reminded_at_one_moment(client, ekebacka):
    add(client, number="0", counts="after", recipient="manager")
    assert (0, "manager") in rules(ekebacka)
    assert (0, "substitute") in rules(ekebacka)


def test_the_same_reminder_is_added_once(client, ekebacka):
    response = add(client, number="50", counts="percent")
    assert response.status_code == 422
    assert "De påminns redan vid den tiden." in response.content.decode()
    assert len(rules(ekebacka)) == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "-1"},
        {"number": "20161"},
        {"number": ""},
        {"counts": "x"},
        {"counts": "percent", "number": "0"},
        {"counts": "percent", "number": "100"},
        {"recipient": "family"},
        {"recipient": ""},
    ],
)
def test_a_faulty_reminder_is_refused(client, changes):
    assert add(client, **changes).status_code == 422


def test_a_new_reminder_holds_for_the_steps_that_are_open(ekebacka, administrator):
    due_at = NOON + timedelta(hours=4)
    ahead = make_inquiry(ekebacka, due_at=due_at)
    passed = make_inquiry(ekebacka, due_at=NOON + timedelta(hours=1))
    FollowUpTask.objects.update(next_action_at=due_at)
    rule = RuleMoment(offset_minutes=-120)
    add_reminder(ekebacka, rule, "owner", by=administrator, at=NOON)
    assert ahead.followups.get().next_action_at == NOON + timedelta(hours=2)
    assert passed.followups.get().next_action_at == due_at


def test_a_new_share_of_the_time_holds_for_the_steps_that_are_open(
    ekebacka, administrator
):
    due_at = datetime(2026, 3, 12, 12, tzinfo=STOCKHOLM)
    inquiry = make_inquiry(ekebacka, received_at=NOON, due_at=due_at)  # 7.5 h ahead
    rule = RuleMoment(percent=20)
    add_reminder(ekebacka, rule, "owner", by=administrator, at=NOON)
    assert inquiry.followups.get().next_action_at == NOON + timedelta(hours=2.5)


@pytest.mark.parametrize(
    "moment",
    [
        {},
        {"percent": 50, "offset_minutes": 0},
        {"percent": 0},
        {"percent": 100},
        {"percent": 50, "in_office_time": True},
        {"offset_minutes": -60, "in_office_time": True},
    ],
)
def test_the_database_keeps_no_rule_without_exactly_one_moment(ekebacka, moment):
    rule = ReminderRule(
        municipality=ekebacka, step="new", recipient="manager", **moment
    )
    with pytest.raises(IntegrityError, match="reminder_rule_"):
        rule.save()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_add_the_same_reminder_get_one(ekebacka, administrator):
    def add_it():
        rule = RuleMoment(offset_minutes=0)
        add_reminder(ekebacka, rule, "manager", by=administrator, at=NOON)

    with pytest.raises(RuleExists):
        second_of_two(add_it, add_it)
    assert rules(ekebacka).count((0, "manager")) == 1


def test_a_municipality_may_live_without_reminders(client, ekebacka):
    ReminderRule.objects.filter(municipality=ekebacka).delete()
    page = words(client.get("/desk/installningar/paminnelser/"))
    assert "Ingen påminns." in page


@pytest.mark.parametrize("path", ["loften/{policy}/", "paminnelser/{rule}/ta-bort/"])
def test_another_municipalitys_rules_are_as_missing_as_none(client, path):
    other = make_municipality()
    ids = {
        "policy": policy(other, Wish.SOON).pk,
        "rule": ReminderRule.objects.filter(municipality=other).first().pk,
    }
    base = "/desk/installningar/"
    theirs = client.post(base + path.format(**ids))
    missing = client.post(base + path.format(policy=999_999, rule=999_999))
    assert theirs.status_code == missing.status_code == 404
    assert theirs.content == missing.content


@pytest.mark.parametrize("role", ["recruiter", "communicator"])
def test_rules_are_not_for_everybody(ekebacka, role):
    client = client_of(make_staff_member(ekebacka, role=role))
    for path in ("loften/", "paminnelser/"):
        assert client.get(f"/desk/installningar/{path}").status_code == 403
