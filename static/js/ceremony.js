// The ceremony's two screens. Each has every step in its page and shows one of them; they tell each other
// which through the browser itself, so that no network is needed. Without this script the steps are links.
(() => {
  "use strict";
  const { body } = document;
  const { ceremony, screen: which, open, shut, last: lastStep } = body.dataset;
  const isStage = which === "stage";
  const name = `ceremony:${ceremony}`;
  const templates = [...document.querySelectorAll("template[data-step]")];
  const last = templates.length;
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const room = one("[data-room]");

  // What is kept for whoever comes back: the step for as long as any screen is open, and two minutes more.
  // A ceremony that was closed begins anew, so that no stage opens with a winner on it.
  const GONE_AFTER = 120_000;
  const store = {
    read(key) { try { return localStorage.getItem(name + key); } catch { return null; } },
    write(key, value) { try { localStorage.setItem(name + key, value); } catch { /* a full or closed store */ } },
  };
  let state = { step: Number(body.dataset.step), black: false, started: 0, at: 0 };

  const within = (step) => Math.min(Math.max(step, 1), last);

  // ---- showing
  const copyOf = (step) => templates[step - 1].content.cloneNode(true);

  function showStage(moved) {
    room.replaceChildren(copyOf(state.step));
    room.classList.toggle("is-new", moved);
    one("[data-black]").hidden = !state.black;
    all("[data-go]").forEach((link) => { link.hidden = link.dataset.go === "back" ? state.step === 1 : state.step === last; });
  }

  function showPresenter() {
    room.replaceChildren(copyOf(state.step));
    one("[data-now-label]").textContent = templates[state.step - 1].dataset.label;
    const after = templates[state.step];
    one("[data-next-label]").textContent = after ? after.dataset.label : lastStep;
    one("[data-next]").replaceChildren(...(after ? [copyOf(state.step + 1)] : []));
    all("[data-notes]").forEach((each) => { each.hidden = Number(each.dataset.notes) !== state.step; });
    all(".pv-steps a").forEach((link) => {
      if (Number(link.dataset.go) === state.step) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
    room.classList.toggle("is-black", state.black);
    one("[data-do=black]").setAttribute("aria-pressed", String(state.black));
    own.value = store.read(`:note:${state.step}`) ?? "";
  }

  let shown = 0;
  function show() {
    const moved = shown !== 0 && shown !== state.step;
    all("[data-number]").forEach((each) => { each.textContent = state.step; });
    if (isStage) showStage(moved);
    else showPresenter();
    shown = state.step;
  }

  // ---- together
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(name) : null;
  const tell = (message) => channel?.postMessage(message);

  function keep() {
    store.write(":state", JSON.stringify(state));
    store.write(":alive", String(Date.now()));
  }

  function change(changes) {
    const first = !state.started && changes.step > 1;
    state = { ...state, ...(first && { started: Date.now() }), ...changes, at: Math.max(Date.now(), state.at + 1) };
    keep();
    tell({ state });
    show();
  }

  function adopt(other) {
    if (!other || typeof other.at !== "number" || other.at <= state.at) return;
    state = { ...state, ...other, step: within(Math.trunc(other.step) || 1) };
    show();
  }

  const parsed = (text) => { try { return JSON.parse(text); } catch { return null; } };

  let stageHeard = 0;
  channel?.addEventListener("message", ({ data }) => {
    if (data.state) adopt(data.state);
    if (data.ask) tell({ here: which, ...(state.at && { state }) });
    if (data.here === "stage") stageHeard = Date.now();
  });
  window.addEventListener("storage", ({ key, newValue }) => { if (key === `${name}:state`) adopt(parsed(newValue)); });

  // ---- acts
  const go = (step) => { if (within(step) !== state.step || state.black) change({ step: within(step), black: false }); };
  // from black one comes back to where one was: nothing is told in the dark
  const lift = () => change({ black: false });
  const acts = {
    on: () => (state.black ? lift() : go(state.step + 1)),
    back: () => (state.black ? lift() : go(state.step - 1)),
    black: () => change({ black: !state.black }),
    restart: () => change({ step: 1, black: false, started: 0 }),
    full: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen())?.catch(() => {}),
  };

  // ---- keys: those that remote controls send among them
  const KEYS = {
    PageDown: "on", ArrowRight: "on", ArrowDown: "on", " ": "on", Enter: "on",
    PageUp: "back", ArrowLeft: "back", ArrowUp: "back", Backspace: "back",
    b: "black", ".": "black", f: "full",
  };
  let typed = "";
  let typing = 0;
  function jump() {
    clearTimeout(typing);
    if (typed) go(Number(typed));
    typed = "";
  }
  const letters = one("[data-letters] input");
  const lettersAreOn = () => store.read(":letters") !== "off";

  function isTaken(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return true;
    const { target, key } = event;
    if (target.closest?.("textarea, input, select")) return true;
    if ((key === " " || key === "Enter") && target.closest?.("a, button, summary")) return true;
    // beside the stage the arrows up and down scroll, as everywhere
    if (!isStage && (key === "ArrowUp" || key === "ArrowDown")) return true;
    return key.length === 1 && key !== " " && !lettersAreOn();
  }

  document.addEventListener("keydown", (event) => {
    if (isTaken(event)) return;
    const { key } = event;
    if (/^[0-9]$/.test(key)) {
      typed = (typed + key).slice(-3);
      clearTimeout(typing);
      typing = setTimeout(jump, 1200);
    } else if (key === "Enter" && typed) jump();
    else if (key === "Home") go(1);
    else {
      const act = KEYS[key.length === 1 ? key.toLowerCase() : key];
      if (!act || event.repeat) return;
      acts[act]();
    }
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go]");
    if (link) {
      event.preventDefault();
      const to = link.dataset.go;
      if (acts[to]) acts[to]();
      else go(Number(to));
      return;
    }
    const button = event.target.closest("[data-do]");
    if (button) acts[button.dataset.do]();
    else if (isStage && !event.target.closest("[data-controls]")) {
      // a touch on the left third goes back, anywhere else on
      if (event.clientX < window.innerWidth / 3) acts.back();
      else acts.on();
    }
  });

  // ---- the stage: no pointer and no controls while nobody moves it, and a screen that stays on
  let resting = 0;
  function rest() {
    body.classList.remove("is-still");
    clearTimeout(resting);
    resting = setTimeout(() => body.classList.add("is-still"), 2500);
  }
  async function stayAwake() {
    if (document.visibilityState !== "visible") return;
    try { await navigator.wakeLock?.request("screen"); } catch { /* the machine decides */ }
  }
  if (isStage) {
    body.classList.add("is-still");
    document.addEventListener("pointermove", rest);
    document.addEventListener("visibilitychange", stayAwake);
    stayAwake();
  }

  // ---- the presenter's view: clock, own notes, whether the stage is there
  const own = document.getElementById("own");
  const two = (number) => String(number).padStart(2, "0");
  function tick() {
    const now = new Date();
    one("[data-clock]").textContent = `${two(now.getHours())}.${two(now.getMinutes())}`;
    const seconds = state.started ? Math.max(0, Math.floor((now - state.started) / 1000)) : 0;
    one("[data-elapsed]").textContent = `${Math.floor(seconds / 60)}.${two(seconds % 60)}`;
  }
  let stageSaid = "";
  function lookForStage() {
    tell({ ask: true });
    setTimeout(() => {
      const said = Date.now() - stageHeard < 3000 ? open : shut;
      if (said !== stageSaid) one("[data-stage]").textContent = said;
      stageSaid = said;
    }, 400);
  }
  if (!isStage) {
    own.addEventListener("input", () => store.write(`:note:${state.step}`, own.value));
    letters.checked = lettersAreOn();
    letters.addEventListener("change", () => store.write(":letters", letters.checked ? "on" : "off"));
    all("[data-times], [data-own], [data-letters]").forEach((each) => { each.hidden = false; });
    setInterval(tick, 500);
    setInterval(lookForStage, 2000);
    tick();
    lookForStage();
  }

  // ---- beginning
  body.classList.add("has-script");
  all("[data-do]").forEach((button) => { button.hidden = false; });
  // every weight is fetched now, also those that only a later step uses
  [300, 400, 500, 600, 700].forEach((weight) => document.fonts.load(`${weight} 1em "IBM Plex Sans"`));
  if (Date.now() - Number(store.read(":alive")) < GONE_AFTER) adopt(parsed(store.read(":state")));
  show();
  tell({ ask: true });
  keep();
  setInterval(() => store.write(":alive", String(Date.now())), 5000);
})();
