(() => {
  "use strict";
  const root = document.documentElement;
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const views = new Map();
  const NARROW = 560;
  const NUMBERS = {
    ru: { decimal: ",", thousands: "\u00a0", grouping: [3], currency: ["", ""], percent: "\u00a0%" },
    en: { decimal: ".", thousands: ",", grouping: [3], currency: ["", ""] },
  };
  const FONT = getComputedStyle(document.body).fontFamily;
  // Colours are those of the page's style, so another theme needs no other drawing.
  const CONFIG = {
    background: null,
    font: FONT,
    view: { stroke: null },
    axis: {
      labelColor: "var(--muted)", titleColor: "var(--muted)", gridColor: "var(--line)",
      domainColor: "var(--line)", tickColor: "var(--line)", labelFontSize: 12,
      titleFontSize: 12, titleFontWeight: "normal", titlePadding: 8, labelPadding: 6,
    },
    axisX: { tickCount: 5, labelOverlap: true, labelSeparation: 8 },
    axisY: { tickCount: 5 },
    legend: { labelColor: "var(--ink)", titleColor: "var(--muted)", labelFontSize: 12, titleFontWeight: "normal", symbolStrokeWidth: 2.5 },
    text: { fontSize: 12 },
  };

  // A browser may forbid storage, as for files in some of them; then nothing is kept.
  const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* nothing kept */ } };

  const isNarrow = () => window.innerWidth < NARROW;
  const isChoice = (node, first, second) =>
    Object.keys(node).length === 2 && first in node && second in node;

  const CURRENCY = { ru: root.dataset.currencyRu, en: root.dataset.currencyEn };

  function resolved(node, language, narrow) {
    if (typeof node === "string") return node.replaceAll("\u00a4", CURRENCY[language]);
    if (Array.isArray(node)) return node.map((each) => resolved(each, language, narrow));
    if (node === null || typeof node !== "object") return node;
    if (isChoice(node, "ru", "en")) return resolved(node[language], language, narrow);
    if (isChoice(node, "narrow", "wide")) return resolved(narrow ? node.narrow : node.wide, language, narrow);
    return Object.fromEntries(
      Object.entries(node).map(([key, each]) => [key, resolved(each, language, narrow)]),
    );
  }

  async function draw(place) {
    const chart = charts[place.dataset.chart];
    const language = root.lang;
    const spec = resolved(chart.spec, language, isNarrow());
    spec.datasets = chart.datasets;
    const view = await vegaEmbed(place, spec, {
      actions: false, renderer: "svg", ast: true, config: CONFIG,
      formatLocale: NUMBERS[language], tooltip: { theme: "page" },
    });
    // The title and the sentence above say it; single marks would only be noise.
    place.querySelector("svg").setAttribute("aria-hidden", "true");
    views.get(place)?.finalize();
    views.set(place, view);
  }

  async function drawAll() {
    delete root.dataset.drawn;
    const language = root.lang;
    for (const place of document.querySelectorAll("[data-chart]")) {
      if (root.lang !== language) return;
      await draw(place);
    }
    root.dataset.drawn = language;
  }

  function speak(language) {
    root.lang = language;
    document.title = root.dataset[language === "ru" ? "titleRu" : "titleEn"];
    for (const button of document.querySelectorAll("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
  }

  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ?? (prefersDark.matches ? "dark" : "light")) === "dark";
  const themeButton = document.getElementById("theme");
  const showTheme = () => themeButton.setAttribute("aria-pressed", String(isDark()));

  const theme = kept("theme");
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  speak(kept("language") === "en" ? "en" : "ru");
  showTheme();

  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => {
      if (button.dataset.language === root.lang) return;
      keep("language", button.dataset.language);
      speak(button.dataset.language);
      drawAll();
    });
  }
  themeButton.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    keep("theme", root.dataset.theme);
    showTheme();
  });
  prefersDark.addEventListener("change", showTheme);

  let narrow = isNarrow();
  window.addEventListener("resize", () => {
    if (narrow !== isNarrow()) {
      narrow = isNarrow();
      drawAll();
    }
  });
  drawAll();
})();
