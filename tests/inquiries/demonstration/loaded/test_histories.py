"""Two years of both municipalities: their figures, plans, and what they lead to."""

from collections import Counter
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models import F, Max, Sum
from django.urls import reverse
from django.utils.timezone import localtime

from campaigns.models import (
    Activity,
    ActivityPause,
    Campaign,
    DailyCounts,
    ReachFigure,
)
from followups.models import FollowUpTask, Promise, Wish
from inquiries.models import (
    CallAttempt,
    Event,
    Inquiry,
    Note,
    Source,
)
from inquiries.services.undo import undo, undoable
from inquiries.workflow import Stage
from messaging.models import WAITING, Message
from organisation.lying_low import lie_lows
from organisation.models import Municipality, Role, StaffMember
from organisation.months import Month
from planning.capacity import State, capacity_of
from reports.report import month_report
from tests.make import NOON, client_of

pytestmark = pytest.mark.slow  # the whole demonstration is loaded first

LAST_MONTH = Month(2026, 2)
BEGAN, ENDED = date(2026, 2, 9), date(2026, 2, 23)
FIVE_DAYS = timedelta(days=5)


def test_the_database_has_nothing_against_it():
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_there_are_two_years_of_both_municipalities():
    counts = Counter(Inquiry.objects.values_list("municipality__name", flat=True))
    assert 800 < counts["Ekebacka kommun"] < 1200
    assert 200 < counts["Sjöliden kommun"] < 400


def test_every_open_inquiry_has_one_next_step_and_no_closed_one_has():
    waiting = FollowUpTask.objects.open().values_list("inquiry", flat=True)
    still_open = Inquiry.objects.open().values_list("pk", flat=True)
    assert sorted(waiting) == sorted(still_open)
    assert len(still_open) > 50


@pytest.mark.parametrize("name", ["Ekebacka kommun", "Sjöliden kommun"])
def test_every_month_of_two_years_has_its_figures(name):
    municipality = Municipality.objects.get(name=name)
    report = month_report(municipality, LAST_MONTH, at=NOON)
    assert all(each.received and each.promises.due for each in report.counts)
    assert report.covers(LAST_MONTH.year_earlier)
    assert report.waits.working is not None
    assert report.waits_year_earlier.elapsed is not None
    assert report.twelve_months_compared.now.approved > 5


def test_promises_are_kept_better_than_two_years_ago():
    ekebacka = Municipality.objects.get(name="Ekebacka kommun")
    report = month_report(ekebacka, LAST_MONTH, at=NOON)
    shares = [(each.promises.kept, each.promises.due) for each in report.counts]
    first, last = (
        sum(kept for kept, _ in months) / sum(due for _, due in months)
        for months in (shares[:6], shares[-6:])
    )
    assert 0.7 < first < 0.87
    assert 0.88 < last < 0.98


def test_about_eight_in_a_hundred_become_homes():
    old = Inquiry.objects.filter(received_at__lt=NOON - timedelta(days=300))
    share = old.filter(stage=Stage.APPROVED).count() / old.count()
    assert 0.05 < share < 0.13


def test_no_late_promise_stands_open_longer_than_the_dispatcher_would_leave_it():
    hour = timedelta(hours=1)
    late = Promise.objects.overdue(NOON - hour).values_list("due_at", flat=True)
    added_today = NOON - timedelta(minutes=170)
    assert set(late) <= {added_today}


def test_nothing_is_written_down_before_it_happens_or_after_now():
    for model, moment in (
        (Event, "recorded_at"),
        (Inquiry, "registered_at"),
        (CallAttempt, "at"),
        (Note, "written_at"),
        (Message, "created_at"),
    ):
        assert model.objects.aggregate(latest=Max(moment))["latest"] <= NOON


def test_no_message_of_the_past_waits_to_be_sent():
    waiting = Message.objects.filter(status__in=WAITING)
    ahead = ("meeting-eve", "holding-eve", "report")  # the last: of the month before
    assert not waiting.exclude(kind__in=ahead).exists()
    assert Message.objects.needing_a_person().count() == 4


def test_there_are_repeats_spam_and_erased_persons_to_be_seen():
    stages = set(Inquiry.objects.values_list("stage", flat=True))
    assert stages == set(Stage.values)
    erased = Inquiry.objects.filter(erased_at__isnull=False)
    assert erased.filter(contact=None).count() == erased.count() > 5


@pytest.mark.parametrize("name", ["Ekebacka kommun", "Sjöliden kommun"])
class TestThePlans:
    @pytest.fixture
    def town(self, name):
        return Municipality.objects.get(name=name)

    def test_campaigns_have_aims_money_and_a_function(self, town):
        standing = ["Alltid framme", "Våra ambassadörer"]
        seasons = Campaign.objects.of(town).exclude(name__in=standing)
        assert seasons.count() >= 8
        for each in seasons:
            assert each.aimed_inquiries >= each.aimed_visits >= each.aimed_approved >= 1
            assert each.budget >= sum(a.cost_planned for a in each.activities.all())
            assert each.owner_function
            assert each.wanted_assignments
            assert each.audience
        assert len({each.owner_function for each in seasons}) == 2

    def test_something_is_planned_ahead_and_nothing_came_of_it_yet(self, town):
        ahead = Activity.objects.of(town).filter(starts_on__gt=NOON.date())
        assert ahead.exists()
        assert not ahead.filter(cost_actual__isnull=False).exists()
        assert not DailyCounts.objects.filter(activity__in=ahead).exists()
        assert not ReachFigure.objects.filter(activity__in=ahead).exists()
        assert not Inquiry.objects.filter(activity__in=ahead).exists()

    def test_what_comes_back_knows_last_year_s(self, town):
        letters = Activity.objects.of(town).filter(name="Brev till hemmen")
        first, *later = letters.order_by("starts_on")
        assert first.is_yearly
        assert later
        assert later[0].copied_from == first

    def test_the_channels_are_of_many_kinds(self, town):
        used = Activity.objects.of(town).values_list("channel__kind", flat=True)
        assert len(set(used)) >= 9

    def test_the_ad_managers_figures_are_plausible_and_sum_up_to_the_cost(self, town):
        figures = ReachFigure.objects.filter(municipality=town)
        assert figures.count() > 20
        for each in figures.select_related("activity"):
            assert each.clicks <= each.reached <= each.shown
            assert each.starts_on >= each.activity.starts_on
            assert each.ends_on < NOON.date()
        paid = Activity.objects.of(town).filter(
            reach__isnull=False, cost_actual__isnull=False
        )
        for each in paid.annotate(sum=Sum("reach__spent")):
            assert each.sum == each.cost_actual


def test_the_activities_brought_families_and_visits():
    brought = Activity.objects.filter(inquiries__isnull=False).distinct()
    assert brought.count() > 15
    assert DailyCounts.objects.filter(day=localtime(NOON).date()).exists()


@pytest.mark.usefixtures("_undone")
def test_the_latest_act_of_every_open_inquiry_can_be_undone():
    by = StaffMember.objects.get(email="maria@ekebacka.example.se")
    undone = 0
    for inquiry in Inquiry.objects.open().order_by("pk")[:40]:
        event = undoable(inquiry)
        if event is not None:
            undo(event, by=by, at=NOON)
            undone += 1
    assert undone > 20


@pytest.fixture
def ekebacka():
    return Municipality.objects.get(name="Ekebacka kommun")


@pytest.fixture
def jonas(ekebacka):
    staff = StaffMember.objects.with_role(ekebacka, Role.COMMUNICATOR)
    return staff.get()


def test_both_lay_low_for_two_weeks_of_last_month():
    for municipality in Municipality.objects.all():
        (low,) = lie_lows(municipality)
        assert (low.began_at.date(), low.ended_at.date()) == (BEGAN, ENDED)


def test_whoever_got_in_touch_meanwhile_was_promised_a_call_later(ekebacka):
    (low,) = lie_lows(ekebacka)
    first = Promise.objects.filter(
        inquiry__municipality=ekebacka,
        wish=Wish.SOON,
        made_at=F("inquiry__received_at"),
    )
    waits = {
        is_low: sorted(
            each.due_at - each.made_at
            for each in first
            if (low.began_at <= each.made_at < low.ended_at) is is_low
        )
        for is_low in (True, False)
    }
    assert len(waits[True]) > 5
    assert waits[True][0] > FIVE_DAYS
    assert waits[False][len(waits[False]) // 2] < FIVE_DAYS / 2


def test_what_rested_was_seen_less(ekebacka):
    rested = ActivityPause.objects.of(ekebacka).values("activity")
    assert rested
    by_day = dict(
        DailyCounts.objects.filter(activity__in=rested)
        .values_list("day")
        .annotate(Sum("visits"))
    )
    before, after = BEGAN - timedelta(days=1), BEGAN + timedelta(days=1)
    assert by_day.get(after, 0) < by_day[before] / 2


def test_the_report_of_that_month_says_so(ekebacka):
    report = month_report(ekebacka, LAST_MONTH, at=NOON)
    (span,) = report.lie_lows
    assert (span.first, span.last) == (BEGAN, ENDED)


def test_a_week_to_come_is_over_full_because_of_what_begins_in_it(ekebacka):
    plan = capacity_of(ekebacka, at=NOON)
    (week,) = plan.overfull
    push = Campaign.objects.of(ekebacka).get(name__startswith="Alla ser oss")
    assert week.week.monday == push.starts_on
    assert {each.name for each in week.starting} == set(
        push.activities.values_list("name", flat=True)
    )
    assert week.visits.state is State.OVER


@pytest.mark.parametrize("address", ["planning:list", "planning:capacity"])
def test_it_stands_where_the_communicator_looks(jonas, address):
    with time_machine.travel(NOON, tick=False):
        text = client_of(jonas).get(reverse(address)).content.decode()
    assert "besök väntas, 8 hinns med. Flytta något av det" in text


def test_more_forms_are_begun_than_are_sent():
    counted = DailyCounts.objects.aggregate(
        Sum("starts"), Sum("first_steps"), Sum("second_steps")
    )
    starts, first, second = counted.values()
    sent = Inquiry.objects.filter(source=Source.FORM).count()
    assert starts > first > second >= sent * 0.95
