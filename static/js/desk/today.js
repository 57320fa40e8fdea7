// The queue on "Idag": it renews itself, and shows which of its rows is open.
const MINUTE = 60_000;
const queue = document.getElementById("queue");
const card = document.getElementById("card");
const openRow = () => card.querySelector("[data-inquiry]")?.dataset.inquiry;

function mark(inquiry) {
  for (const row of queue.querySelectorAll("[data-inquiry]")) {
    row.toggleAttribute("aria-current", false);
    if (row.dataset.inquiry === inquiry) row.setAttribute("aria-current", "true");
  }
}

// Nothing moves under somebody's hands: not while a call is open, not in a hidden tab.
function renew() {
  if (document.hidden || card.querySelector(".call-card")) return;
  const url = new URL(queue.dataset.url, location.href);
  url.searchParams.set("sedan", queue.querySelector("[data-newest]").dataset.newest);
  window.htmx.ajax("GET", url.pathname + url.search, { target: "#queue", swap: "innerHTML" });
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target === card) mark(openRow());
});

// Escape closes the card and gives the focus back to the row that it came from.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !card.contains(document.activeElement)) return;
  document.getElementById(`open-${openRow()}`)?.focus();
});

setInterval(renew, MINUTE);
