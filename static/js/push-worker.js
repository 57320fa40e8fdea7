// Shows a notice that was sent to this browser, and leads to Idag when it is pressed.
// It stands between the browser and no page: nothing is kept, no page is fetched.
"use strict";

self.addEventListener("push", (event) => {
  const notice = event.data.json();
  event.waitUntil(
    self.registration.showNotification(notice.title, {
      tag: notice.tag, // the same notice a second time takes the place of the first
      data: { url: notice.url },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead(new URL(event.notification.data.url)));
});

// In the tab that shows it already, where there is one; never at another's address.
async function lead(url) {
  if (url.origin !== self.location.origin) return;
  const tabs = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const tab = tabs.find((each) => new URL(each.url).pathname === url.pathname);
  await (tab ? tab.focus() : self.clients.openWindow(url.href));
}

self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(follow(event));
});

// The browser has ended its subscription, or replaced it: the server knows the device by
// the old one. Browsers that do not tell it lose the device, and the page says so.
async function follow({ oldSubscription, newSubscription }) {
  if (!oldSubscription) return;
  const old = oldSubscription.toJSON();
  const options = {
    userVisibleOnly: true,
    applicationServerKey: oldSubscription.options.applicationServerKey,
  };
  const anew = newSubscription || (await self.registration.pushManager.subscribe(options));
  const { endpoint, keys } = anew.toJSON();
  const told = { endpoint, ...keys, old_endpoint: old.endpoint, old_auth: old.keys.auth };
  await tell(new URLSearchParams(told));
}

// Three times, if the line is down or the server away; a refusal is final.
async function tell(body, pauses = [1000, 15000]) {
  const request = { method: "POST", body, credentials: "omit" };
  const answer = await fetch(new URL("push-bytt", self.location), request).catch(() => null);
  if ((answer && answer.status < 500) || !pauses.length) return;
  await new Promise((resolve) => setTimeout(resolve, pauses[0]));
  await tell(body, pauses.slice(1));
}
