// Shows what a passkey needs where the browser knows passkeys, and says when one failed.
(() => {
  "use strict";
  if (window.PublicKeyCredential) {
    document.querySelectorAll("[data-passkey]").forEach((element) => {
      element.hidden = false;
    });
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const trouble = document.getElementById("passkey-trouble");
    if (trouble) trouble.hidden = false;
  });
})();
