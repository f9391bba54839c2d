/* On every public page: suggestions while one looks for a municipality, the notice of new figures,
   and how long ago the newest came. Everything works without them. */
(() => {
  "use strict";

  // --- find: a combobox whose list comes from the server -----------------------------------------
  const listOf = (input) => document.getElementById(input.dataset.find);
  const options = (list) => [...list.querySelectorAll("[role=option][data-href]")];

  for (const input of document.querySelectorAll("[data-find]")) {
    const list = listOf(input);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    open(input, false);
    list.addEventListener("htmx:afterSwap", () => open(input, list.children.length > 0));
    input.addEventListener("keydown", (event) => press(event, input, list));
    input.addEventListener("blur", () => setTimeout(() => open(input, false), 150));
    list.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("[data-href]");
      if (!option) return;
      event.preventDefault();
      location.assign(option.dataset.href);
    });
  }

  function open(input, isOpen) {
    listOf(input).hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    choose(input, null);
  }

  function choose(input, option) {
    for (const other of options(listOf(input))) other.setAttribute("aria-selected", String(other === option));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function press(event, input, list) {
    const all = options(list);
    const chosen = all.find((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      open(input, false);
    } else if (event.key === "Enter" && chosen && !list.hidden) {
      event.preventDefault();
      location.assign(chosen.dataset.href);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length) {
      event.preventDefault();
      if (list.hidden) open(input, true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const from = chosen ? all.indexOf(chosen) : step > 0 ? -1 : 0;
      choose(input, all[(from + step + all.length) % all.length]);
    }
  }

  // --- new figures: asked for once a minute while somebody looks, seldomer the longer nothing comes
  const SOON = 60_000;
  const LATE = 300_000;
  let wait = SOON;
  let looked = Date.now();

  function look() {
    const asks = document.querySelector("[data-look]");
    if (!asks || document.hidden || Date.now() - looked < wait) return;
    looked = Date.now();
    wait = Math.min(wait * 1.2, LATE);
    window.htmx?.trigger(asks, "look");
  }
  setInterval(look, 5_000);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    wait = SOON;
    look();
    ago();
  });

  // --- how long ago ------------------------------------------------------------------------------
  const UNITS = [["year", 31_557_600], ["month", 2_629_800], ["week", 604_800], ["day", 86_400], ["hour", 3_600], ["minute", 60]];
  const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
  const clock = Number(document.body.dataset.clock ?? 0) * 1000;

  function ago() {
    for (const place of document.querySelectorAll("[data-ago]")) {
      const seconds = (Date.now() + clock - Date.parse(place.dataset.ago)) / 1000;
      if (!(seconds >= 0)) continue;
      const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ["minute", 60];
      const text = place.dataset.words.replace("{time}", format.format(-Math.max(1, Math.floor(seconds / size)), unit));
      if (place.textContent !== text) place.textContent = text;
    }
  }
  ago();
  setInterval(ago, 30_000);
  document.addEventListener("htmx:afterSettle", ago);

  // --- the history: htmx loads a page anew on Back and Forward, so nothing may arrive before it --------
  const underWay = new Set();
  let leaving = false;
  let typed = false;
  let began = "";
  let undone = false;

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (leaving) event.preventDefault();
    else underWay.add(event.detail.xhr);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => underWay.delete(detail.xhr));
  function goes(event) {
    if (undone) {
      undone = false;
      event.stopImmediatePropagation();
      return;
    }
    if (!event.state?.htmx) return;
    leaving = true;
    for (const request of underWay) request.abort();
  }
  addEventListener("popstate", goes, { capture: true });

  /* What is typed is one step in the history, however many pauses it takes; typing that ends where it
     began takes its step back, so that no two steps in a row are the same. */
  document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
    const types = ["input", "search"].includes(detail.requestConfig.triggeringEvent?.type);
    const address = new URL(detail.history.path, location.href).href;
    if (address === location.href || (types && typed)) detail.history.type = "replace";
    else if (types) began = location.href;
    undone = types && typed && address === began && address !== location.href;
    if (undone) {
      detail.history.path = location.href;
      history.back();
    }
    typed = types && !undone;
  });

  // --- a link to share ---------------------------------------------------------------------------
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      button.textContent = button.dataset.done;
    });
  }
})();
