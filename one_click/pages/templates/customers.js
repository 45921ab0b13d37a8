(async () => {
  "use strict";
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const WORDS = JSON.parse(byId("words").textContent);
  const PAGE_ROWS = 20;
  const RUNNERS_UP = 3;
  const CURVE_POINTS = 12;
  const HASH_PAUSE = 150; // milliseconds

  async function unpacked() {
    const bytes = Uint8Array.from(atob(byId("customers").textContent.trim()), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  const data = await unpacked();
  data.tie = Float64Array.from(data.draw, (draw) => 0.999 + 0.002 * (draw / 4294967296));
  const given = Plan.problem(data);
  const count = data.ids.length;
  const inForce = data.limits;

  // --- words and numbers
  const language = () => (root.lang === "en" ? "en" : "ru");
  const word = (name) => WORDS[name][language()];
  const side = (pair) => (pair === null ? word("unknown") : pair[language() === "ru" ? 0 : 1]);
  // Making a format takes longer than using it a hundred times.
  const formats = new Map();
  function format(decimals) {
    const name = language() + decimals;
    if (!formats.has(name)) {
      formats.set(name, new Intl.NumberFormat(language() === "ru" ? "ru-RU" : "en-GB", {
        minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: "always",
      }));
    }
    return formats.get(name);
  }
  const shown = (value, decimals = 0) => value === null || value === undefined ? "–"
    : format(decimals).format(value).replace("-", "−").replaceAll("\u202f", "\u00a0");
  const percent = (value) => value === null ? "–" : shown(value * 100) + (language() === "ru" ? "\u00a0%" : "%");
  const currency = () => (language() === "ru" ? root.dataset.currencyRu : root.dataset.currencyEn);
  const money = (value, decimals = 2) => `${shown(value, decimals)}\u00a0${currency()}`;

  // --- the plan
  const ownLimits = (budget, contacts) => [
    Math.max(0, budget - inForce.beyond.cost), Math.max(0, contacts - inForce.beyond.contacts),
  ];
  for (const own of data.offers) {
    if (own.places !== null) own.places = Math.max(0, own.places - (inForce.beyond_by_offer[own.code] ?? 0));
  }
  const knownPrices = Plan.limitsOf(given, 0, 0).map((limit) => inForce.prices[limit.name] ?? 0);
  const isInForce = (budget, contacts) => budget === inForce.budget && contacts === inForce.contacts;

  function planAt(budget, contacts) {
    const known = isInForce(budget, contacts) ? knownPrices : null;
    const plan = Plan.at(given, ...ownLimits(budget, contacts), known);
    plan.profit += inForce.beyond.profit;
    plan.cost += inForce.beyond.cost;
    plan.contacts += inForce.beyond.contacts;
    return plan;
  }

  const planInForce = planAt(inForce.budget, inForce.contacts);
  let plan = planInForce;

  // --- the state of the view, which the link's hash holds
  const FILTERS = ["zone", "segment", "category", "service", "channel", "owner", "band"];
  // With one month of history there is no change to choose by.
  if (data.months.length) FILTERS.push("moved");
  const EMPTY = {
    q: "", zone: "", segment: "", category: "", service: "", channel: "", owner: "", band: "", moved: "",
    sort: "profit", page: "0", id: "", budget: String(inForce.budget), contacts: String(inForce.contacts),
  };
  let state = { ...EMPTY };

  function readHash() {
    state = { ...EMPTY };
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
      if (name in EMPTY) state[name] = value;
    }
    for (const name of ["budget", "contacts"]) {
      if (!(Number(state[name]) >= 0)) state[name] = EMPTY[name];
    }
  }

  // A slider moves many times a second, and browsers take fewer changes of the address.
  let hashWaits = 0;
  function writeHash() {
    clearTimeout(hashWaits);
    hashWaits = setTimeout(() => {
      const changed = Object.entries(state).filter(([name, value]) => value !== EMPTY[name]);
      const hash = new URLSearchParams(changed).toString();
      history.replaceState(null, "", hash ? `#${hash}` : "#");
    }, HASH_PAUSE);
  }

  // --- what a customer is, in the plan that is shown
  const offerOf = (i) => (plan.chosen[i] < 0 ? null : data.offers[data.offer[plan.chosen[i]]]);
  const profitOf = (i) => (plan.chosen[i] < 0 ? null : data.profit[plan.chosen[i]] / 1e6);
  const segmentOf = (i) => (data.primary[i] < 0 ? null : data.segment_rows[data.primary[i]]);
  const reasonsOf = (i) => {
    const found = [];
    for (let k = 0; k < data.reasons[i].length; k += 2) {
      const frame = data.reason_frames[data.reasons[i][k]];
      const at = language() === "ru" ? 0 : 1;
      found.push(frame[2 * at] + data.reason_values[data.reasons[i][k + 1]][at] + frame[2 * at + 1]);
    }
    return found;
  };
  // What became of a customer since the month before.
  const movedOf = (i) => {
    const was = data.was_at_risk[i];
    if (data.risk[i] === null) return "";
    if (was === null) return "new";
    if (Boolean(data.at_risk[i]) === was) return "";
    return was ? "left" : "entered";
  };
  const groupOf = (i) => {
    if (data.holdout[i]) return "control";
    return offerOf(i) === null ? "none" : offerOf(i).channel;
  };

  // --- the orders of the list: one that never changes is made once, and one that depends on
  // the plan is a walk through what is in order already, so nothing is sorted at a click
  const everybody = Int32Array.from(data.ids.keys());
  const ownerOf = new Int32Array(data.offer.length);
  for (const i of everybody) ownerOf.fill(i, data.start[i], data.start[i + 1]);
  const falling = (column) => everybody.toSorted((one, other) =>
    (column[other] ?? -1) - (column[one] ?? -1) || one - other);

  function once(make) {
    let made = null;
    return () => (made ??= make());
  }

  const byProfit = once(() => Int32Array.from(ownerOf.keys()).sort((one, other) =>
    data.profit[other] - data.profit[one] || ownerOf[one] - ownerOf[other]));
  const byOffer = once(() => Int32Array.from(ownerOf.keys()).sort((one, other) =>
    data.offer[one] - data.offer[other] || ownerOf[one] - ownerOf[other]));

  // The customers of these candidates, as far as the plan has chosen them; then the others.
  function planned(candidates) {
    const order = new Int32Array(count);
    let place = 0;
    for (const j of candidates) if (plan.chosen[ownerOf[j]] === j) order[place++] = ownerOf[j];
    for (const i of everybody) if (plan.chosen[i] < 0) order[place++] = i;
    return order;
  }

  const ORDERS = {
    id: () => everybody,
    risk: once(() => falling(data.risk)),
    lost: once(() => falling(data.lost)),
    segment: once(() => everybody.toSorted((one, other) => data.primary[one] - data.primary[other] || one - other)),
    offer: () => planned(byOffer()),
    profit: () => planned(byProfit()),
  };

  // An id, and the store's own id, as a search compares them.
  const searched = data.ids.map((id, i) => (data.stores[i] === null ? id : `${id}\n${data.stores[i].toLowerCase()}`));

  function matching() {
    // Several ids may be pasted at once.
    const wanted = state.q.toLowerCase().split(/[\s,;]+/).filter(Boolean);
    const tests = [];
    if (wanted.length) tests.push((i) => wanted.some((part) => searched[i].includes(part)));
    if (state.zone) tests.push((i) => data.risk[i] !== null && Boolean(data.at_risk[i]) === (state.zone === "in"));
    if (state.segment === "none") tests.push((i) => data.segments[i].length === 0);
    else if (state.segment) {
      const place = data.segment_rows.findIndex((row) => row.code === state.segment);
      tests.push((i) => data.segments[i].includes(place));
    }
    if (state.category) tests.push((i) => data.category[i] === Number(state.category));
    if (state.service) tests.push((i) => data.service[i] === Number(state.service));
    if (state.channel) tests.push((i) => groupOf(i) === state.channel);
    if (state.owner) tests.push((i) => segmentOf(i)?.owner.ru === state.owner);
    if (state.band) tests.push((i) => data.bands[data.band[i]] === state.band);
    if (state.moved && data.months.length) tests.push((i) => movedOf(i) === state.moved);
    const [name, turned] = state.sort.split("-");
    const order = (ORDERS[name] ?? ORDERS.profit)();
    if (tests.length === 0) return turned ? order.toReversed() : order;
    const kept = new Int32Array(count);
    let length = 0;
    for (const i of order) if (tests.every((test) => test(i))) kept[length++] = i;
    return turned ? kept.subarray(0, length).reverse() : kept.subarray(0, length);
  }

  // --- what is shown; texts are set as text, never as HTML
  function element(tag, text, attributes = {}) {
    const made = document.createElement(tag);
    if (text !== null) made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  let found = [];

  function row(i) {
    const made = element("tr", null);
    const head = element("th", null, { scope: "row" });
    const button = element("button", data.ids[i], { type: "button", class: "link", "data-id": data.ids[i] });
    head.append(button);
    const offer = offerOf(i);
    const group = groupOf(i);
    const isWithheld = data.holdout[i] && offer !== null;
    made.append(
      head,
      element("td", percent(data.risk[i]), { class: "n" }),
      element("td", data.risk[i] === null ? word("inactive") : word(`band_${data.bands[data.band[i]]}`)),
      element("td", shown(data.lost[i], 2), { class: "n" }),
      element("td", segmentOf(i)?.name[language()] ?? word("no_segment")),
      element("td", offer === null ? "–" : offer.name[language()]),
      element("td", word(`channel_${group}`)),
      element("td", isWithheld ? "–" : shown(profitOf(i), 2), { class: "n" }),
    );
    if (data.holdout[i]) made.className = "control";
    return made;
  }

  function showTable() {
    const pages = Math.max(1, Math.ceil(found.length / PAGE_ROWS));
    const page = Math.min(Math.max(0, Number(state.page) || 0), pages - 1);
    const onPage = Array.from(found.slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS));
    byId("rows").replaceChildren(...onPage.map(row));
    let controls = 0;
    for (const i of found) controls += data.holdout[i];
    byId("found").textContent = found.length === 0 ? word("nobody")
      : word("found").replace("{n}", shown(found.length)).replace("{control}", shown(controls));
    for (const name of ["download", "download-xlsx"]) byId(name).disabled = found.length === controls;
    byId("page").textContent = word("page").replace("{page}", shown(page + 1)).replace("{pages}", shown(pages));
    byId("before").disabled = page === 0;
    byId("after").disabled = page >= pages - 1;
    const [name, turned] = state.sort.split("-");
    for (const button of document.querySelectorAll("[data-sort]")) {
      const isThis = button.dataset.sort === name;
      const isFalling = (button.dataset.sort === "id" || button.dataset.sort === "segment" || button.dataset.sort === "offer") === Boolean(turned);
      button.closest("th").setAttribute("aria-sort", isThis ? (isFalling ? "descending" : "ascending") : "none");
    }
  }

  function showCard() {
    const card = byId("card");
    const i = state.id ? data.ids.indexOf(state.id) : -1;
    card.hidden = i < 0;
    if (i < 0) return;
    const offer = offerOf(i);
    byId("card-title").textContent = word("customer").replace("{id}", data.ids[i]);
    const facts = byId("card-facts");
    facts.replaceChildren();
    const say = (name, value) => facts.append(element("dt", word(name)), element("dd", value));
    if (data.risk[i] === null) {
      const [status, why] = data.statuses[data.status[i]];
      say("status", word(`status_${status}`) + (why && language() === "en" ? `: ${why}` : ""));
    } else {
      const group = () => say("group", data.holdout[i] ? word("is_control") : word(offer === null ? "no_offer" : "is_treated"));
      if (data.holdout[i]) group();
      say("risk", `${percent(data.risk[i])} · ${word(`band_${data.bands[data.band[i]]}`)}${data.at_risk[i] ? ` · ${word("at_risk")}` : ""}`);
      say("lost", money(data.lost[i]));
      say("monthly", money(data.monthly[i]));
      if (data.months.length) {
        say("months", data.months.map((month, at) => `${month}: ${percent(data.risks[at][i])}`).join("; "));
      }
      say("segments", data.segments[i].map((place) => data.segment_rows[place].name[language()]).join("; ") || word("no_segment"));
      say("category", side(data.categories[data.category[i]]));
      say("service", side(data.services[data.service[i]]));
      say("consent", word(data.consent[i] ? "yes" : "no_consent"));
      if (!data.holdout[i]) group();
    }
    const why = byId("card-reasons");
    const reasons = reasonsOf(i);
    why.replaceChildren(...(reasons.length ? reasons : [word(data.risk[i] === null ? "not_scored" : "no_reason")]).map((reason) => element("li", reason)));
    const given_ = element("li", offer === null ? word("no_offer")
      : `${data.holdout[i] ? `${word("withheld")} ` : ""}${offer.name[language()]} · ${word(`channel_${offer.channel}`)} · ${money(profitOf(i))}`, { class: "given" });
    const others = [];
    for (let j = data.start[i]; j < data.start[i + 1]; j += 1) if (j !== plan.chosen[i]) others.push(j);
    others.sort((one, other) => data.profit[other] - data.profit[one] || one - other);
    byId("card-offers").replaceChildren(given_, ...others.slice(0, RUNNERS_UP).map((j) => {
      const own = data.offers[data.offer[j]];
      return element("li", `${own.name[language()]} · ${word(`channel_${own.channel}`)} · ${money(data.profit[j] / 1e6)}`);
    }));
  }

  function showPlan() {
    const budget = Number(state.budget);
    const contacts = Number(state.contacts);
    byId("budget-value").textContent = money(budget, 0);
    byId("contacts-value").textContent = shown(contacts);
    byId("plan-profit").textContent = shown(plan.profit, 1);
    byId("plan-cost").textContent = shown(plan.cost, 1);
    byId("plan-contacts").textContent = shown(plan.contacts);
    byId("plan-site").textContent = shown(plan.site);
    const more = plan.profit - planInForce.profit;
    const verdict = Math.abs(more) < 0.05 ? "earns_same" : more < 0 ? "earns_less" : "earns_more";
    byId("plan-says").textContent = isInForce(budget, contacts) ? word("in_force")
      : word(verdict).replace("{difference}", money(Math.abs(more), 1));
    byId("reset").disabled = isInForce(budget, contacts);
    byId("trial").hidden = isInForce(budget, contacts);
    byId("trial-says").textContent = word("trial").replace("{budget}", money(budget, 0)).replace("{contacts}", shown(contacts));
  }

  // --- the curve: profit by the number of contacts at this budget
  let curve = [];
  let curveRun = 0;
  // In pixels, so that the numbers are as large on a phone. To measure is to lay out the page,
  // for which a slider has no time.
  let curveWidth = 0;

  function drawCurve() {
    const box = byId("curve");
    const width = curveWidth, height = 200, left = 46, bottom = 30, top = 12, right = 14;
    box.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const most = Math.max(...curve.map((point) => point.contacts), 1);
    const profits = curve.map((point) => point.profit);
    const low = Math.min(0, ...profits), high = Math.max(...profits, 1e-9);
    const x = (value) => left + (value / most) * (width - left - right);
    const y = (value) => height - bottom - ((value - low) / (high - low)) * (height - top - bottom);
    const svg = (tag, attributes, text) => {
      const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
      if (text !== undefined) made.textContent = text;
      return made;
    };
    const parts = [];
    for (const share of [0, 0.5, 1]) {
      const profit = low + share * (high - low);
      parts.push(svg("line", { x1: left, x2: width - right, y1: y(profit), y2: y(profit), class: "grid-line" }));
      parts.push(svg("text", { x: left - 6, y: y(profit) + 4, "text-anchor": "end" }, shown(profit)));
      const anchor = share === 0 ? "start" : share === 1 ? "end" : "middle";
      parts.push(svg("text", { x: x(share * most), y: height - 8, "text-anchor": anchor }, shown(share * most)));
    }
    const path = curve.map((point, at) => `${at ? "L" : "M"}${x(point.contacts).toFixed(1)} ${y(point.profit).toFixed(1)}`).join("");
    parts.push(svg("path", { d: path, class: "curve-line" }));
    const here = Math.min(Number(state.contacts), most);
    parts.push(svg("circle", { cx: x(here), cy: y(plan.profit), r: 6, class: "curve-point" }));
    box.replaceChildren(...parts);
    byId("curve-rows").replaceChildren(...curve.map((point) => {
      const made = element("tr", null);
      made.append(element("th", shown(point.contacts), { scope: "row", class: "n" }), element("td", shown(point.profit, 1), { class: "n" }), element("td", shown(point.cost, 1), { class: "n" }));
      return made;
    }));
  }

  // A point at a time, so that a slider never waits for the curve.
  async function makeCurve() {
    curveRun += 1;
    const run = curveRun;
    const most = Number(byId("contacts").max);
    const points = [];
    for (let step = 0; step <= CURVE_POINTS; step += 1) {
      const contacts = Math.round((most * step) / CURVE_POINTS);
      await new Promise((done) => { setTimeout(done); });
      if (run !== curveRun) return;
      const made = planAt(Number(state.budget), contacts);
      points.push({ contacts, profit: made.profit, cost: made.cost });
    }
    curve = points;
    drawCurve();
    root.dataset.curve = String(run);
  }

  // --- downloads: never a customer of the control group
  const HEADER = [
    "customer_id", "store_id", "campaign", "channel", "offer", "offer_name", "segment",
    "favourite_category", "reasons", "churn_risk", "expected_profit",
  ];

  const listed = () => [HEADER, ...Array.from(found.filter((i) => !data.holdout[i]), (i) => [
    data.ids[i], data.stores[i] ?? data.ids[i], data.month, offerOf(i)?.channel, offerOf(i)?.code,
    offerOf(i)?.name[language()], segmentOf(i)?.name[language()] ?? word("no_segment"),
    side(data.categories[data.category[i]]), reasonsOf(i).join("; "), data.risk[i], profitOf(i),
  ])];

  const FORMULA = /(^|[;\t]|[\r\n]+)(\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

  function cell(value) {
    if (typeof value === "number") return String(value).replace(".", data.separator === ";" ? "," : ".");
    return `"${(value ?? "").replace(FORMULA, "$1'$2").replaceAll('"', '""')}"`;
  }

  const csv = () => `\ufeff${listed().map((line) => line.map(cell).join(data.separator)).join("\r\n")}\r\n`;

  // A workbook takes a moment; its name tells of the plan at the click.
  async function save(ending, making) {
    const budget = Number(state.budget), contacts = Number(state.contacts);
    const mark = isInForce(budget, contacts) ? "" : `_what-if_${budget}_${contacts}`;
    const link = element("a", null, { download: `customers_${data.month}${mark}.${ending}` });
    link.href = URL.createObjectURL(await making);
    link.click();
    URL.revokeObjectURL(link.href);
  }

  // --- the controls
  function fill(name, options) {
    const select = byId(name);
    const kept = state[name];
    select.replaceChildren(element("option", word("all"), { value: "" }),
      ...options.map(([value, text]) => element("option", text, { value })));
    select.value = kept;
    if (select.value !== kept) state[name] = select.value = "";
  }

  function fillAll() {
    fill("zone", ["in", "out"].map((own) => [own, word(`zone_${own}`)]));
    fill("segment", [...data.segment_rows.map((own) => [own.code, own.name[language()]]), ["none", word("no_segment")]]);
    fill("category", data.categories.map((own, place) => [String(place), side(own)]).slice(1));
    fill("service", data.services.map((own, place) => [String(place), side(own)]).slice(1));
    fill("channel", ["email", "call", "sms", "push", "on_site", "control", "none"].map((own) => [own, word(`channel_${own}`)]));
    const owners = new Map(data.segment_rows.map((own) => [own.owner.ru, own.owner[language()]]));
    fill("owner", [...owners]);
    fill("band", ["high", "medium", "low"].map((own) => [own, word(`band_${own}`)]));
    if (data.months.length) fill("moved", ["entered", "left", "new"].map((own) => [own, word(`moved_${own}`)]));
    byId("q").value = state.q;
    byId("budget").value = state.budget;
    byId("contacts").value = state.contacts;
  }

  function refind() {
    found = matching();
    showTable();
    showCard();
    writeHash();
  }

  function turnTo(page) {
    state.page = String(page);
    showTable();
    byId("found").scrollIntoView();
    writeHash();
  }

  function replan() {
    plan = planAt(Number(state.budget), Number(state.contacts));
    showPlan();
    refind();
    if (curve.length) drawCurve();
  }

  function showAll() {
    fillAll();
    byId("shown").textContent = count < data.known
      ? word("shown_part").replace("{n}", shown(count)).replace("{all}", shown(data.known))
      : word("shown_all").replace("{n}", shown(count));
    replan();
  }

  const eligible = new Set();
  for (let i = 0; i < count; i += 1) {
    for (let k = given.from[i]; k < given.from[i + 1]; k += 1) {
      if (!data.holdout[i] && data.offers[data.offer[given.limited[k]]].contact) eligible.add(i);
    }
  }
  byId("contacts").max = String(Math.max(inForce.contacts, Math.ceil((eligible.size + inForce.beyond.contacts) / 10) * 10));
  byId("budget").max = String(Math.max(10, Math.ceil(inForce.budget * 2)));

  byId("q").addEventListener("input", (event) => { state.q = event.target.value; state.page = "0"; state.id = ""; refind(); });
  for (const name of FILTERS) {
    byId(name).addEventListener("change", (event) => { state[name] = event.target.value; state.page = "0"; refind(); });
  }
  for (const name of ["budget", "contacts"]) {
    byId(name).addEventListener("input", (event) => { state[name] = event.target.value; replan(); });
  }
  byId("budget").addEventListener("change", makeCurve);
  for (const name of ["reset", "trial-end"]) {
    byId(name).addEventListener("click", () => {
      state.budget = EMPTY.budget;
      state.contacts = EMPTY.contacts;
      showAll();
      makeCurve();
    });
  }
  byId("clear").addEventListener("click", () => {
    state = { ...EMPTY, budget: state.budget, contacts: state.contacts };
    showAll();
  });
  byId("before").addEventListener("click", () => turnTo(Number(state.page) - 1));
  byId("after").addEventListener("click", () => turnTo(Number(state.page) + 1));
  byId("download").addEventListener("click", () => save("csv", new Blob([csv()], { type: "text/csv;charset=utf-8" })));
  byId("download-xlsx").addEventListener("click", () => save("xlsx", Workbook.of(listed())));
  byId("rows").addEventListener("click", (event) => {
    const button = event.target.closest("[data-id]");
    if (!button) return;
    state.id = button.dataset.id;
    showCard();
    writeHash();
    byId("card-title").focus();
  });
  byId("card-close").addEventListener("click", () => {
    const last = state.id;
    state.id = "";
    showCard();
    writeHash();
    document.querySelector(`[data-id="${last}"]`)?.focus();
  });
  for (const button of document.querySelectorAll("[data-sort]")) {
    button.addEventListener("click", () => {
      const name = button.dataset.sort;
      state.sort = state.sort === name ? `${name}-turned` : name;
      state.page = "0";
      refind();
    });
  }
  window.addEventListener("resize", () => {
    curveWidth = byId("curve").clientWidth;
    if (curve.length) drawCurve();
  });
  window.addEventListener("hashchange", () => {
    // A link to a part of this page says nothing of the state.
    if (document.getElementById(location.hash.slice(1))) writeHash();
    else { readHash(); showAll(); makeCurve(); }
  });
  new MutationObserver(showAll).observe(root, { attributes: true, attributeFilter: ["lang"] });

  readHash();
  showAll();
  curveWidth = byId("curve").clientWidth;
  root.dataset.ready = "true";
  makeCurve();
})();
