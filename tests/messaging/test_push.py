"""Web push, against a push service of the test's own that opens what it gets."""

import json
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from messaging.channels.push import PushCarrier
from messaging.delivery import deliver_due
from messaging.devices import add_device, are_device_keys, forget, plain_name
from messaging.models import Message, PushDevice, Status
from messaging.push_services import is_push_service
from messaging.vapid import new_private_key, our_keys
from tests.make import NOON, make_message, make_municipality, make_staff_member
from tests.messaging.push_service import Browser, push_service, signed_by
from tests.messaging.servers import free_port

pytestmark = pytest.mark.django_db

TITLE = "Ny att ringa, lovat senast i dag klockan 16.00"


@pytest.fixture
def service(settings):
    settings.VAPID_PRIVATE_KEY = new_private_key()
    settings.PUSH_SERVICES = ["127.0.0.1"]
    with push_service() as service:
        yield service


@pytest.fixture
def ekebacka():
    return make_municipality()


@pytest.fixture
def maria(ekebacka):
    return make_staff_member(ekebacka)


@pytest.fixture
def subscribe(service, ekebacka, maria):
    """Add a device of Maria's; give its row and the browser's half."""

    def subscribe(path="/maria", staff=maria):
        browser = Browser()
        device = add_device(
            staff,
            ekebacka,
            endpoint=service.url + path,
            p256dh=browser.p256dh,
            auth=browser.auth,
            name="Firefox, Windows",
            at=NOON,
        )
        return device, browser

    return subscribe


def make_push(device, **fields):
    return make_message(
        device.staff.memberships.get().municipality,
        **{
            "kind": "notice",
            "channel": "push",
            "staff": device.staff,
            "recipient_key": f"staff:{device.staff_id}/{device.pk}",
            "recipient": f"device:{device.pk}",
            "heading": TITLE,
            "body": "http://testserver/desk/",
            **fields,
        },
    )


def fresh(message):
    return Message.objects.get(pk=message.pk)


def test_only_the_device_can_read_what_is_sent_and_it_reads_every_letter(
    service, subscribe
):
    device, browser = subscribe()
    message = make_push(device, heading="Ny att ringa: åäö")
    assert deliver_due(NOON) == 1
    (body,) = service.bodies("/maria")
    assert b"ringa" not in body
    assert json.loads(browser.opened(body)) == {
        "title": "Ny att ringa: åäö",
        "url": "http://testserver/desk/",
        "tag": message.pk.hex,
    }
    assert fresh(message).status == Status.SENT
    device.refresh_from_db()
    assert device.last_used_at is not None


def test_the_push_service_can_tell_who_sends_and_how_long_to_keep_it(
    service, subscribe
):
    device, _browser = subscribe()
    make_push(device)
    deliver_due(NOON)
    (_path, headers, _body) = service.got[0]
    claims = json.loads(signed_by(headers["authorization"], our_keys().public))
    assert claims["sub"] == "mailto:hemvagen@example.se"
    assert claims["aud"] == "http://127.0.0.1"
    assert headers["content-encoding"] == "aes128gcm"
    assert int(headers["ttl"]) == 12 * 60 * 60


@pytest.mark.parametrize("status", [404, 410])
def test_a_dead_subscription_is_struck_off_and_stops_no_other_device(
    service, subscribe, status
):
    devices = [subscribe(f"/{number}")[0] for number in range(4)]
    messages = [make_push(device) for device in devices]
    service.answers = {"/0": status, "/1": status, "/2": status}
    assert deliver_due(NOON) == 1
    assert list(PushDevice.objects.all()) == [devices[3]]
    gone = fresh(messages[0])
    assert (gone.status, gone.last_error) == (Status.CANCELLED, f"gone:{status}")
    assert not Message.objects.needing_a_person().exists()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_is_away_is_asked_again_and_stops_no_other_device(
    service, subscribe, status
):
    devices = [subscribe(f"/{number}")[0] for number in range(4)]
    messages = [make_push(device) for device in devices]
    service.answers = {f"/{number}": status for number in range(3)}
    assert deliver_due(NOON) == 1
    again = fresh(messages[0])
    assert (again.status, again.last_error) == (Status.RETRY, f"later:{status}")
    service.answers = {}
    assert deliver_due(again.not_before.replace(hour=13)) == 3


def test_a_service_that_does_not_answer_at_all_is_asked_again(service, subscribe):
    device, _browser = subscribe()
    PushDevice.objects.update(endpoint=f"http://127.0.0.1:{free_port()}/")
    message = make_push(device)
    deliver_due(NOON)
    assert fresh(message).last_error == "unreachable:ConnectError"
    assert fresh(message).status == Status.RETRY


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "refused:400"), (403, "login-refused:403"), (302, "refused:302")],
)
def test_a_refusal_goes_to_a_person_and_a_redirect_leads_nowhere(
    service, subscribe, status, code
):
    service.answers = {"/maria": status}
    message = make_push(subscribe()[0])
    deliver_due(NOON)
    assert (fresh(message).status, fresh(message).last_error) == (Status.DEAD, code)
    assert len(service.got) == 1


def test_what_waits_for_a_device_that_was_removed_is_stopped(service, subscribe):
    device, _browser = subscribe()
    message = make_push(device)
    forget(device)
    assert deliver_due(NOON) == 0
    assert fresh(message).status == Status.CANCELLED
    assert service.got == []


def test_whoever_logs_in_at_the_same_browser_gets_nothing_of_who_was_there_before(
    service, subscribe, ekebacka
):
    device, _browser = subscribe()
    message = make_push(device)
    subscribe(staff=make_staff_member(ekebacka))
    deliver_due(NOON)
    assert PushDevice.objects.count() == 1
    assert fresh(message).status == Status.CANCELLED
    assert service.got == []


def test_a_text_that_gives_the_matter_away_is_not_sent(service, subscribe):
    message = make_push(subscribe()[0], heading="Ett nytt familjehem vill bli uppringt")
    deliver_due(NOON)
    assert fresh(message).last_error == "not-neutral"


@pytest.mark.parametrize("key", ["", "no key at all", "AAAA"])
def test_without_a_key_of_ours_nothing_is_sent_and_nothing_breaks(
    service, subscribe, settings, key
):
    message = make_push(subscribe()[0])
    settings.VAPID_PRIVATE_KEY = key
    deliver_due(NOON)
    assert fresh(message).status in (Status.CANCELLED, Status.DEAD)
    assert service.got == []


def test_device_keys_that_are_none_are_a_refusal(service, subscribe):
    device, _browser = subscribe()
    PushDevice.objects.update(p256dh="AAAA")
    message = make_push(device)
    deliver_due(NOON)
    assert fresh(message).last_error == "bad-address"


def test_a_person_has_so_many_devices_and_the_oldest_makes_room(
    service, subscribe, monkeypatch
):
    monkeypatch.setattr("messaging.devices.MOST", 2)
    _first, second, third = (subscribe(f"/{number}")[0] for number in range(3))
    assert set(PushDevice.objects.all()) == {second, third}


SECRET_PLACES = [
    "https://127.0.0.1/",
    "https://localhost/",
    "https://10.0.0.7/push",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://intranet.example.se/",
]
TRICKS = [
    "http://fcm.googleapis.com/fcm/send/1",
    "https://fcm.googleapis.com.example.se/",
    "https://example.se/fcm.googleapis.com",
    "https://fcm.googleapis.com@10.0.0.7/",
    "https://fcm.googleapis.com\\@10.0.0.7/",
    "https://user@fcm.googleapis.com/",
    "https://fcm.googleapis.com:8443/",
    "https://evilpush.apple.com.example.se/",
    "https://push.apple.comx/",
    "file:///etc/passwd",
    "//fcm.googleapis.com/",
    "https://",
    "https://[",
    "",
    "fcm.googleapis.com",
]


@pytest.mark.parametrize("endpoint", SECRET_PLACES + TRICKS)
def test_no_address_leads_anywhere_but_to_a_known_push_service(endpoint):
    assert not is_push_service(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:APA91",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA",
        "https://web.push.apple.com/QGuQyavXutnMH",
    ],
)
def test_the_four_makers_of_browsers_are_known(endpoint):
    assert is_push_service(endpoint)


def test_an_address_that_has_become_forbidden_is_asked_nothing(
    service, subscribe, settings
):
    message = make_push(subscribe()[0])
    settings.PUSH_SERVICES = ["fcm.googleapis.com"]
    deliver_due(NOON)
    assert fresh(message).last_error == "bad-address"
    assert service.got == []


def test_the_log_does_not_tell_the_address_which_is_a_secret(
    service, subscribe, caplog
):
    make_push(subscribe("/secret")[0])
    make_push(subscribe("/secret-and-gone")[0])
    service.answers = {"/secret-and-gone": 410}
    deliver_due(NOON)
    assert len(service.got) == 2
    assert "secret" not in caplog.text


def test_a_carrier_that_was_never_used_closes_without_a_word():
    with PushCarrier():
        pass


def test_the_command_makes_a_key_that_can_be_used(settings):
    printed = StringIO()
    call_command("make_push_key", stdout=printed)
    name, _, settings.VAPID_PRIVATE_KEY = printed.getvalue().strip().partition("=")
    assert name == "VAPID_PRIVATE_KEY"
    assert len(our_keys().public) == 87
    settings.VAPID_PRIVATE_KEY = "å"
    with pytest.raises(ImproperlyConfigured):
        our_keys()


@pytest.mark.parametrize(
    ("p256dh", "auth", "are_some"),
    [
        (Browser().p256dh, Browser().auth, True),
        (Browser().p256dh, "AAAA", False),
        (Browser().auth, Browser().auth, False),
        ("å", "ä", False),
        ("", "", False),
    ],
    ids=["whole", "short secret", "no point", "no base64", "empty"],
)
def test_keys_are_looked_at_before_they_are_kept(p256dh, auth, are_some):
    assert are_device_keys(p256dh, auth) == are_some


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 "
            "Firefox/140.0",
            "Firefox, Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
            "Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/141.0.0.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1 "
            "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8", ""),
    ],
)
def test_a_browser_is_named_as_people_name_it(agent, name):
    assert plain_name(agent) == name


class TestChanged:
    """The browser has replaced its subscription, and its worker says so."""

    @pytest.fixture
    def change(self, service):
        def change(old, new, path="/new", **changes):
            told = {
                "old_endpoint": service.url + "/maria",
                "old_auth": old.auth,
                "endpoint": service.url + path,
                "p256dh": new.p256dh,
                "auth": new.auth,
                **changes,
            }
            stranger = Client(enforce_csrf_checks=True)
            answer = stranger.post(reverse("device_changed"), told)
            assert (answer.content, len(answer.cookies)) == (b"", 0)
            return answer.status_code

        return change

    def test_the_row_follows_and_what_waits_goes_to_the_new_address(
        self, service, subscribe, change
    ):
        device, old = subscribe()
        make_push(device, heading="Ny att ringa")
        new = Browser()
        assert change(old, new) == 204
        assert deliver_due(NOON) == 1
        assert not service.bodies("/maria")
        (body,) = service.bodies("/new")
        assert json.loads(new.opened(body))["title"] == "Ny att ringa"
        assert [each.pk for each in PushDevice.objects.all()] == [device.pk]
        entry = Entry.objects.get(action="followed-device")
        assert (entry.actor, entry.subject_id) == (None, str(device.pk))

    def test_told_twice_it_has_followed_once(self, subscribe, change):
        device, old = subscribe()
        new = Browser()
        assert [change(old, new), change(old, new)] == [204, 404]
        assert PushDevice.objects.get(pk=device.pk).auth == new.auth

    def test_whoever_signed_up_anew_on_the_page_has_one_device(self, subscribe, change):
        device, old = subscribe()
        _newer, new = subscribe("/new")
        assert change(old, new) == 204
        assert PushDevice.objects.get().pk == device.pk

    @pytest.mark.parametrize(
        "wrong",
        [
            {"old_auth": "AAAAAAAAAAAAAAAAAAAAAA"},
            {"old_endpoint": "http://127.0.0.1/nobody"},
            {"endpoint": "https://intranet.example.se/"},
            {"p256dh": "AAAA"},
            {"old_auth": ""},
        ],
    )
    def test_whatever_is_wrong_gets_the_same_empty_answer(
        self, subscribe, change, wrong
    ):
        device, old = subscribe()
        before = PushDevice.objects.values().get(pk=device.pk)
        assert change(old, Browser(), **wrong) == 404
        assert PushDevice.objects.values().get(pk=device.pk) == before
