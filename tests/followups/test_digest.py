"""07.30: what the day holds, once for each who calls, numbers and times only."""

from datetime import datetime, time, timedelta

import pytest

from followups import digest
from followups.digest import send_due
from followups.models import FollowUpTask
from messaging.delivery import deliver_due
from messaging.failing import failures_of_a_step
from messaging.models import DailyRun, Message, NoticeChoice, Status
from organisation.models import Absence, SpecialDay
from organisation.services import touch_settings
from tests.make import (
    STOCKHOLM,
    add_window,
    make_inquiry,
    make_municipality,
    make_staff_member,
)

pytestmark = pytest.mark.django_db

HALF_PAST_SEVEN = datetime(2026, 3, 11, 7, 30, tzinfo=STOCKHOLM)  # a Wednesday


def hours(number):
    return timedelta(hours=number)


@pytest.fixture
def ekebacka():
    return make_municipality()


@pytest.fixture
def maria(ekebacka):
    return make_staff_member(ekebacka)


def make_due(municipality, due_at, *, owner=None, kind=FollowUpTask.Kind.CALL, **more):
    inquiry = make_inquiry(municipality, due_at=due_at, owner=owner, **more)
    inquiry.followups.update(kind=kind)
    return inquiry


def digests():
    return Message.objects.filter(kind="digest").order_by("created_at", "pk")


def test_it_tells_what_is_late_what_is_due_and_which_visits_in_numbers(ekebacka, maria):
    late = make_due(ekebacka, HALF_PAST_SEVEN - hours(20), owner=maria)
    due = make_due(ekebacka, HALF_PAST_SEVEN + hours(3))
    visit = make_due(
        ekebacka, HALF_PAST_SEVEN + hours(6), kind=FollowUpTask.Kind.HOME_VISIT
    )
    make_due(ekebacka, HALF_PAST_SEVEN + hours(24))
    assert send_due(HALF_PAST_SEVEN) == 1
    mail = digests().get()
    assert mail.recipient == maria.email
    assert mail.heading == "ons 11 mars: 1 sen, 1 att göra, 1 besök"
    assert mail.body.split("\n\n")[:3] == [
        f"Sena:\n{late}, tis 10 mars 11.30",
        f"I dag:\n{due}, 10.30",
        f"Besök och träffar:\n{visit}, 13.30",
    ]
    assert "Anna" not in mail.heading + mail.body


def test_nobody_is_told_of_a_colleagues_own_work(ekebacka, maria):
    make_due(ekebacka, HALF_PAST_SEVEN + hours(3), owner=maria)
    make_staff_member(ekebacka)
    send_due(HALF_PAST_SEVEN)
    assert [each.staff for each in digests()] == [maria]


@pytest.mark.parametrize("role", ["communicator", "administrator"])
def test_who_calls_no_families_gets_none(ekebacka, role):
    make_staff_member(ekebacka, role)
    make_due(ekebacka, HALF_PAST_SEVEN + hours(3))
    assert send_due(HALF_PAST_SEVEN) == 0


def test_there_is_none_when_there_is_nothing_to_say_and_none_later_that_day(
    ekebacka, maria
):
    assert send_due(HALF_PAST_SEVEN) == 0
    make_due(ekebacka, HALF_PAST_SEVEN + hours(3))
    assert send_due(HALF_PAST_SEVEN + hours(1)) == 0


def test_what_is_to_be_reviewed_is_no_part_of_it(ekebacka, maria):
    make_due(ekebacka, HALF_PAST_SEVEN + hours(3), suspicion="honeypot")
    assert send_due(HALF_PAST_SEVEN) == 0


def test_it_is_one_for_each_person_and_day_however_often_it_is_asked_for(
    ekebacka, maria
):
    make_due(ekebacka, HALF_PAST_SEVEN + hours(30))
    written = [
        send_due(HALF_PAST_SEVEN + hours(each)) for each in (0, 0, 1, 24, 24.5, 25)
    ]
    assert written == [0, 0, 0, 1, 0, 0]


def test_a_crash_in_the_middle_leaves_nothing_half_done(ekebacka, maria, monkeypatch):
    make_due(ekebacka, HALF_PAST_SEVEN + hours(3))
    with monkeypatch.context() as broken:
        broken.setattr(digest, "enqueue", lambda *_, **__: 1 / 0)
        assert send_due(HALF_PAST_SEVEN) == 0
    assert not DailyRun.objects.exists()
    assert send_due(HALF_PAST_SEVEN) == 1


def test_one_municipality_that_fails_stops_no_other(ekebacka, maria, monkeypatch):
    sjoliden = make_municipality()
    make_staff_member(sjoliden)
    for each in (ekebacka, sjoliden):
        make_due(each, HALF_PAST_SEVEN + hours(3))
    tell = digest._tell

    def fail_for_the_first(municipality, day, moment):
        if municipality == ekebacka:
            raise RuntimeError("on purpose")
        return tell(municipality, day, moment)

    monkeypatch.setattr(digest, "_tell", fail_for_the_first)
    with failures_of_a_step() as failed:
        send_due(HALF_PAST_SEVEN)
    assert failed == {ekebacka.pk}
    assert [each.municipality for each in digests()] == [sjoliden]


@pytest.mark.parametrize(
    ("clock", "written"),
    [("07.29", 0), ("07.30", 1), ("09.00", 1), ("11.59", 1), ("12.00", 0)],
)
def test_after_an_outage_it_is_caught_up_with_until_noon(
    ekebacka, maria, clock, written
):
    make_due(ekebacka, HALF_PAST_SEVEN - hours(24))
    at = datetime.combine(HALF_PAST_SEVEN, time(*map(int, clock.split("."))), STOCKHOLM)
    assert send_due(at) == written


def test_red_days_and_weekends_have_none(ekebacka, maria):
    make_due(ekebacka, HALF_PAST_SEVEN - hours(24))
    SpecialDay.objects.create(
        municipality=ekebacka, day=HALF_PAST_SEVEN.date(), name="Planeringsdag"
    )
    assert send_due(HALF_PAST_SEVEN) == 0
    assert send_due(HALF_PAST_SEVEN + timedelta(days=3)) == 0  # Saturday


@pytest.mark.parametrize(
    ("year", "month", "day", "utc_hour"), [(2026, 3, 29, 5), (2026, 10, 25, 6)]
)
def test_it_is_half_past_seven_by_the_wall_clock_on_the_days_that_change_it(
    ekebacka, maria, year, month, day, utc_hour
):
    add_window(ekebacka, 6, time(8), time(12))
    at = datetime(year, month, day, 7, 30, tzinfo=STOCKHOLM)
    make_due(ekebacka, at + hours(2))
    assert at.utctimetuple().tm_hour == utc_hour
    assert send_due(at - timedelta(seconds=1)) == 0
    assert send_due(at) == 1


def test_who_does_not_want_it_gets_none(ekebacka, maria):
    make_due(ekebacka, HALF_PAST_SEVEN + hours(3))
    NoticeChoice.objects.create(staff=maria, topic="digest", reach="none")
    assert send_due(HALF_PAST_SEVEN) == 0


def test_it_leaves_at_half_past_seven_though_the_municipality_is_quiet_till_eight(
    ekebacka, maria
):
    make_due(ekebacka, HALF_PAST_SEVEN + hours(3))
    send_due(HALF_PAST_SEVEN)
    deliver_due(HALF_PAST_SEVEN)
    assert digests().get().status == Status.SENT


def test_a_long_list_is_cut_and_says_so(ekebacka, maria, monkeypatch):
    monkeypatch.setattr(digest, "MOST_TOLD", 2)
    for minutes in range(5):
        make_due(ekebacka, HALF_PAST_SEVEN + timedelta(minutes=minutes))
    send_due(HALF_PAST_SEVEN)
    assert "och 3 till" in digests().get().body


def test_a_morning_that_is_told_costs_one_statement(
    ekebacka, maria, django_assert_max_num_queries
):
    send_due(HALF_PAST_SEVEN)
    with django_assert_max_num_queries(1):
        send_due(HALF_PAST_SEVEN)


# --- Somebody is away


@pytest.fixture
def absent(ekebacka, maria):
    """Maria is away today; she has a call to make."""

    def of(substitute=None):
        Absence.objects.create(
            municipality=ekebacka,
            staff=maria,
            substitute=substitute,
            first_day=HALF_PAST_SEVEN.date(),
            last_day=HALF_PAST_SEVEN.date(),
        )
        touch_settings(ekebacka)
        return make_due(ekebacka, HALF_PAST_SEVEN + hours(3), owner=maria)

    return of


def test_whoever_stands_in_gets_it_in_the_place_of_who_is_away(ekebacka, absent):
    ali, eva = make_staff_member(ekebacka), make_staff_member(ekebacka)
    call = absent(substitute=ali)
    own = make_due(ekebacka, HALF_PAST_SEVEN + hours(4), owner=ali)
    send_due(HALF_PAST_SEVEN)
    mail = digests().get()
    assert mail.staff == ali
    assert f"I dag:\n{call}, 10.30, för Maria\n{own}, 11.30" in mail.body
    assert eva not in {each.staff for each in digests()}


def test_what_nobody_stands_in_for_is_the_teams_that_day(ekebacka, maria, absent):
    ali, eva = make_staff_member(ekebacka), make_staff_member(ekebacka)
    absent()
    send_due(HALF_PAST_SEVEN)
    assert {each.staff for each in digests()} == {ali, eva}


def test_a_substitute_who_is_away_too_hands_it_on(ekebacka, absent):
    ali, eva = make_staff_member(ekebacka), make_staff_member(ekebacka)
    absent(substitute=ali)
    Absence.objects.create(
        municipality=ekebacka,
        staff=ali,
        substitute=eva,
        first_day=HALF_PAST_SEVEN.date(),
        last_day=HALF_PAST_SEVEN.date(),
    )
    touch_settings(ekebacka)
    send_due(HALF_PAST_SEVEN)
    assert [each.staff for each in digests()] == [eva]


def test_back_at_work_it_comes_as_before(ekebacka, maria, absent):
    absent(substitute=make_staff_member(ekebacka))
    send_due(HALF_PAST_SEVEN + hours(24))
    assert [each.staff for each in digests()] == [maria]
