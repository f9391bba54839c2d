/* The map with keyboard and pointer: one stop for Tab, arrow keys from shape to shape, and one place
   that says name, value and place. Without this script every shape is a link of its own. */
(() => {
  "use strict";

  const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const board = () => document.getElementById("kort");
  const links = () => [...(board()?.querySelectorAll(".map a[data-code]") ?? [])];

  function begin() {
    const all = links();
    if (!all.length || all.some((link) => link.tabIndex === -1)) return;
    const says = board().querySelector("[data-says]");
    says.dataset.first = JSON.stringify([...says.children].map((part) => part.textContent));
    all.forEach((link, n) => { if (n) link.setAttribute("tabindex", "-1"); });
    board().querySelector(".map-keys").hidden = false;
  }

  function middle(link) {
    const box = link.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  }

  /* The nearest shape that way: what lies aside counts double. */
  function towards(from, [right, down]) {
    const [x, y] = middle(from);
    let best = null;
    let least = Infinity;
    for (const link of links()) {
      if (link === from) continue;
      const [toX, toY] = middle(link);
      const ahead = (toX - x) * right + (toY - y) * down;
      const aside = Math.abs((toX - x) * down) + Math.abs((toY - y) * right);
      if (ahead <= 0.5 || aside > 3 * ahead) continue;
      if (ahead + 2 * aside < least) [best, least] = [link, ahead + 2 * aside];
    }
    return best;
  }

  function visit(link) {
    for (const other of links()) other.setAttribute("tabindex", other === link ? "0" : "-1");
    link.focus();
  }

  function light(code) {
    const place = board();
    if (!place) return;
    for (const lit of place.querySelectorAll(".is-lit")) lit.classList.remove("is-lit");
    const says = place.querySelector("[data-says]");
    if (!says) return;
    const row = code && place.querySelector(`tr[data-code="${code}"]`);
    const shape = code && place.querySelector(`.map a[data-code="${code}"]`);
    row?.classList.add("is-lit");
    if (row && document.activeElement !== row.querySelector("a")) show(row);
    shape?.classList.add("is-lit");
    place.querySelector(`.map a[data-of="${code}"]`)?.classList.add("is-lit");
    if (shape) {
      const [name, rest = ""] = shape.querySelector("title").textContent.split(/:\s/);
      const [value, ...more] = rest.split(", ");
      write(says, [name, value, more.join(", ")]);
    } else write(says, JSON.parse(says.dataset.first ?? "[]"));
  }

  /* Only the list is scrolled, never the page. */
  function show(row) {
    const list = row.closest(".map-scroll");
    if (list.scrollHeight <= list.clientHeight || row.matches(":hover")) return;
    list.scrollTop = row.offsetTop - list.clientHeight / 2;
  }

  function write(says, words) {
    [...says.children].forEach((part, n) => {
      if (part.textContent !== (words[n] ?? "")) part.textContent = words[n] ?? "";
    });
  }

  function codeOf(target) {
    const found = target instanceof Element && target.closest("#kort [data-code], #kort [data-of]");
    return found ? found.dataset.code ?? found.dataset.of : null;
  }

  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, ({ target }) => {
      const code = codeOf(target);
      if (code) light(code);
    });
  }
  for (const kind of ["pointerout", "focusout"]) {
    document.addEventListener(kind, ({ target, relatedTarget }) => {
      if (codeOf(target) && !codeOf(relatedTarget)) light(codeOf(document.activeElement));
    });
  }

  document.addEventListener("keydown", (event) => {
    const link = event.target instanceof Element && event.target.closest("#kort .map a[data-code]");
    if (!link || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") light(null);
    if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      const ends = links().sort((a, b) => middle(a)[1] - middle(b)[1]);
      visit(event.key === "Home" ? ends[0] : ends.at(-1));
    }
    const way = ARROWS[event.key];
    if (!way) return;
    event.preventDefault();
    const next = towards(link, way);
    if (next) visit(next);
  });

  begin();
  document.addEventListener("htmx:afterSettle", begin);
})();
