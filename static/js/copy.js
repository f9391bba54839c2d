// A button that copies a field's text. Without this script the text can be marked and copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const told = button.parentElement.querySelector("[data-copy-told]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select?.();
    try {
      await navigator.clipboard.writeText(field.value ?? field.textContent);
    } catch {
      document.execCommand("copy");
    }
    told.textContent = button.dataset.copied;
    setTimeout(() => { told.textContent = ""; }, 4000);
  });
}
