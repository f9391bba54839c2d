// The grid as a spreadsheet: arrows and Enter, a pasted block, undo, and every row saved as one goes.
// Without this script the same form is saved by its button.
(() => {
  "use strict";
  const form = document.querySelector("[data-grid]");
  if (!form || form.querySelector("tbody input[readonly]")) return;

  const COLUMNS = 3;
  const words = form.dataset;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const status = form.querySelector("[data-status]");
  const undoButton = form.querySelector("[data-undo]");
  const rows = [...form.querySelectorAll("tr[data-code]")].map((tr) => ({
    tr,
    code: tr.dataset.code,
    inputs: [...tr.querySelectorAll(".g-in input")],
    was: tr.querySelector("input[type=hidden]"),
    told: tr.querySelector("[data-told]"),
    note: document.getElementById(`note${tr.dataset.code}`),
    name: tr.querySelector("th").textContent.trim(),
    dirty: false,
  }));
  const byCode = new Map(rows.map((row) => [row.code, row]));
  const placeOf = new Map(); // input → [row, column]
  rows.forEach((row, r) => row.inputs.forEach((input, c) => placeOf.set(input, [r, c])));
  const known = new Map(); // input → its value when it was last noted
  for (const input of placeOf.keys()) known.set(input, input.value);

  form.querySelector("[data-plain]").hidden = true;
  undoButton.hidden = false;

  // ---- saving
  let timer = 0;
  let busy = false;
  let pause = 400;

  const HALF = ["unfinished", "impossible"];
  const stateOf = (row) => row.tr.dataset.state;
  const halfCount = form.querySelector('[data-count="unfinished"]');
  const isHalf = (row) => HALF.includes(stateOf(row));
  // half typed rows that a filter hides count too
  let hidden = Math.max(0, Number(halfCount.textContent) - rows.filter(isHalf).length);
  let pendingTotal = null;
  let afterPaste = "";

  const unsaved = () => rows.filter((row) => row.dirty || isHalf(row) || stateOf(row) === "conflict").length + hidden;

  const say = (text) => { if (status.textContent !== text) status.textContent = text; };

  function sayHowMany(rest = "") {
    const n = unsaved();
    const first = n === 0 ? words.allSaved : n === 1 ? words.oneUnsaved : words.manyUnsaved.replace("NN", n);
    say([first, rest, afterPaste].filter(Boolean).join(" "));
  }

  const texts = (row) => row.inputs.map((input) => input.value.trim());

  const mark = (row) => {
    row.dirty = true;
    row.told.textContent = words.unsaved;
    sayHowMany();
  };

  const later = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(save, ms);
  };

  async function save() {
    const sent = rows.filter((row) => row.dirty);
    if (busy || !(sent.length || pendingTotal)) return;
    busy = true;
    const total = pendingTotal;
    const asked = sent.map((row) => ({ code: row.code, texts: texts(row), was: row.was.value }));
    for (const row of sent) row.told.textContent = words.saving;
    try {
      const answer = await fetch(words.address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ rows: asked, total }),
      });
      if (answer.status === 409) {
        const { refused } = await answer.json();
        say(refused);
        for (const row of sent) row.told.textContent = words.unsaved;
        pause = 0;
      } else if (answer.ok && !answer.redirected) {
        if (pendingTotal === total) pendingTotal = null;
        show(await answer.json(), asked);
        pause = 400;
      } else {
        throw new Error(String(answer.status));
      }
    } catch {
      for (const row of sent) row.told.textContent = words.unsaved;
      say(words.offline);
      pause = Math.min(Math.max(pause, 400) * 2, 30000);
    }
    busy = false;
    if (pause && (pendingTotal || rows.some((row) => row.dirty))) later(pause);
  }

  function show(said, asked) {
    const sentTexts = new Map(asked.map((row) => [row.code, row.texts.join("\n")]));
    for (const row of said.rows) tell(byCode.get(row.code), row, sentTexts.get(row.code));
    said.sums.forEach((sum, n) => {
      const line = form.ownerDocument.querySelector(`[data-sum="${n}"]`);
      line.querySelector("[data-new]").textContent = sum.new;
      line.querySelector("[data-off] b").textContent = sum.off;
      line.classList.toggle("off", Boolean(sum.off) && sum.off !== "0");
      form.querySelector(`[data-foot="${n}"] b`).textContent = sum.new;
      form.querySelector(`[data-foot-diff="${n}"]`).textContent = sum.difference;
    });
    for (const [name, count] of Object.entries(said.counts)) {
      form.querySelector(`[data-count="${name}"]`).textContent = count;
    }
    hidden = Math.max(0, said.counts.unfinished - rows.filter(isHalf).length);
    const clashes = said.rows.filter((row) => row.state === "conflict" && byCode.has(row.code));
    sayHowMany(clashes.length ? clashes.map((row) => `${byCode.get(row.code).name}: ${row.notes.join(" ")}`).join(" ") : said.status);
  }

  function tell(row, said, sent) {
    if (!row) return;
    row.was.value = said.was;
    row.tr.dataset.state = said.state;
    const isSaved = said.state === "saved" || said.state === "empty";
    if (texts(row).join("\n") === sent) {
      row.dirty = false;
      row.told.textContent = said.state === "empty" ? "" : isSaved ? words.saved : words.unsaved;
      if (isSaved) {
        row.inputs.forEach((input, c) => {
          if (input !== document.activeElement) {
            input.value = said.texts[c];
            known.set(input, input.value);
          }
        });
      }
    }
    row.tr.classList.toggle("row-warn", said.tone === "warn");
    row.tr.classList.toggle("row-bad", said.tone === "bad");
    row.note.classList.toggle("is-bad", !isSaved);
    row.note.hidden = !said.notes.length;
    const cell = row.note.lastElementChild;
    cell.replaceChildren(...said.notes.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
    if (said.state === "conflict") cell.append(choice(row));
    row.tr.querySelectorAll("[data-diff]").forEach((each, c) => { each.textContent = said.differences[c]; });
    for (const input of row.inputs) {
      if (said.notes.length) input.setAttribute("aria-describedby", row.note.id);
      else input.removeAttribute("aria-describedby");
      if (said.tone === "bad") input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  // ---- two people in one row: whose numbers shall stand
  function choice(row) {
    const line = Object.assign(document.createElement("p"), { className: "row-choice" });
    for (const name of ["keep", "take"]) {
      const button = Object.assign(document.createElement("button"), {
        className: "button button-secondary", type: "submit", name, value: row.code, textContent: words[name],
      });
      button.setAttribute("aria-label", `${words[name]}, ${row.name}`);
      line.append(button);
    }
    return line;
  }

  function keepMine(row) {
    mark(row);
    later(0);
  }

  function takeTheirs(row) {
    const stored = row.was.value ? row.was.value.split(" ") : ["", "", ""];
    row.inputs.forEach((input, c) => {
      input.value = stored[c].replace(/\B(?=(\d{3})+$)/g, ".");
      known.set(input, input.value);
    });
    keepMine(row);
    afterPaste = words.taken;
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest(".row-choice button");
    if (!button) return;
    event.preventDefault();
    const row = byCode.get(button.value);
    row.inputs[0].focus();
    (button.name === "keep" ? keepMine : takeTheirs)(row);
  });

  // ---- changes, and taking them back
  const done = [];

  function change(pairs) {
    afterPaste = "";
    const batch = [];
    for (const [input, after] of pairs) {
      const before = known.get(input);
      if (before === after && input.value === after) continue;
      input.value = after;
      known.set(input, after);
      batch.push([input, before]);
      mark(rows[placeOf.get(input)[0]]);
    }
    if (batch.length) later(batch.length > 1 ? 0 : 150);
    return batch;
  }

  function undo() {
    const batch = done.pop();
    if (!batch) {
      say(words.nothing);
      return;
    }
    change(batch);
    batch[0][0].focus();
    batch[0][0].select();
    afterPaste = words.undone;
    sayHowMany();
  }

  const keep = (batch) => { if (batch.length) done.push(batch); };

  form.addEventListener("change", (event) => {
    if (placeOf.has(event.target)) keep(change([[event.target, event.target.value]]));
  });
  form.addEventListener("input", (event) => {
    const at = placeOf.get(event.target);
    if (!at) return;
    mark(rows[at[0]]);
    later(1200);
  });
  undoButton.addEventListener("click", undo);

  // ---- keys
  function go(r, c) {
    const target = rows[r]?.inputs[c];
    if (!target) return false;
    target.focus();
    target.select();
    return true;
  }

  form.addEventListener("keydown", (event) => {
    const at = placeOf.get(event.target);
    if (!at || event.isComposing) return;
    const [r, c] = at;
    const { selectionStart: from, selectionEnd: to, value } = event.target;
    const whole = from === 0 && to === value.length;
    const moves = {
      Enter: () => {
        if (stateOf(rows[r]) === "conflict" && !rows[r].dirty) keepMine(rows[r]);
        return go(r + (event.shiftKey ? -1 : 1), c) || true;
      },
      ArrowDown: () => go(r + 1, c),
      ArrowUp: () => go(r - 1, c),
      ArrowLeft: () => (whole || (from === 0 && to === 0)) && go(c ? r : r - 1, c ? c - 1 : COLUMNS - 1),
      ArrowRight: () => (whole || (from === value.length && to === from)) && go(c < COLUMNS - 1 ? r : r + 1, c < COLUMNS - 1 ? c + 1 : 0),
      Escape: () => { event.target.value = known.get(event.target); event.target.select(); return true; },
    };
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (isUndo && value === known.get(event.target)) {
      event.preventDefault();
      undo();
    } else if ((event.ctrlKey || event.metaKey) && event.key === "Home") {
      event.preventDefault();
      go(0, 0);
    } else if ((event.ctrlKey || event.metaKey) && event.key === "End") {
      event.preventDefault();
      go(rows.length - 1, COLUMNS - 1);
    } else if (!event.ctrlKey && !event.metaKey && !event.altKey && moves[event.key]?.()) {
      event.preventDefault();
    }
  });

  // ---- a block from a spreadsheet
  form.addEventListener("paste", (event) => {
    const at = placeOf.get(event.target);
    const text = event.clipboardData.getData("text/plain");
    if (!at || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
    place(lines, at);
  });

  // the site knows the spellings of a name, so it says which row a line is of
  async function place(lines, [row, column]) {
    let placed;
    try {
      const answer = await fetch(words.paste, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ lines, codes: rows.map((each) => each.code), row, column }),
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      placed = await answer.json();
    } catch {
      say(words.notPasted);
      return;
    }
    keep(change(placed.cells.map(([code, c, text]) => [byCode.get(code).inputs[c], text])));
    if (placed.total) {
      pendingTotal = placed.total;
      placed.total.forEach((text, n) => { document.getElementById(`total-${n}`).value = text; });
      later(0);
    }
    afterPaste = [placed.total && words.totalFilled, placed.told].filter(Boolean).join(" ");
    sayHowMany();
  }

  // on a phone the control total is folded, so that the first row is on the first screen
  const fold = document.querySelector(".control-fold");
  const narrow = matchMedia("(max-width: 699px)");
  const refold = () => { fold.open = !narrow.matches; };
  narrow.addEventListener("change", refold);
  refold();
  if (unsaved()) sayHowMany();

  addEventListener("beforeunload", (event) => {
    if (rows.some((row) => row.dirty)) event.preventDefault();
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); later(0); });
})();
