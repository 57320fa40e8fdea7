"""What the demonstration shows is what a real desk could show."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localtime

from followups.models import Promise
from inquiries.demonstration import histories, loading
from inquiries.demonstration.people import FIXED_NUMBERS, MOBILE_NUMBERS, Crowd
from inquiries.models import (
    CallAttempt,
    ContactDetails,
    Event,
    Inquiry,
    NumberSeries,
)
from inquiries.search import WINDOW, same_household
from inquiries.workflow import OPEN_STAGES, Stage, check_move, check_reason
from messaging.models import Message
from organisation.models import Municipality, OpeningWindow, StaffMember
from organisation.settings_cache import calendar_of
from tests.databases import undone_at_the_end
from tests.make import NOON

SATURDAY_EVENING = NOON + timedelta(days=3, hours=7)
A_FEW_MONTHS = 5
OPEN, KEPT, BROKEN, SUPERSEDED = Promise.Outcome


@pytest.fixture(scope="module", autouse=True)
def _demonstration(django_db_setup, django_db_blocker):
    with (
        pytest.MonkeyPatch.context() as patch,
        undone_at_the_end(django_db_blocker),
    ):
        patch.setattr(histories, "MONTHS", A_FEW_MONTHS)
        loading.load(seed=1, at=SATURDAY_EVENING)
        yield


@pytest.fixture
def random_source():
    return Random(1)


def hours_of(municipality):
    calendars = (calendar_of(municipality, kind) for kind in OpeningWindow.Kind)
    return [each for each in calendars if each is not None]


def test_every_call_is_made_when_somebody_is_at_work():
    hours = {each.pk: hours_of(each) for each in Municipality.objects.all()}
    for call in CallAttempt.objects.select_related("inquiry"):
        day = localtime(call.at).date()
        assert any(
            opens <= call.at <= closes
            for calendar in hours[call.inquiry.municipality_id]
            for opens, closes in calendar.intervals_on(day)
        ), f"{localtime(call.at):%a %F %H.%M}"


@pytest.mark.slow
def test_few_look_like_a_household_that_is_known_already():
    inquiries = Inquiry.objects.filter(erased_at=None).select_related("contact")
    alike = [each for each in inquiries if same_household(each).exists()]
    assert 10 < len(alike) < len(inquiries) / 12
    stages = {each.stage for each in alike}
    assert Stage.DUPLICATE in stages
    assert stages & set(OPEN_STAGES)


def test_a_number_rests_three_months_before_another_household_has_it(random_source):
    crowd = Crowd(random_source)
    last: dict[str, object] = {}
    for day in range(400):
        at = NOON + timedelta(days=day / 3)
        phone = crowd.draw(at).phone
        if phone in last and phone:
            assert at - last[phone] > WINDOW
        last[phone] = at


def test_whoever_finds_no_free_number_leaves_an_address(random_source):
    crowd = Crowd(random_source)
    people = [crowd.draw(NOON) for _ in range(300)]
    phones = [each.phone for each in people if each.phone]
    assert len(phones) == len(set(phones)) < 130
    assert all(each.email or each.phone for each in people)


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


def test_numbers_run_without_gaps_to_the_end_of_their_series():
    series = {
        (each.municipality_id, each.year): each.last
        for each in NumberSeries.objects.all()
    }
    counts = Counter(Inquiry.objects.values_list("municipality_id", "year"))
    assert series == counts


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


def test_the_outcome_of_every_promise_follows_from_the_events():
    for promise in Promise.objects.select_related("settled_by", "inquiry"):
        assert promise.outcome == recomputed(promise), promise.inquiry.number


def recomputed(promise):
    """By the definitions alone: what was done first after the promise was made?"""
    settling = Event.Kind.ATTEMPTED, Event.Kind.CONTACTED, Event.Kind.WROTE
    events = Event.objects.filter(
        inquiry=promise.inquiry, recorded_at__gte=promise.made_at
    ).order_by("recorded_at", "id")
    # A promise that follows from an act is not settled by that act itself.
    made_by = (*settling, Event.Kind.PROMISE_BROKEN)
    acts = events.exclude(recorded_at=promise.made_at, kind__in=made_by)
    for event in acts:
        if event.kind in settling:
            return KEPT if event.at <= promise.due_at else BROKEN
        if event.kind == Event.Kind.PROMISE_BROKEN:
            return BROKEN
        if event.to_stage and event.to_stage not in OPEN_STAGES:
            return BROKEN if promise.due_at < event.recorded_at else SUPERSEDED
    return OPEN


def test_whoever_was_not_called_had_an_apology_with_a_new_promise():
    broken = set(
        Event.objects.filter(
            kind=Event.Kind.PROMISE_BROKEN, inquiry__contact__email__gt=""
        ).values_list("inquiry", flat=True)
    )
    letters = Message.objects.filter(kind="apology", status="sent")
    assert broken <= set(letters.values_list("inquiry", flat=True))
    assert len(broken) > 20
    for each in letters:
        assert each.inquiry.promises.filter(made_at=each.created_at).exists()
