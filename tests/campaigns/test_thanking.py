"""An inquiry by a home's code reminds of thanking it, in the same transaction."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import CampaignTask, Routine
from campaigns.services.ambassadors import erase_ambassador, move_ambassador
from campaigns.services.tasks import finish_task, thank_for
from inquiries.services.moves import release
from inquiries.services.receive import receive
from inquiries.services.registration import Registration
from tests.make import NOON, make_activity, make_ambassador, make_staff_member

pytestmark = pytest.mark.django_db
ANNA = {"name": "Anna Holm", "phone": "+46701740612", "source": "phone"}


@pytest.fixture
def home():
    return make_ambassador(name="Familjen på Storgatan")


@pytest.fixture
def maria(home):
    return make_staff_member(home.municipality)


def inquire(municipality, activity, **fields):
    registration = Registration(**{**ANNA, "activity_id": activity.pk, **fields})
    return receive(municipality, registration, at=NOON)


def thanks():
    return CampaignTask.objects.filter(kind="thank")


def test_an_inquiry_by_the_code_opens_one_task_that_names_no_family(home):
    inquire(home.municipality, home.activity)
    task = thanks().get()
    assert (task.ambassador, task.occasions) == (home, 1)
    assert task.owner_function == "kommunikatör"
    assert (task.due_on - NOON.date()).days == 7
    held = str(CampaignTask.objects.values().get(pk=task.pk))
    assert "Holm" not in held
    assert ANNA["phone"] not in held


def test_until_it_is_done_further_inquiries_only_count_up(home, maria):
    for _ in range(3):
        inquire(home.municipality, home.activity)
    task = thanks().get()
    assert task.occasions == 3
    finish_task(task, by=maria, at=NOON)
    inquire(home.municipality, home.activity)
    assert sorted(thanks().values_list("occasions", flat=True)) == [1, 3]


def test_the_municipality_says_within_how_many_days_and_who(home):
    routine = Routine.objects.filter(municipality=home.municipality)
    routine.update(thank_days=2, owner_function="familjehemssekreterare")
    inquire(home.municipality, home.activity)
    task = thanks().get()
    assert (task.due_on - NOON.date()).days == 2
    assert task.owner_function == "familjehemssekreterare"


def test_a_form_sent_twice_thanks_once(home):
    key = uuid.uuid4()
    for _ in range(2):
        inquire(home.municipality, home.activity, form_key=key)
    assert thanks().get().occasions == 1


def test_a_home_that_has_retired_is_thanked_and_one_that_is_erased_is_not(home, maria):
    move_ambassador(home, "retired", by=maria, at=NOON)
    inquire(home.municipality, home.activity)
    assert thanks().open().count() == 1
    erase_ambassador(home, by=maria, at=NOON)
    inquire(home.municipality, home.activity)
    assert not thanks().open()


def test_a_suspect_inquiry_thanks_only_once_it_is_released(home, maria):
    inquiry = inquire(home.municipality, home.activity, suspicion="trap")
    assert not thanks()
    release(inquiry, by=maria, at=NOON)
    assert thanks().get().ambassador == home


def test_where_receiving_fails_no_task_is_left(home, monkeypatch):
    def fail(*args, **options):
        raise RuntimeError

    monkeypatch.setattr("inquiries.services.receive.record", fail)
    with pytest.raises(RuntimeError):
        inquire(home.municipality, home.activity)
    assert not thanks()


def test_another_code_opens_nothing_and_no_code_asks_nothing(home):
    poster = make_activity(home.municipality)
    inquire(home.municipality, poster)
    assert not thanks()
    with CaptureQueriesContext(connection) as captured:
        receive(home.municipality, Registration(**ANNA), at=NOON)
    assert not [q for q in captured.captured_queries if "campaigns_" in q["sql"]]


def test_a_code_costs_one_statement_more(home):
    with CaptureQueriesContext(connection) as captured:
        assert thank_for(home.activity_id, at=NOON) == 1
    assert len(captured) == 1
