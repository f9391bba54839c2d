// Small helps on the organiser's pages; everything works without them.
(() => {
  "use strict";

  // Drag a file onto the form, anywhere.
  for (const form of document.querySelectorAll("[data-drop]")) {
    const input = form.querySelector("input[type=file]");
    const mark = (on) => form.classList.toggle("is-over", on);
    form.addEventListener("dragover", (event) => { event.preventDefault(); mark(true); });
    form.addEventListener("dragleave", (event) => { if (!form.contains(event.relatedTarget)) mark(false); });
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      mark(false);
      if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }

  for (const button of document.querySelectorAll("[data-tick-all]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const box of button.form.querySelectorAll("input[name=keys]")) box.checked = true;
    });
  }
})();
