// What the desk gains from script; everything works without it.
// 1. After a swap the focus goes to the element marked data-focus, unless it has gone on.
// 2. data-key="1" presses or focuses that element, while no field is being typed in
//    and the person has not switched keys off (body[data-keys="off"]).
// 3. j and k move between the rows of the queue. Escape closes an open menu.
// 4. What is said in passing goes after a while: it stands elsewhere on the page, too.
//    That something did not get through stands until something does.
(() => {
  "use strict";
  const PASSING = 10_000; // milliseconds
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.target;
    const wanted = target.matches("[data-focus]") ? target : target.querySelector("[data-focus]");
    if (wanted && !target.contains(document.activeElement)) wanted.focus();
  });

  const said = document.getElementById("said");
  const hasFailed = () => said.textContent === said.dataset.failed;
  let passing;
  new MutationObserver(() => {
    clearTimeout(passing);
    if (!said.firstChild || hasFailed()) return;
    passing = setTimeout(() => said.replaceChildren(), PASSING);
  }).observe(said, { childList: true });

  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, () => (said.textContent = said.dataset.failed));
  }
  document.addEventListener("htmx:afterSwap", () => {
    if (hasFailed()) said.replaceChildren();
  });

  function moveInQueue(step) {
    const stops = [...document.querySelectorAll(".queue [data-row]")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (next) next.focus();
    else if (step > 0 && stops.length) stops[0].focus();
  }

  function press(key) {
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return false;
    if (typing(target)) target.focus();
    else target.click();
    return true;
  }

  function closeMenu(menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      document.querySelectorAll("details.menu[open]").forEach(closeMenu);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.body.dataset.keys === "off") return;
    if (event.key === "j" || event.key === "k") moveInQueue(event.key === "j" ? 1 : -1);
    else if (press(event.key)) event.preventDefault();
  });
})();
