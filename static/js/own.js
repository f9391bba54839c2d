/* A slider beside each number: one moves the other. Without JavaScript the number stands alone. */
(() => {
  "use strict";

  const whole = (text) => Number(text.replace(/[\s.\u00a0\u202f']/g, "")) || 0;

  for (const slider of document.querySelectorAll("[data-slides]")) {
    const field = document.getElementById(slider.dataset.slides);
    const follow = () => {
      slider.value = String(Math.min(whole(field.value), Number(slider.max)));
    };
    follow();
    slider.hidden = false;
    // The form hears the slider's own event; the number has to be there first.
    slider.addEventListener("input", () => {
      field.value = slider.value;
      field.removeAttribute("aria-invalid");
    });
    field.addEventListener("input", follow);
  }

  // To look through the list of neighbours is not to choose one yet.
  document.getElementById("what-if")?.addEventListener(
    "input",
    (event) => {
      if (event.target.id === "nabo") event.stopPropagation();
    },
    true,
  );
})();
