// Lets this browser take notices: asks for leave, subscribes, and posts what the server
// needs in a plain form. Shows only what the browser can do.
const form = document.getElementById("push-form");
const trouble = document.getElementById("push-trouble");
const CAN = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

function bytes(base64url) {
  const padded = base64url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
}

function say(what) {
  trouble.textContent = trouble.dataset[what];
  trouble.hidden = false;
}

// A subscription that was made for another key of ours is of no use.
async function subscribe() {
  const registration = await navigator.serviceWorker.register(form.dataset.worker);
  await navigator.serviceWorker.ready;
  const old = await registration.pushManager.getSubscription();
  if (old) await old.unsubscribe();
  return registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(form.dataset.key),
  });
}

async function add() {
  if ((await Notification.requestPermission()) !== "granted") return say("denied");
  try {
    const { endpoint, keys } = (await subscribe()).toJSON();
    for (const [name, value] of Object.entries({ endpoint, ...keys })) {
      if (form.elements[name]) form.elements[name].value = value;
    }
  } catch {
    return say("failed");
  }
  form.submit();
}

if (form && CAN) {
  form.hidden = false;
  document.getElementById("push-without").hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    add();
  });
} else if (form) {
  document.getElementById("push-without").textContent = trouble.dataset.unable;
}
