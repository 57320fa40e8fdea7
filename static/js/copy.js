// Shows the buttons that copy a field; without scripts the field is marked by hand.
// Where the browser gives no clipboard (a page without HTTPS) the field is selected and
// copied the old way, and stays selected.
(() => {
  "use strict";
  const said = document.getElementById("said");

  async function copy(field) {
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch {
      field.focus();
      field.select();
      return document.execCommand("copy");
    }
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (!(await copy(field))) return;
      button.focus();
      said.replaceChildren(button.dataset.copied);
    });
  }
})();
