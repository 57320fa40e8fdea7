// The queue on "Idag": it renews itself, and shows which of its rows is open.
const MINUTE = 60_000;
const queue = document.getElementById("queue");
const card = document.getElementById("card");
const openInquiry = () => card.querySelector("[data-inquiry]")?.dataset.inquiry;

function mark() {
  const open = openInquiry();
  for (const row of queue.querySelectorAll("[data-inquiry]")) {
    if (row.dataset.inquiry === open) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

// Nothing moves under somebody's hands: not while a call is open, not in a hidden tab.
function renew() {
  if (document.hidden || openInquiry()) return;
  const url = new URL(queue.dataset.url, location.href);
  url.searchParams.set("sedan", queue.querySelector("[data-newest]").dataset.newest);
  window.htmx.ajax("GET", url.pathname + url.search, { target: "#queue", swap: "innerHTML" });
}

// The focus goes back to the row that the card came from.
function close() {
  const row = document.getElementById(`open-${openInquiry()}`);
  card.replaceChildren();
  mark();
  row?.focus();
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target === card) mark();
});

// Who rests is folded away; what somebody has unfolded stays so when the queue is new.
let isUnfolded = false;
const resting = () => queue.querySelector("#resting");
queue.addEventListener("toggle", (event) => (isUnfolded = event.target.open), true);
new MutationObserver(() => {
  if (resting() && isUnfolded) resting().open = true;
}).observe(queue, { childList: true });

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close]")) return;
  event.preventDefault();
  close();
});

// Escape in a field belongs to the field.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  if (event.key === "Escape" && !typing && card.contains(event.target)) close();
});

setInterval(renew, MINUTE);
