/* Draws the curves. Each figure waits until it is about to be seen; only then is the library
   fetched. Until then, and without JavaScript, the numbers stand in the table below. */
(() => {
  "use strict";

  const NARROW = 900;
  const TOKEN = /^var\((--[a-z0-9-]+)\)$/;
  const library = document.currentScript.dataset.library;
  let loading = null;

  /* The library would write style elements, which the pages' policy forbids. It leaves be what it
     finds under these names; the few rules that it needs stand in site.css. */
  function keepStylesOut() {
    for (const id of [
      "plotly.js-style-global",
      "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53",
    ]) {
      const mark = document.createElement("meta");
      mark.id = id;
      mark.className = "no-inline-styles";
      document.head.append(mark);
    }
  }

  function load() {
    loading ??= new Promise((resolve, reject) => {
      keepStylesOut();
      const script = document.createElement("script");
      script.src = library;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => reject(new Error(`could not load ${library}`));
      document.head.append(script);
    });
    return loading;
  }

  /* The figure with the style sheet's colours in place of their names. */
  function coloured(value, style) {
    if (Array.isArray(value)) return value.map((item) => coloured(item, style));
    if (value && typeof value === "object") {
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, coloured(item, style)]),
      );
    }
    const token = typeof value === "string" && TOKEN.exec(value);
    return token ? style.getPropertyValue(token[1]).trim() : value;
  }

  function draw(Plotly, canvas, figure) {
    const style = getComputedStyle(canvas);
    const layout = canvas.clientWidth < NARROW ? figure.narrow : figure.wide;
    return Plotly.react(canvas, coloured(figure.data, style), coloured(layout, style), {
      displayModeBar: false,
      showTips: false,
      doubleClick: false,
      scrollZoom: false,
    });
  }

  // --- the chart as a picture: on white, twice as large, in the light page's colours --------------
  const ON_PAPER = {
    "--ink": "#0f1a24",
    "--ink-2": "#44515d",
    "--rule": "#cbd3da",
    "--rule-2": "#7a8794",
    "--paper": "#ffffff",
  };
  const WIDTH = 1200;
  const HEIGHT = 630;

  const ACCENTS = {
    main: { "--accent": "#0b3b8f", "--accent-tint": "#dbe5f5" },
    sprint: { "--accent": "#c6400e", "--accent-tint": "#fbe3d9" },
    youth: { "--accent": "#007567", "--accent-tint": "#d5ece8" },
  };

  /* A picture may not fetch anything: the fonts that the page has loaded lie in it themselves. */
  const asText = (blob) =>
    new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(blob);
    });

  async function face(rule) {
    const [, address] = /url\("?([^")]+)"?\)/.exec(rule.style.getPropertyValue("src"));
    const file = await fetch(new URL(address, rule.parentStyleSheet.href));
    const font = await asText(await file.blob());
    const weight = rule.style.getPropertyValue("font-weight");
    return `@font-face{font-family:"IBM Plex Sans";font-weight:${weight};src:url("${font}")}`;
  }

  let fonts = null;

  function faces() {
    fonts ??= Promise.all(
      [...document.styleSheets]
        .flatMap((sheet) => [...sheet.cssRules])
        .filter((rule) => rule instanceof CSSFontFaceRule)
        .filter((rule) => ["400", "500", "600"].includes(rule.style.getPropertyValue("font-weight")))
        .map(face),
    );
    return fonts;
  }

  /* Put in as text: to parse the picture here would be refused for its styles. */
  async function withFonts(drawn) {
    const text = decodeURIComponent(drawn.slice(drawn.indexOf(",") + 1));
    const style = `<style>${(await faces()).join("")}</style>`;
    const whole = text.replace(/<svg[^>]*>/, (start) => start + style);
    return asText(new Blob([whole], { type: "image/svg+xml" }));
  }

  /* What is measured stands under the title, whence and of which day at the foot. */
  function told(ground, { said, source }) {
    ground.textAlign = "left";
    ground.fillStyle = ON_PAPER["--ink-2"];
    ground.font = '400 32px "IBM Plex Sans", sans-serif';
    ground.fillText(said ?? "", 60, 148, 2 * WIDTH - 120);
    ground.font = '400 26px "IBM Plex Sans", sans-serif';
    ground.fillText(source ?? "", 60, 2 * HEIGHT - 28, 2 * WIDTH - 120);
  }

  async function picture(Plotly, figure, words, category) {
    const colours = { ...ON_PAPER, ...(ACCENTS[category] ?? ACCENTS.main) };
    const style = { getPropertyValue: (token) => colours[token] ?? "#0f1a24" };
    const layout = coloured(figure.wide, style);
    const drawn = await Plotly.toImage(
      {
        data: coloured(figure.data, style),
        layout: {
          ...layout,
          autosize: false,
          paper_bgcolor: "#ffffff",
          plot_bgcolor: "#ffffff",
          margin: { t: 108, r: 30, b: 84, l: 30 },
          title: { text: words.title, x: 0.025, y: 0.95, font: { size: 24, color: ON_PAPER["--ink"] } },
        },
      },
      { format: "svg", width: WIDTH, height: HEIGHT },
    );
    const image = new Image();
    image.src = await withFonts(drawn);
    await image.decode();
    const paper = document.createElement("canvas");
    paper.width = 2 * WIDTH;
    paper.height = 2 * HEIGHT;
    const ground = paper.getContext("2d");
    ground.fillStyle = "#ffffff";
    ground.fillRect(0, 0, paper.width, paper.height);
    ground.drawImage(image, 0, 0, paper.width, paper.height);
    told(ground, words);
    return new Promise((resolve) => paper.toBlob(resolve, "image/png"));
  }

  function offer(canvas, Plotly, figure) {
    const button = canvas.closest("figure").querySelector("[data-png]");
    if (!button) return;
    const { category } = canvas.closest("figure").dataset;
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        const link = document.createElement("a");
        link.href = URL.createObjectURL(await picture(Plotly, figure, button.dataset, category));
        link.download = `${button.dataset.png}.png`;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      } finally {
        button.disabled = false;
      }
    });
  }

  async function start(canvas) {
    const figure = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
    try {
      const [Plotly] = await Promise.all([load(), document.fonts.ready]);
      await draw(Plotly, canvas, figure);
      undrawn.delete(canvas);
      offer(canvas, Plotly, figure);
      let width = canvas.clientWidth;
      new ResizeObserver(() => {
        if (canvas.clientWidth === width) return;
        width = canvas.clientWidth;
        draw(Plotly, canvas, figure);
      }).observe(canvas);
      // Paper has a width of its own, which nothing but this event tells in time.
      for (const media of ["(prefers-color-scheme: dark)", "print"]) {
        matchMedia(media).addEventListener("change", () => draw(Plotly, canvas, figure));
      }
    } catch (error) {
      undrawn.delete(canvas);
      canvas.hidden = true;
      table(canvas).open = true;
      throw error;
    }
  }

  function table(canvas) {
    return canvas.closest("figure").querySelector("details");
  }

  /* On paper the numbers stand where the curve has not been drawn yet. */
  const undrawn = new Set();
  addEventListener("beforeprint", () => {
    for (const canvas of undrawn) {
      canvas.hidden = true;
      table(canvas).open = true;
    }
  });
  addEventListener("afterprint", () => {
    for (const canvas of undrawn) {
      canvas.hidden = false;
      table(canvas).open = false;
    }
  });

  const seen = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        seen.unobserve(target);
        start(target);
      }
    },
    { rootMargin: "300px" },
  );
  for (const canvas of document.querySelectorAll("[data-chart]")) {
    canvas.hidden = false;
    table(canvas).open = false;
    undrawn.add(canvas);
    seen.observe(canvas);
  }
})();
