"""Who is told what, by which way and when: as each person chose."""

from datetime import datetime, time

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.models import Entry
from messaging.choices import Quiet, choose
from messaging.devices import add_device, forget
from messaging.models import NoticeChoice, OwnQuietHours, PushDevice, Reach, Topic
from messaging.notices import DEFAULTS, Notice, drafts_for
from messaging.services import enqueue
from messaging.vapid import new_private_key, our_keys
from organisation.models import Membership
from tests.make import (
    NOON,
    STOCKHOLM,
    client_of,
    make_municipality,
    make_staff_member,
)
from tests.messaging.push_service import Browser

pytestmark = pytest.mark.django_db

CALLERS_TOPICS = (Topic.NEW, Topic.REMINDER, Topic.DIGEST)
PAGE = reverse("messaging:notices")
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"
EVENING = datetime(2026, 3, 11, 22, tzinfo=STOCKHOLM)
CHOSEN = {"new": "both", "reminder": "none", "digest": "email"}


@pytest.fixture(autouse=True)
def _push_is_offered(settings):
    settings.VAPID_PRIVATE_KEY = new_private_key()


@pytest.fixture
def ekebacka():
    return make_municipality()


@pytest.fixture
def maria(ekebacka):
    return make_staff_member(ekebacka, email="maria@example.se")


@pytest.fixture
def client(maria):
    return client_of(maria)


def subscribe(municipality, staff, endpoint=ENDPOINT):
    browser = Browser()
    return add_device(
        staff,
        municipality,
        endpoint=endpoint,
        p256dh=browser.p256dh,
        auth=browser.auth,
        name="Firefox, Windows",
        at=NOON,
    )


def told(municipality, staff, topic=Topic.NEW, at=NOON, **fields):
    """The drafts, of which each way's recipient is what a test asks about."""
    municipality.refresh_from_db()
    notice = Notice(
        **{
            "topic": topic,
            "kind": "notice",
            "subject_type": "inquiry",
            "subject_id": 1,
            "step": "received",
            "heading": "Ny: 2026-12, lovat i dag klockan 16.00",
            "body": "2026-12 har kommit in.",
            "short": "Ny att ringa, lovat i dag klockan 16.00",
            **fields,
        }
    )
    return drafts_for(municipality, staff, notice, at=at)


def keys(drafts):
    return [(each.channel.value, each.recipient_key) for each in drafts]


def set_reach(staff, municipality, topic, reach, quiet=None):
    choose(staff, municipality, DEFAULTS | {topic: reach}, quiet, at=NOON)


# --- The ways


def test_whoever_has_said_nothing_gets_a_mail(ekebacka, maria):
    (mail,) = told(ekebacka, maria)
    assert (mail.channel, mail.recipient) == ("email", "maria@example.se")
    assert mail.not_before is None


def test_a_device_gets_the_short_words_beside_the_mail_and_leads_to_idag(
    ekebacka, maria
):
    first = subscribe(ekebacka, maria)
    second = subscribe(ekebacka, maria, ENDPOINT + "2")
    drafts = told(ekebacka, maria)
    assert keys(drafts) == [
        ("email", f"staff:{maria.pk}"),
        ("push", f"staff:{maria.pk}/{first.pk}"),
        ("push", f"staff:{maria.pk}/{second.pk}"),
    ]
    assert drafts[1].heading == "Ny att ringa, lovat i dag klockan 16.00"
    assert drafts[1].body == "http://testserver/desk/"
    assert ENDPOINT not in str(drafts)


def test_each_device_is_a_row_of_its_own_and_no_row_comes_twice(ekebacka, maria):
    for number in range(2):
        subscribe(ekebacka, maria, f"{ENDPOINT}{number}")
    assert enqueue(told(ekebacka, maria), at=NOON) == 3
    assert enqueue(told(ekebacka, maria), at=NOON) == 0


@pytest.mark.parametrize(
    ("reach", "channels"),
    [(Reach.NONE, []), (Reach.EMAIL, ["email"]), (Reach.BOTH, ["email", "push"])],
)
def test_each_topic_goes_the_way_that_was_chosen_for_it(
    ekebacka, maria, reach, channels
):
    subscribe(ekebacka, maria)
    set_reach(maria, ekebacka, Topic.REMINDER, reach)
    drafts = told(ekebacka, maria, Topic.REMINDER)
    assert [each.channel for each in drafts] == channels
    assert len(told(ekebacka, maria, Topic.NEW)) == 2


def test_a_device_that_is_gone_leaves_the_mail(ekebacka, maria):
    forget(subscribe(ekebacka, maria))
    assert keys(told(ekebacka, maria)) == [("email", f"staff:{maria.pk}")]


def test_where_push_is_not_set_up_there_is_the_mail(ekebacka, maria, settings):
    subscribe(ekebacka, maria)
    settings.VAPID_PRIVATE_KEY = ""
    assert len(told(ekebacka, maria)) == 1


def test_new_families_can_never_be_switched_off(ekebacka, maria):
    with pytest.raises(IntegrityError), transaction.atomic():
        set_reach(maria, ekebacka, Topic.NEW, Reach.NONE)


@pytest.mark.parametrize("fields", [{"reach": "push"}, {"topic": "weather"}])
def test_there_is_no_way_by_push_alone_and_no_unknown_topic(maria, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeChoice.objects.create(
            **{"staff": maria, "topic": "digest", "reach": "email", **fields}
        )


def test_a_choice_holds_in_every_municipality_of_the_person_at_once(ekebacka, maria):
    sjoliden = make_municipality()
    Membership.objects.create(staff=maria, municipality=sjoliden, role="recruiter")
    assert told(sjoliden, maria, Topic.DIGEST)
    set_reach(maria, ekebacka, Topic.DIGEST, Reach.NONE)
    assert told(sjoliden, maria, Topic.DIGEST) == []


def test_telling_many_asks_the_database_nothing_once_it_knows(
    ekebacka, django_assert_num_queries
):
    staff = [make_staff_member(ekebacka) for _ in range(5)]
    subscribe(ekebacka, staff[0])
    told(ekebacka, staff[0])
    with django_assert_num_queries(5):  # each is the test's own, of the municipality
        for each in staff:
            told(ekebacka, each)


# --- Quiet hours of one's own


NIGHT = Quiet(time(21), time(7), urgent_passes=True)


@pytest.mark.parametrize(
    ("clock", "until"),
    [
        (EVENING, EVENING.replace(day=12, hour=7)),
        (EVENING.replace(hour=6), EVENING.replace(hour=7)),
        (EVENING.replace(hour=21), EVENING.replace(day=12, hour=7)),
        (EVENING.replace(hour=7), None),
        (NOON, None),
    ],
)
def test_in_ones_own_quiet_hours_every_way_waits_for_their_end(
    ekebacka, maria, clock, until
):
    subscribe(ekebacka, maria)
    set_reach(maria, ekebacka, Topic.DIGEST, Reach.BOTH, NIGHT)
    drafts = told(ekebacka, maria, at=clock)
    assert [each.not_before for each in drafts] == [until, until]


@pytest.mark.parametrize(("passes", "waits"), [(True, False), (False, True)])
def test_what_is_urgent_passes_where_the_person_lets_it(ekebacka, maria, passes, waits):
    quiet = Quiet(time(21), time(7), urgent_passes=passes)
    set_reach(maria, ekebacka, Topic.DIGEST, Reach.NONE, quiet)
    (mail,) = told(ekebacka, maria, at=EVENING, is_urgent=True)
    assert (mail.not_before is not None) == waits


@pytest.mark.parametrize(("month", "day"), [(3, 29), (10, 25)])
def test_quiet_hours_end_by_the_wall_clock_on_the_days_that_change_it(
    ekebacka, maria, month, day
):
    set_reach(maria, ekebacka, Topic.DIGEST, Reach.NONE, NIGHT)
    night = datetime(2026, month, day, 1, tzinfo=STOCKHOLM)
    (mail,) = told(ekebacka, maria, at=night)
    assert mail.not_before == datetime(2026, month, day, 7, tzinfo=STOCKHOLM)


def test_quiet_hours_without_an_end_are_refused_by_the_database(maria):
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnQuietHours.objects.create(
            staff=maria, begins=time(7), ends=time(7), urgent_passes=True
        )


# --- The page


def test_the_page_shows_what_holds_and_saves_what_is_chosen(client, maria):
    form = client.get(PAGE).context["form"]
    assert [form[each].value() for each in CALLERS_TOPICS] == ["both", "both", "email"]
    hours = {"quiet_from": "21:00", "quiet_until": "07.00"}
    assert client.post(PAGE, CHOSEN | hours).status_code == 302
    assert dict(NoticeChoice.objects.values_list("topic", "reach")) == CHOSEN
    quiet = OwnQuietHours.objects.get(staff=maria)
    assert (quiet.begins, quiet.ends, quiet.urgent_passes) == (time(21), time(7), False)
    assert Entry.objects.get(action="changed-notices").actor_id == maria.pk
    form = client.get(PAGE).context["form"]
    assert form["reminder"].value() == "none"


def test_quiet_hours_go_when_they_are_emptied(client, maria, ekebacka):
    set_reach(maria, ekebacka, Topic.DIGEST, Reach.NONE, NIGHT)
    client.post(PAGE, CHOSEN | {"quiet_from": "", "quiet_until": ""})
    assert not OwnQuietHours.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"new": "none"},
        {"digest": "push"},
        {"quiet_from": "21:00"},
        {"quiet_from": "07:00", "quiet_until": "07:00"},
        {"quiet_from": "25:00", "quiet_until": "07:00"},
    ],
)
def test_what_cannot_be_is_said_and_not_saved(client, wrong):
    assert client.post(PAGE, CHOSEN | wrong).status_code == 422
    assert not NoticeChoice.objects.exists()


def test_where_push_is_not_set_up_the_page_says_so_and_offers_mail(client, settings):
    settings.VAPID_PRIVATE_KEY = ""
    page = client.get(PAGE)
    assert page.context["form"]["new"].value() == "email"
    assert "push-form" not in page.content.decode()
    assert "inte påslagna" in page.content.decode()
    assert client.post(reverse("messaging:device_add")).status_code == 302


@pytest.mark.parametrize(
    ("role", "topics"),
    [
        ("recruiter", ["new", "reminder", "digest"]),
        ("manager", ["new", "reminder", "digest", "alarm"]),
        ("administrator", ["alarm"]),
        ("communicator", ["digest"]),
    ],
)
def test_everybody_chooses_among_what_their_role_is_told_of(ekebacka, role, topics):
    staff = make_staff_member(ekebacka, role)
    client = client_of(staff)
    assert PAGE in client.get(reverse("organisation:profile")).content.decode()
    assert client.get(PAGE).context["form"].topics == topics
    chosen = dict.fromkeys(topics, "email")
    assert client.post(PAGE, chosen).status_code == 302
    saved = NoticeChoice.objects.filter(staff=staff)
    assert dict(saved.values_list("topic", "reach")) == chosen


def test_alarms_cannot_be_switched_off(ekebacka):
    karin = make_staff_member(ekebacka, "manager")
    wrong = CHOSEN | {"alarm": "none"}
    assert client_of(karin).post(PAGE, wrong).status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeChoice.objects.create(staff=karin, topic="alarm", reach="none")


# --- Devices


def device_fields(**fields):
    browser = Browser()
    return {
        "endpoint": ENDPOINT,
        "p256dh": browser.p256dh,
        "auth": browser.auth,
        **fields,
    }


def test_a_browser_that_signs_up_is_named_and_listed(client, maria):
    agent = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"}
    client.post(reverse("messaging:device_add"), device_fields(), headers=agent)
    device = PushDevice.objects.get(staff=maria)
    assert (device.name, device.endpoint) == ("Firefox, Linux", ENDPOINT)
    page = client.get(PAGE).content.decode()
    assert "Firefox, Linux" in page
    assert ENDPOINT not in page
    assert our_keys().public in page
    assert Entry.objects.get(action="added-device").subject_id == str(device.pk)


@pytest.mark.parametrize(
    "fields",
    [
        {"endpoint": "https://10.0.0.7/"},
        {"endpoint": "https://localhost/"},
        {"endpoint": ""},
        {"p256dh": "AAAA"},
        {"auth": ""},
    ],
)
def test_what_is_no_browser_is_refused(client, fields):
    url = reverse("messaging:device_add")
    page = client.post(url, device_fields(**fields), follow=True)
    assert "kan inte ta emot notiser" in page.content.decode()
    assert not PushDevice.objects.exists()


def test_a_device_is_removed_by_its_owner_and_by_nobody_else(client, ekebacka, maria):
    device = subscribe(ekebacka, maria)
    url = reverse("messaging:device_remove", args=[device.pk])
    colleague = client_of(make_staff_member(ekebacka))
    assert colleague.post(url).status_code == 404
    assert client.post(url).status_code == 302
    assert not PushDevice.objects.exists()


# --- What runs in the browser


def test_the_worker_comes_from_the_root_fresh_and_as_a_script(client):
    answer = client.get("/push-worker.js")
    assert answer["Content-Type"] == "text/javascript"
    assert "no-store" in answer["Cache-Control"]
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert b"showNotification" in answer.content
    assert not answer.cookies
