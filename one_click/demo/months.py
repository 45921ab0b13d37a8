"""The customers of the demo store in one month, and in the month after it.

A feature's normal score is `fading * a + spending * b + noise`, and its quantile table
turns the score into a value. The label follows from the values: the ramps and the
category add up to log-odds, and a coin of that chance falls. Values are whole multiples
of a step, so no file depends on the last bit of a float: one seed gives the same bytes
everywhere.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from one_click.demo import store

CHUNK = 250_000  # customers drawn at a time, each chunk from its own random stream
MONTH_AFTER = 1  # tells the random stream of the month after from those of the chunks


def first_month(customers: int, seed: int) -> pd.DataFrame:
    """Draw one month: a row per customer, ids ascending, about 70 bytes each."""
    ids = np.arange(customers, dtype=np.int32) + store.FIRST_ID
    chunks = np.split(ids, range(CHUNK, customers, CHUNK))
    frames = (
        draw_chunk(np.random.default_rng([seed, number]), chunk)
        for number, chunk in enumerate(chunks)
    )
    return pd.concat(frames, ignore_index=True)


def moved(frame: pd.DataFrame, now: str, later: str) -> pd.Series:
    """A number of one month, in the steps that it has a month later."""
    steps = store.FEATURES[now].per_unit // store.FEATURES[later].per_unit
    return frame[now] // steps


def next_month(
    frame: pd.DataFrame, treated: np.ndarray, effect: float, seed: int
) -> pd.DataFrame:
    """Draw the month after `frame`: the same customers, a month later.

    Each customer buys less with the chance that its values promise now. A campaign
    lowers this chance by the share `effect` for the customers whose ids are in
    `treated`. Customers who buy less bring less profit, money and time. The exports hold
    the mean profit of three months, so the first of these months shows a third of the loss.
    """
    rng = np.random.default_rng([seed, MONTH_AFTER])
    n = len(frame)
    chance = chance_of_decrease(frame)
    chance *= 1 - effect * frame["id"].isin(treated).to_numpy()
    is_decreased = rng.random(n) < chance
    frame = frame.assign(
        label=pd.Categorical.from_codes(is_decreased.astype("i1"), store.LABELS),
        tenure=frame["tenure"] + store.MONTH_DAYS,
        revenue_earlier=moved(frame, "revenue_before", "revenue_earlier"),
        revenue_before=moved(frame, "revenue_now", "revenue_before"),
        minutes_before=frame["minutes_now"],
        **months_of_profit(frame),
    )
    for name, (same, decreased) in store.MONTH_CHANGES.items():
        change = np.where(is_decreased, decreased, same)
        change += store.MONTH_NOISE * rng.standard_normal(n)
        steps = np.rint(frame[name] * np.clip(change, *store.MONTH_LIMITS))
        frame[name] = steps.astype(np.int32)
    mean = frame[list(store.PROFIT_MONTHS)].mean(axis=1)
    frame["profit"] = np.rint(mean).astype(np.int32)
    return frame


def months_of_profit(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """The profit of three months a month later, of which the last is yet to change.

    The first frame knows their mean alone, and takes each month for it.
    """
    now, before, _ = (frame.get(name, frame["profit"]) for name in store.PROFIT_MONTHS)
    return dict(zip(store.PROFIT_MONTHS, (now, now, before), strict=True))


def chance_of_decrease(frame: pd.DataFrame) -> np.ndarray:
    """Return the chance to buy less of the n customers of a frame, (n,)."""
    by_category = np.array([effect for _, effect in store.CATEGORIES.values()])
    log_odds = store.LOG_ODDS + by_category[frame["category"].cat.codes]
    for name, start, end, most in store.RAMPS:
        value = frame[name].to_numpy() / store.FEATURES[name].per_unit
        log_odds += most * np.clip((value - start) / (end - start), 0, 1)
    chance = 1 / (1 + np.exp(-log_odds))
    return chance + (1 - chance) * store.UNFORESEEN_SHARE


def draw_chunk(rng: np.random.Generator, ids: np.ndarray) -> pd.DataFrame:
    """Draw the customers with these ids: one row each, values in whole steps."""
    n = len(ids)
    rows, c = rng.permutation(n), int(n * store.COPIES_SHARE)
    originals = rows[c + rng.integers(0, store.ORIGINALS_PER_COPY * c, c)]
    copies = rows[:c]
    traits = rng.standard_normal((2, n))
    traits[0, copies] = traits[0, originals]

    premium = rng.random(n) < store.PREMIUM_SHARE
    misspelt = ~premium & (rng.random(n) < store.MISSPELT_SHARE)
    consent = (rng.random(n) < store.CONSENT_SHARE).astype("i1")
    category = choose(rng, (share for share, _ in store.CATEGORIES.values()), n)
    columns = {
        "id": ids,
        "service": pd.Categorical.from_codes(premium + 2 * misspelt, store.SERVICES),
        "consent": pd.Categorical.from_codes(consent, store.CONSENTS),
        "category": pd.Categorical.from_codes(category, list(store.CATEGORIES)),
        "revenue_order": choose(rng, store.REVENUE_ORDERS.values(), n),
        "minutes_order": choose(rng, store.MINUTES_ORDERS.values(), n),
    }
    for name, feature in store.FEATURES.items():
        noise = rng.standard_normal(n)
        if name == "tenure":
            noise += store.PREMIUM_TENURE * (premium - store.PREMIUM_SHARE)
        columns[name] = feature.steps(traits, noise)
    for name in store.COPIED:
        columns[name][copies] = columns[name][originals]

    frame = pd.DataFrame(columns)
    decreased = (rng.random(n) < chance_of_decrease(frame)).astype("i1")
    frame["label"] = pd.Categorical.from_codes(decreased, store.LABELS)
    plant_oddities(frame)
    return frame


def choose(rng: np.random.Generator, shares: Iterable[float], n: int) -> np.ndarray:
    """Draw n codes (int8) of options with the given shares; the last takes the rest."""
    bounds = np.cumsum(list(shares))[:-1]
    return np.searchsorted(bounds, rng.random(n), "right").astype("i1")


def plant_oddities(frame: pd.DataFrame) -> None:
    """Plant the inactive customers and the outliers of current revenue, by id."""
    place = frame["id"] - store.FIRST_ID
    inactive = place % store.INACTIVE_EVERY == store.INACTIVE_PLACE
    frame.loc[inactive, ["revenue_before", "revenue_earlier", "promo"]] = 0
    frame.loc[inactive, "label"] = store.DECREASED
    outlier = place % store.OUTLIER_EVERY == store.OUTLIER_PLACE
    steps = store.OUTLIER_REVENUE * store.FEATURES["revenue_now"].per_unit
    frame.loc[outlier, "revenue_now"] += steps
