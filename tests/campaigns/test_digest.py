"""07.30: what is due for the campaigns, once for each communicator, without names."""

from datetime import datetime, timedelta

import pytest

from campaigns import digest
from campaigns.digest import send_due
from campaigns.models import CampaignTask
from campaigns.services.consents import withdraw
from messaging.failing import failures_of_a_step
from messaging.models import DailyRun, Message, NoticeChoice, PushDevice
from messaging.neutrality import is_neutral
from organisation.models import Membership, SpecialDay
from tests.make import (
    NOON,
    STOCKHOLM,
    make_ambassador,
    make_appearance,
    make_consent,
    make_content,
    make_municipality,
    make_staff_member,
    make_task,
    make_use,
)

pytestmark = pytest.mark.django_db
HALF_PAST_SEVEN = datetime(2026, 3, 11, 7, 30, tzinfo=STOCKHOLM)  # a Wednesday
TODAY = HALF_PAST_SEVEN.date()
DAY = timedelta(days=1)


@pytest.fixture
def town():
    return make_municipality()


@pytest.fixture
def eva(town):
    return make_staff_member(town, "communicator")


def digests():
    return Message.objects.filter(kind="digest").order_by("recipient")


def test_it_tells_what_is_late_and_what_is_due_by_kind_and_day(town, eva):
    make_task(town, about="Ring Anna Holm", due_on=TODAY - DAY)
    make_task(town, kind="ask_again", about="Ek", assignment_ends_on=TODAY)
    make_task(town, due_on=TODAY + DAY)
    make_task(town, done_at=NOON)
    assert send_due(HALF_PAST_SEVEN) == 1
    mail = digests().get()
    assert mail.recipient == eva.email
    assert mail.heading == "Kampanjer: 1 sen, 1 i dag"
    assert mail.body.splitlines()[:2] == [
        "Något annat: skulle ha varit klart tis 10 mars",
        "Fråga igen när ett uppdrag slutar: i dag",
    ]
    assert mail.body.endswith("/desk/kampanjer/att-gora/")


def test_it_names_no_home_no_content_and_nobody(town, eva):
    home = make_ambassador(town, name="Familjen på Storgatan")
    make_task(town, kind="thank", about="", ambassador=home)
    appearance = make_appearance(make_content(town, title="Filmen om Holms"))
    consent = make_consent(appearance)
    make_use(appearance.content)
    withdraw([consent], TODAY, "", by=eva, at=NOON)
    send_due(HALF_PAST_SEVEN)
    mail = digests().get(recipient=eva.email)
    assert "Ta ned något: Facebook: i dag" in mail.body
    for name in ("Storgatan", "Holm", "Per Lind"):
        assert name not in mail.body + mail.heading
    assert is_neutral(mail.heading)


def test_it_comes_once_a_day_however_often_the_step_runs(town, eva):
    make_task(town, due_on=TODAY)
    for minutes in (0, 1, 200):
        send_due(HALF_PAST_SEVEN + timedelta(minutes=minutes))
    make_task(town, due_on=TODAY)
    send_due(HALF_PAST_SEVEN + timedelta(minutes=210))
    assert digests().count() == 1
    send_due(HALF_PAST_SEVEN + DAY)
    assert digests().count() == 2


@pytest.mark.parametrize(
    "moment",
    [
        HALF_PAST_SEVEN - timedelta(minutes=1),
        HALF_PAST_SEVEN.replace(hour=12, minute=0),
        HALF_PAST_SEVEN + 3 * DAY,  # a Saturday
    ],
)
def test_not_before_its_time_nor_on_a_day_off(town, eva, moment):
    make_task(town, due_on=TODAY)
    assert send_due(moment) == 0
    assert not digests()


def test_not_on_a_red_day_of_the_town_s_own(town, eva):
    SpecialDay.objects.create(municipality=town, day=TODAY, name="Planering")
    make_task(town, due_on=TODAY)
    assert send_due(HALF_PAST_SEVEN) == 0


def test_nobody_is_told_where_nothing_is_due(town, eva):
    make_task(town, due_on=TODAY + DAY)
    assert send_due(HALF_PAST_SEVEN) == 0
    assert DailyRun.objects.filter(municipality=town, step="campaigns").exists()


def test_where_there_is_no_communicator_the_managers_are_told(town):
    manager = make_staff_member(town, "manager")
    make_staff_member(town, "recruiter")
    make_task(town, due_on=TODAY)
    send_due(HALF_PAST_SEVEN)
    assert digests().get().recipient == manager.email


def test_whoever_is_named_is_told_of_that_alone(town, eva):
    ali = make_staff_member(town)
    make_task(town, due_on=TODAY, owner=ali)
    make_task(town, due_on=TODAY - DAY)
    send_due(HALF_PAST_SEVEN)
    told = {each.recipient: each.heading for each in digests()}
    assert told == {
        eva.email: "Kampanjer: 1 sen, 1 i dag",
        ali.email: "Kampanjer: 1 i dag",
    }


def test_who_has_left_is_not_told(town, eva):
    gone = make_staff_member(town, is_active=False)
    moved = make_staff_member(town)
    Membership.objects.filter(staff=moved).delete()
    make_task(town, due_on=TODAY, owner=gone)
    make_task(town, due_on=TODAY, owner=moved)
    send_due(HALF_PAST_SEVEN)
    assert digests().get().recipient == eva.email


def test_it_comes_in_the_reader_s_own_language_and_as_they_wish(town, settings):
    settings.VAPID_PRIVATE_KEY = "a key"
    reader = make_staff_member(town, "communicator", desk_language="en")
    silent = make_staff_member(town, "communicator")
    NoticeChoice.objects.create(staff=silent, topic="digest", reach="none")
    NoticeChoice.objects.create(staff=reader, topic="digest", reach="both")
    PushDevice.objects.create(
        staff=reader,
        endpoint="https://fcm.googleapis.com/fcm/send/1",
        p256dh="BA",
        auth="AA",
        name="Firefox",
        created_at=NOON,
    )
    make_task(town, due_on=TODAY)
    send_due(HALF_PAST_SEVEN)
    mail, push = digests().order_by("channel")
    assert mail.heading == push.heading == "Campaigns: 1 today"
    assert push.body.endswith("/en/desk/kampanjer/att-gora/")


def test_hundreds_make_one_mail_of_a_few_lines(town, eva):
    for _ in range(30):
        make_task(town, due_on=TODAY)
    send_due(HALF_PAST_SEVEN)
    lines = digests().get().body.splitlines()
    assert lines[25] == "och 5 till"


def test_one_town_s_fault_stops_no_other_s(town, eva, monkeypatch):
    other = make_municipality()
    make_staff_member(other, "communicator")
    for each in (town, other):
        make_task(each, due_on=TODAY)
    drafts = digest._drafts

    def fail(municipality, *arguments):
        if municipality == town:
            raise RuntimeError
        return drafts(municipality, *arguments)

    monkeypatch.setattr("campaigns.digest._drafts", fail)
    with failures_of_a_step() as failed:
        send_due(HALF_PAST_SEVEN)
    assert failed == {town.pk}
    assert digests().count() == 1
    assert CampaignTask.objects.open().count() == 2
