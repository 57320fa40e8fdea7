// Shows a notice that was sent to this browser, and leads to Idag when it is pressed.
// It stands between the browser and no page: nothing is kept, nothing is fetched.
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
