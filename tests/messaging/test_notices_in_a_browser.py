"""Signing up for notices in a real Chromium, and what its worker does with one.

No push service is asked: the browser's own answer to `subscribe` is put in its place,
and the worker is handed a notice as the browser hands it one. What it would show is
written down.
"""

import json

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from playwright.sync_api import expect

from messaging.models import PushDevice
from messaging.vapid import new_private_key
from tests.accessibility import faults_of
from tests.make import client_of, make_municipality, make_staff_member
from tests.messaging.push_service import Browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"
SUBSCRIBE = """
PushManager.prototype.subscribe = async (options) => {
  window.asked = new Uint8Array(options.applicationServerKey).length;
  if (!options.userVisibleOnly) throw new Error("must be visible");
  return { toJSON: () => (%s) };
};
"""
# In the worker: a browser without windows shows no notice, and refuses to.
REMEMBER = """() => {
  self.shown = [];
  registration.showNotification = async (title, { tag, data }) => {
    self.shown.push({ title, tag, data });
  };
}"""


@pytest.fixture
def maria(settings):
    settings.VAPID_PRIVATE_KEY = new_private_key()
    return make_staff_member(make_municipality(), display_name="Maria Lind")


def open_page(page, live_server, staff):
    cookie = client_of(staff).cookies[django_settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
    )
    page.goto(live_server.url + reverse("messaging:notices"))


def let_the_browser_subscribe(page, live_server):
    browser = Browser()
    keys = {"p256dh": browser.p256dh, "auth": browser.auth}
    told = json.dumps({"endpoint": ENDPOINT, "keys": keys})
    page.add_init_script(SUBSCRIBE % told)
    page.context.grant_permissions(["notifications"], origin=live_server.url)


def test_one_press_signs_the_browser_up_and_its_worker_shows_a_notice(
    page, live_server, maria
):
    let_the_browser_subscribe(page, live_server)
    open_page(page, live_server, maria)
    page.get_by_role("button", name="Få notiser på den här enheten").click()
    page.get_by_text("Nu kommer notiserna också till den här enheten.").wait_for()
    device = PushDevice.objects.get()
    assert (device.staff, device.endpoint) == (maria, ENDPOINT)
    assert "Chrome" in device.name
    assert not faults_of(page)

    notice = {"title": "Ny att ringa", "tag": "7", "url": f"{live_server.url}/desk/"}
    (shown,) = hand_over(page, live_server, notice)
    assert shown == {
        "title": "Ny att ringa",
        "tag": "7",
        "data": {"url": notice["url"]},
    }


def hand_over(page, live_server, notice):
    """As if the browser's push service had brought it; what the worker then shows."""
    tools = page.context.new_cdp_session(page)
    found = []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(event["registrations"]),
    )
    tools.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    while not (found and page.context.service_workers):
        page.wait_for_timeout(20)
    (worker,) = page.context.service_workers
    worker.evaluate(REMEMBER)
    tools.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": live_server.url,
            "registrationId": found[0]["registrationId"],
            "data": json.dumps(notice),
        },
    )
    while not (shown := worker.evaluate("self.shown")):
        page.wait_for_timeout(20)
    return shown


CHANGE = """async ([before, after]) => {
  const told = (subscription, key) => ({
    toJSON: () => subscription,
    options: { applicationServerKey: key },
  });
  registration.pushManager.subscribe = async ({ applicationServerKey }) =>
    told(after, applicationServerKey);
  const event = new ExtendableEvent("pushsubscriptionchange");
  event.oldSubscription = told(before, new Uint8Array(65));
  const waits = new Promise((resolve) => {
    event.waitUntil = (work) => work.then(resolve);
  });
  self.dispatchEvent(event);
  await waits;
}"""


def test_the_worker_lets_the_device_follow_a_new_subscription(page, live_server, maria):
    let_the_browser_subscribe(page, live_server)
    open_page(page, live_server, maria)
    page.get_by_role("button", name="Få notiser på den här enheten").click()
    page.get_by_text("Nu kommer notiserna också till den här enheten.").wait_for()
    device = PushDevice.objects.get()
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    page.context.clear_cookies()  # the person has long logged out
    (worker,) = page.context.service_workers
    new = Browser()
    before = {"endpoint": ENDPOINT, "keys": {"auth": device.auth}}
    keys = {"p256dh": new.p256dh, "auth": new.auth}
    worker.evaluate(CHANGE, [before, {"endpoint": f"{ENDPOINT}d", "keys": keys}])
    device.refresh_from_db()
    assert (device.endpoint, device.auth) == (f"{ENDPOINT}d", new.auth)


def test_who_says_no_is_told_how_to_say_yes_later(page, live_server, maria):
    page.add_init_script("Notification.requestPermission = async () => 'denied';")
    open_page(page, live_server, maria)
    page.get_by_role("button", name="Få notiser på den här enheten").click()
    page.get_by_text("Webbläsaren släpper inte fram oss.").wait_for()
    assert not PushDevice.objects.exists()


def test_without_javascript_a_sentence_says_what_is_needed(
    page_without_javascript, live_server, maria
):
    page = page_without_javascript
    open_page(page, live_server, maria)
    assert page.get_by_text("behöver JavaScript vara på").is_visible()
    assert not page.locator("#push-form").is_visible()
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Sparat.")).to_be_visible()
