"""The whole demonstration, loaded once for the module and rolled back after it."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max, Sum
from django.utils.timezone import localtime

from campaigns.models import Activity, Campaign, DailyCounts, ReachFigure
from followups.models import FollowUpTask, Promise
from inquiries.demonstration import loading
from inquiries.demonstration.people import FIXED_NUMBERS, MOBILE_NUMBERS
from inquiries.models import (
    CallAttempt,
    ContactDetails,
    Event,
    Inquiry,
    Note,
    NumberSeries,
)
from inquiries.services.undo import undo, undoable
from inquiries.workflow import OPEN_STAGES, Stage, check_move, check_reason
from messaging.models import WAITING, Message
from organisation.models import Municipality, StaffMember
from organisation.months import Month
from reports.report import month_report
from tests.make import NOON

LAST_MONTH = Month(2026, 2)
OPEN, KEPT, BROKEN, SUPERSEDED = Promise.Outcome


@pytest.fixture(scope="module", autouse=True)
def _demonstration(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        loading.load(seed=1, at=NOON)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


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


def test_the_outcome_of_every_promise_follows_from_the_events():
    for promise in Promise.objects.select_related("settled_by", "inquiry"):
        assert promise.outcome == recomputed(promise), promise.inquiry.number


def recomputed(promise):
    """By the definitions alone: what was done first after the promise was made?"""
    settling = Event.Kind.ATTEMPTED, Event.Kind.CONTACTED, Event.Kind.WROTE
    events = Event.objects.filter(
        inquiry=promise.inquiry, recorded_at__gte=promise.made_at
    ).order_by("recorded_at", "id")
    acts = events.exclude(recorded_at=promise.made_at, kind__in=settling)
    for event in acts:
        if event.kind in settling:
            return KEPT if event.at <= promise.due_at else BROKEN
        if event.kind == Event.Kind.PROMISE_BROKEN:
            return BROKEN
        if event.to_stage and event.to_stage not in OPEN_STAGES:
            return BROKEN if promise.due_at < event.recorded_at else SUPERSEDED
    return OPEN


def test_no_late_promise_stands_open_longer_than_the_dispatcher_would_leave_it():
    hour = timedelta(hours=1)
    late = Promise.objects.overdue(NOON - hour).values_list("due_at", flat=True)
    added_today = NOON - timedelta(minutes=170)
    assert set(late) <= {added_today}


def test_every_history_of_stages_is_one_that_the_workflow_allows():
    stages: dict[int, str] = {}
    moves = Event.objects.filter(kind__in=["received", "moved"]).order_by("id")
    for event in moves:
        old = stages.get(event.inquiry_id, "")
        assert event.from_stage == old
        if old:
            check_move(Stage(old), Stage(event.to_stage))
            check_reason(Stage(event.to_stage), event.reason)
        stages[event.inquiry_id] = event.to_stage
    assert stages == dict(Inquiry.objects.values_list("pk", "stage"))


def test_attempts_and_first_moments_repeat_what_the_calls_say():
    made = Counter(CallAttempt.objects.values_list("inquiry", flat=True))
    answered: dict[int, dict[str, datetime]] = {}
    for call in CallAttempt.objects.order_by("at"):
        first = answered.setdefault(call.inquiry_id, {})
        first.setdefault("attempt", call.at)
        if call.outcome == CallAttempt.Outcome.ANSWERED:
            first.setdefault("contact", call.at)
    for inquiry in Inquiry.objects.all():
        first = answered.get(inquiry.pk, {})
        assert inquiry.attempts == made[inquiry.pk]
        assert inquiry.first_attempt_at == first.get("attempt")
        assert inquiry.first_contact_at == first.get("contact")


def test_nothing_is_written_down_before_it_happens_or_after_now():
    for model, moment in (
        (Event, "recorded_at"),
        (Inquiry, "registered_at"),
        (CallAttempt, "at"),
        (Note, "written_at"),
        (Message, "created_at"),
    ):
        assert model.objects.aggregate(latest=Max(moment))["latest"] <= NOON


def test_numbers_run_without_gaps_to_the_end_of_their_series():
    series = {
        (each.municipality_id, each.year): each.last
        for each in NumberSeries.objects.all()
    }
    counts = Counter(Inquiry.objects.values_list("municipality_id", "year"))
    assert series == counts


def test_no_message_of_the_past_waits_to_be_sent():
    waiting = Message.objects.filter(status__in=WAITING)
    assert not waiting.exclude(kind__in=("meeting-eve", "holding-eve")).exists()
    assert Message.objects.needing_a_person().count() == 4


def test_every_person_is_invented():
    reserved = {*MOBILE_NUMBERS, *FIXED_NUMBERS, ""}
    for contact in ContactDetails.objects.all():
        assert str(contact.phone) in reserved
        assert contact.email.endswith("@example.se") or not contact.email
    logins = StaffMember.objects.values_list("email", flat=True)
    assert all(each.endswith(".example.se") for each in logins)


def test_every_person_is_one_that_a_form_would_take():
    for contact in ContactDetails.objects.all():
        try:
            contact.clean_fields(exclude=["inquiry", "municipality", "search"])
        except ValidationError as error:
            pytest.fail(f"{contact}: {error}")


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
