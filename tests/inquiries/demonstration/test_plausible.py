"""What the demonstration shows is what a real desk could show."""

from datetime import timedelta
from random import Random

import pytest
from django.db import transaction
from django.utils.timezone import localtime

from inquiries.demonstration import histories, loading
from inquiries.demonstration.people import Crowd
from inquiries.models import CallAttempt, Inquiry
from inquiries.search import WINDOW, same_household
from inquiries.workflow import OPEN_STAGES, Stage
from organisation.models import Municipality, OpeningWindow
from organisation.settings_cache import calendar_of
from tests.make import NOON

SATURDAY_EVENING = NOON + timedelta(days=3, hours=7)
A_FEW_MONTHS = 8


@pytest.fixture(scope="module", autouse=True)
def _demonstration(django_db_setup, django_db_blocker):
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        patch.setattr(histories, "MONTHS", A_FEW_MONTHS)
        loading.load(seed=1, at=SATURDAY_EVENING)
        yield
        transaction.set_rollback(True)


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
