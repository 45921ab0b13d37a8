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
  const NEAR = 1e-6;
  // A price a little too low lets more ask than can be served, so a little more is tried, too.
  const RAISED = [1, 1.001];
  // Customers of whom the prices are found.
  const SAMPLE = 4000;
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
    const open = [];
    for (let i = 0; i < count; i += 1) if (!holdout[i] && from[i + 1] > from[i]) open.push(i);
    return {
      offers, offer, profit, tie, holdout, count, site, from, floor, worth, code,
      limited: Int32Array.from(limited), open: Int32Array.from(open),
    };
  }

  // A row per limit: how much there is, and how much a candidate takes of it.
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

  // The dual bound at these prices, if each customer takes the best candidate, and how it
  // changes with each price: by what there is of the limit, less what is taken. Every
  // `step`-th customer stands for the others.
  function bound(given, limits, prices, step) {
    const { from, floor, worth, code, open, offers } = given;
    const price = Float64Array.from(offers, (_, place) =>
      limits.reduce((sum, limit, row) => sum + limit.units[place] * prices[row], 0));
    const chosen = new Int32Array(offers.length);
    let value = 0;
    for (let at = 0; at < open.length; at += step) {
      const i = open[at];
      let best = floor[i];
      let choice = -1;
      for (let k = from[i]; k < from[i + 1]; k += 1) {
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
    const step = Math.max(1, Math.floor(given.open.length / SAMPLE));
    const highest = limits.map((limit) => {
      let most = 1e-6;
      for (const j of given.limited) {
        const units = limit.units[given.offer[j]];
        if (units > 0) most = Math.max(most, given.profit[j] / MICRO / units);
      }
      return most;
    });
    const centre = highest.map((most) => most / 2);
    let shape = highest.map((most, row) => highest.map((_, column) => (row === column ? size * (most / 2) ** 2 : 0)));
    let best = { value: Infinity, prices: centre.map(() => 0) };
    const atZero = bound(given, limits, best.prices, step);
    // Where nothing is used up, nothing has a price.
    if (atZero.slope.every((left) => left >= 0)) return best.prices;
    for (let turn = 0; turn < TURNS * size; turn += 1) {
      const below = centre.findIndex((price) => price < 0);
      let slope = centre.map((_, row) => (row === below ? -1 : 0));
      if (below < 0) {
        const found = bound(given, limits, centre, step);
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

  // The candidate that each customer gets, or -1.
  function allocated(given, limits, prices) {
    const { from, limited, offer, profit, holdout, offers, count } = given;
    const price = offers.map((own, place) =>
      (own.cost / MICRO) * prices[0] + (own.contact ? prices[1] : 0)
      + limits.reduce((sum, limit, row) => sum + (row > 1 && limit.takes[place] ? prices[row] : 0), 0));
    const advantage = new Float64Array(limited.length);
    const waits = new Uint8Array(limited.length);
    for (let i = 0; i < count; i += 1) {
      const least = given.floor[i];
      for (let k = from[i]; k < from[i + 1]; k += 1) {
        const own = profit[limited[k]] / MICRO;
        const costs = price[given.code[k]];
        waits[k] = own > least && own - costs / 2 > least ? 1 : 0;
        advantage[k] = rounded(given.worth[k] - costs - least);
      }
    }
    const held = new Int32Array(count).fill(-1);
    const gain = new Float64Array(count);
    const asked = new Int32Array(count);
    for (let round = 0; round < ROUNDS; round += 1) {
      const left = limits.map((limit) => limit.available);
      for (let i = 0; i < count; i += 1) {
        if (held[i] < 0 || holdout[i]) continue;
        limits.forEach((limit, row) => { left[row] -= limit.takes[offer[limited[held[i]]]]; });
      }
      const askers = [];
      for (let i = 0; i < count; i += 1) {
        asked[i] = -1;
        const has = held[i] < 0 ? null : limited[held[i]];
        for (let k = from[i]; k < from[i + 1]; k += 1) {
          if (!waits[k]) continue;
          const j = limited[k];
          if (has !== null && profit[j] <= profit[has]) continue;
          const more = (row) => limits[row].takes[offer[j]] - (has === null ? 0 : limits[row].takes[offer[has]]);
          if (more(0) > left[0] || more(1) > left[1]) continue;
          if (limits.some((limit, row) => row > 1 && limit.takes[offer[j]] && left[row] < 1)) continue;
          const own = advantage[k] - (has === null ? 0 : advantage[held[i]]);
          const other = asked[i] < 0 ? null : limited[asked[i]];
          const isBetter = other === null || own > gain[i]
            || (own === gain[i] && (offers[offer[j]].cost < offers[offer[other]].cost
              || (offers[offer[j]].cost === offers[offer[other]].cost && offer[j] < offer[other])));
          if (isBetter) {
            asked[i] = k;
            gain[i] = own;
          }
        }
        if (asked[i] >= 0) askers.push(i);
      }
      askers.sort((one, other) => gain[other] - gain[one] || one - other);
      const soFar = limits.map(() => 0);
      const granted = [];
      for (const i of askers) {
        const wants = offer[limited[asked[i]]];
        const has = held[i] < 0 ? null : offer[limited[held[i]]];
        let isRefused = false;
        limits.forEach((limit, row) => {
          if (!limit.takes[wants]) return;
          const shared = row < 2 && has !== null ? limit.takes[has] : 0;
          if (!holdout[i]) soFar[row] += Math.max(limit.takes[wants] - shared, 0);
          if (soFar[row] > left[row]) isRefused = true;
        });
        if (!isRefused) granted.push(i);
      }
      for (const i of granted) held[i] = asked[i];
    }
    return Int32Array.from(held, (k, i) => (k < 0 ? given.site[i] : limited[k]));
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
