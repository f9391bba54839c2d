/* Passkeys need JavaScript: their buttons appear where it runs, and what goes wrong is said in words. */
document.addEventListener("DOMContentLoaded", () => {
  for (const part of document.querySelectorAll("[data-needs-passkeys]")) {
    part.hidden = !window.PublicKeyCredential;
  }
});
document.addEventListener("allauth.error", (event) => {
  const told = document.getElementById("passkey-error");
  if (!told) return;
  event.preventDefault();
  told.hidden = false;
  told.focus();
});
