// The plan of the warehouse in another language: models/offers/priced_offers.sql,
// planned_offers.sql and macros/allocation. At the limits in force the page takes the prices
// that the warehouse solved, and comes to the same contacts. At other limits it finds prices
// of its own.
const Plan = (() => {
  "use strict";
  const MICRO = 1e6;
  const ROUNDS = 3;
  // Turns of the search for prices, per limit; a price this near is near enough.
  const TURNS = 200;
  const NEAR = 1e-5;
  // A price a little too low lets more ask than can be served, so a little more is tried, too.
  const RAISED = [1, 1.001];
  // Customers of whom the prices are found.
  const SAMPLE = 2000;
  // As exact as money; halves go away from zero, as in SQL.
  const rounded = (value) => (Math.sign(value) * Math.round(Math.abs(value) * MICRO)) / MICRO;

  // `data` holds the offers, and for each customer i the candidates data.start[i] to
  // data.start[i + 1], each with its offer, its profit in millionths and its tie break.
  // Customers stand in the order of their ids, offers in the order of their codes.
  function problem(data) {
    const { offers, start, offer, profit, tie, holdout } = data;
    const count = start.length - 1;
    const site = new Int32Array(count).fill(-1);
    const limited = [];
    const from = new Int32Array(count + 1);
    for (let i = 0; i < count; i += 1) {
      for (let j = start[i]; j < start[i + 1]; j += 1) {
        const own = offers[offer[j]];
        if (own.contact || own.places !== null) continue;
        const best = site[i] < 0 ? null : offers[offer[site[i]]];
        if (best === null || own.reduction > best.reduction) site[i] = j;
      }
      const least = site[i] < 0 ? 0 : profit[site[i]];
      for (let j = start[i]; j < start[i + 1]; j += 1) {
        const own = offers[offer[j]];
        if ((own.contact || own.places !== null) && profit[j] > least) limited.push(j);
      }
      from[i + 1] = limited.length;
    }
    const floor = Float64Array.from(site, (j) => (j < 0 ? 0 : profit[j] / MICRO));
    // What the search for prices looks at, over and over.
    const worth = Float64Array.from(limited, (j) => (profit[j] / MICRO) * tie[j]);
    const code = Uint8Array.from(limited, (j) => offer[j]);
    const cost = Float64Array.from(offers, (own) => own.cost);
    const contact = Uint8Array.from(offers, (own) => (own.contact ? 1 : 0));
    // Who may ask for something limited, and who of them takes of the limits.
    const asking = Int32Array.from(floor.keys()).filter((i) => from[i + 1] > from[i]);
    // The most that a candidate of each offer earns.
    const most = new Float64Array(offers.length);
    for (const j of limited) most[offer[j]] = Math.max(most[offer[j]], profit[j] / MICRO);
    const made = {
      offers, offer, profit, holdout, count, site, from, floor, worth, code, cost, contact, most,
      limited: Int32Array.from(limited), asking, open: asking.filter((i) => !holdout[i]),
    };
    return { ...made, sample: sampled(made) };
  }

  // A row per limit: how much there is, and how much an offer takes of it. The first two are
  // the budget and the contacts, the others the places of one offer each.
  function limitsOf(given, budget, contacts) {
    const { offers } = given;
    const rows = [
      { name: "budget", available: Math.round(budget * MICRO), takes: offers.map((own) => own.cost), scale: MICRO },
      { name: "contacts", available: contacts, takes: offers.map((own) => (own.contact ? 1 : 0)), scale: 1 },
    ];
    offers.forEach((own, place) => {
      if (own.places !== null) {
        rows.push({ name: own.code, available: own.places, takes: offers.map((_, other) => (other === place ? 1 : 0)), scale: 1 });
      }
    });
    return rows.map((row) => ({ ...row, units: row.takes.map((amount) => amount / row.scale) }));
  }

  // The row of the limit that holds the places of each offer; -1 where it has none.
  const placesRows = (given, limits) =>
    Int32Array.from(given.offers, (_, place) => limits.findIndex((limit, row) => row > 1 && limit.takes[place] > 0));

  // Every `step`-th customer who takes of the limits stands for the others; their candidates
  // lie behind each other, for the search for prices looks at them hundreds of times.
  function sampled({ open, from, floor, worth, code }) {
    const step = Math.max(1, Math.floor(open.length / SAMPLE));
    const customers = open.filter((_, at) => at % step === 0);
    const places = Array.from(customers, (i) => Array.from({ length: from[i + 1] - from[i] }, (_, at) => from[i] + at));
    const ends = new Int32Array(customers.length + 1);
    places.forEach((own, at) => { ends[at + 1] = ends[at] + own.length; });
    return {
      step, ends, floor: Float64Array.from(customers, (i) => floor[i]),
      worth: Float64Array.from(places.flat(), (k) => worth[k]), code: Uint8Array.from(places.flat(), (k) => code[k]),
    };
  }

  // The dual bound at these prices, if each customer takes the best candidate, and how it
  // changes with each price: by what there is of the limit, less what is taken.
  function bound(given, limits, prices) {
    const { offers } = given;
    const { step, ends, floor, worth, code } = given.sample;
    const price = Float64Array.from(offers, (_, place) =>
      limits.reduce((sum, limit, row) => sum + limit.units[place] * prices[row], 0));
    const chosen = new Int32Array(offers.length);
    let value = 0;
    for (let at = 0; at < floor.length; at += 1) {
      let best = floor[at];
      let choice = -1;
      for (let k = ends[at]; k < ends[at + 1]; k += 1) {
        const own = worth[k] - price[code[k]];
        if (own > best) {
          best = own;
          choice = code[k];
        }
      }
      value += best;
      if (choice >= 0) chosen[choice] += 1;
    }
    const slope = limits.map((limit) =>
      chosen.reduce((left, customers, place) => left - customers * limit.units[place], limit.available / limit.scale / step));
    limits.forEach((limit, row) => { value += (limit.available / limit.scale / step) * prices[row]; });
    return { value, slope };
  }

  // The prices of the limits: the lowest dual bound, by the ellipsoid method. It needs no
  // library, and says itself how far it can be from the lowest: the length of the last step.
  function solvedPrices(given, limits) {
    const size = limits.length;
    const highest = limits.map((limit) => limit.units.reduce(
      (most, units, place) => (units > 0 ? Math.max(most, given.most[place] / units) : most), 1e-6));
    const centre = highest.map((most) => most / 2);
    let shape = highest.map((most, row) => highest.map((_, column) => (row === column ? size * (most / 2) ** 2 : 0)));
    let best = { value: Infinity, prices: centre.map(() => 0) };
    const atZero = bound(given, limits, best.prices);
    // Where nothing is used up, nothing has a price.
    if (atZero.slope.every((left) => left >= 0)) return best.prices;
    for (let turn = 0; turn < TURNS * size; turn += 1) {
      const below = centre.findIndex((price) => price < 0);
      let slope = centre.map((_, row) => (row === below ? -1 : 0));
      if (below < 0) {
        const found = bound(given, limits, centre);
        if (found.value < best.value) best = { value: found.value, prices: [...centre] };
        slope = found.slope;
      }
      const along = shape.map((row) => row.reduce((sum, entry, column) => sum + entry * slope[column], 0));
      const length = Math.sqrt(Math.max(0, slope.reduce((sum, entry, row) => sum + entry * along[row], 0)));
      if (length === 0 || (below < 0 && length < NEAR * Math.abs(best.value))) break;
      along.forEach((entry, row) => { centre[row] -= entry / length / (size + 1); });
      const grow = size ** 2 / (size ** 2 - 1);
      const squash = 2 / (size + 1) / length ** 2;
      shape = shape.map((row, at) => row.map((entry, column) => grow * (entry - squash * along[at] * along[column])));
    }
    return best.prices;
  }

  // The candidate that each customer gets, or -1. In each round every customer asks for the
  // best candidate that still fits, and those are served who gain most, as far as it goes.
  function allocated(given, limits, prices) {
    const { from, limited, code, worth, floor, cost, contact, profit, holdout, offers, asking, count } = given;
    const places = placesRows(given, limits);
    const price = Float64Array.from(offers, (own, place) =>
      (own.cost / MICRO) * prices[0] + (own.contact ? prices[1] : 0) + (places[place] < 0 ? 0 : prices[places[place]]));
    const advantage = new Float64Array(limited.length);
    const waits = new Uint8Array(limited.length);
    for (const i of asking) {
      const least = floor[i];
      for (let k = from[i]; k < from[i + 1]; k += 1) {
        const own = profit[limited[k]] / MICRO;
        const costs = price[code[k]];
        if (own <= least || own - costs / 2 <= least) continue;
        waits[k] = 1;
        advantage[k] = rounded(worth[k] - costs - least);
      }
    }
    // Those who get what they ask for, if each takes of what is left in this order.
    function served(askers, asked, held, left) {
      const soFar = new Float64Array(limits.length);
      return askers.filter((i) => {
        const wants = code[asked[i]];
        const has = held[i] < 0 ? -1 : code[held[i]];
        const own = places[wants];
        const takes = holdout[i] ? 0 : 1;
        soFar[0] += takes * Math.max(cost[wants] - (has < 0 ? 0 : cost[has]), 0);
        soFar[1] += takes * Math.max(contact[wants] - (has < 0 ? 0 : contact[has]), 0);
        if (own >= 0) soFar[own] += takes;
        return (cost[wants] === 0 || soFar[0] <= left[0]) && (contact[wants] === 0 || soFar[1] <= left[1])
          && (own < 0 || soFar[own] <= left[own]);
      });
    }

    const held = new Int32Array(count).fill(-1);
    const gain = new Float64Array(count);
    const asked = new Int32Array(count);
    for (let round = 0; round < ROUNDS; round += 1) {
      const left = Float64Array.from(limits, (limit) => limit.available);
      for (const i of asking) {
        if (held[i] < 0 || holdout[i]) continue;
        const has = code[held[i]];
        left[0] -= cost[has];
        left[1] -= contact[has];
        if (places[has] >= 0) left[places[has]] -= 1;
      }
      const askers = [];
      for (const i of asking) {
        const has = held[i];
        const hasCost = has < 0 ? 0 : cost[code[has]];
        const hasContact = has < 0 ? 0 : contact[code[has]];
        let best = -1;
        for (let k = from[i]; k < from[i + 1]; k += 1) {
          if (!waits[k]) continue;
          const own = code[k];
          if (has >= 0 && profit[limited[k]] <= profit[limited[has]]) continue;
          if (cost[own] - hasCost > left[0] || contact[own] - hasContact > left[1]) continue;
          if (places[own] >= 0 && left[places[own]] < 1) continue;
          const more = advantage[k] - (has < 0 ? 0 : advantage[has]);
          const isBetter = best < 0 || more > gain[i]
            || (more === gain[i] && (cost[own] - cost[code[best]] || own - code[best]) < 0);
          if (!isBetter) continue;
          best = k;
          gain[i] = more;
        }
        asked[i] = best;
        if (best >= 0) askers.push(i);
      }
      // Where there is enough for all of them, their order decides nothing.
      let granted = served(askers, asked, held, left);
      if (granted.length < askers.length) {
        const inOrder = Int32Array.from(askers).sort((one, other) => gain[other] - gain[one] || one - other);
        granted = served(inOrder, asked, held, left);
      }
      for (const i of granted) held[i] = asked[i];
    }
    const chosen = given.site.slice();
    for (const i of asking) if (held[i] >= 0) chosen[i] = limited[held[i]];
    return chosen;
  }

  function totals(given, chosen) {
    const sums = { profit: 0, cost: 0, contacts: 0, site: 0 };
    for (let i = 0; i < given.count; i += 1) {
      if (given.holdout[i] || chosen[i] < 0) continue;
      const own = given.offers[given.offer[chosen[i]]];
      sums.profit += given.profit[chosen[i]];
      sums.cost += own.cost;
      if (own.contact) sums.contacts += 1;
      else sums.site += 1;
    }
    return { ...sums, profit: sums.profit / MICRO, cost: sums.cost / MICRO };
  }

  // The plan at a budget and a number of contacts; `known` are the prices of the warehouse.
  function at(given, budget, contacts, known) {
    const limits = limitsOf(given, budget, contacts);
    const plan = (prices) => {
      const chosen = allocated(given, limits, prices);
      return { chosen, prices, ...totals(given, chosen) };
    };
    if (known) return plan(known);
    const prices = solvedPrices(given, limits);
    return RAISED.map((factor) => plan(prices.map((price) => price * factor)))
      .reduce((best, other) => (other.profit > best.profit ? other : best));
  }

  return { problem, limitsOf, at };
})();
