"""Two shares compared within strata of a risk that was known before.

Treated and control customers of a group stand in strata of the risk. The model is a
logistic regression in which the stratum's log-odds are an offset, `level` moves all
customers and `effect` the treated ones:

    control  expit(offset + level)      treated  expit(offset + level + effect)

For each hypothesis on `effect`, `level` follows from the number of events, and the
difference between the shares is compared with the one expected, by its variance under
this hypothesis. An interval holds the differences of the hypotheses that this score does
not reject. Without strata it is nearly the interval of Miettinen and Nurminen (1985), with
their factor N / (N - 1). It needs no event in either group, and keeps its coverage where
a normal interval does not.

Arrays have the shape (groups, strata), results the shape (groups,), so all groups of a
campaign, or all campaigns of a simulation, are compared at once.
"""

from dataclasses import dataclass, replace

import numpy as np

# Customers of the predicted risk that each stratum is given beside its own.
PRIOR_CUSTOMERS = 5.0
# Log-odds beyond which a chance is 0 or 1 for any purpose here.
LEVEL_MAX, EFFECT_MAX = 40.0, 20.0
# Halvings that leave a millionth of log-odds of the ranges above.
HALVINGS = 26
CHANCE_MIN = 1e-4


@dataclass(frozen=True)
class Strata:
    """Customers and events by group and stratum, (groups, strata) each."""

    treated: np.ndarray
    control: np.ndarray
    treated_events: np.ndarray
    control_events: np.ndarray
    offset: np.ndarray

    @classmethod
    def of_counts(
        cls,
        treated: np.ndarray,
        control: np.ndarray,
        treated_events: np.ndarray,
        control_events: np.ndarray,
        predicted: np.ndarray,
    ) -> "Strata":
        """Take the log-odds of each stratum from its events and its predicted share.

        `predicted` (groups, strata) is the mean risk; a stratum without customers
        takes no part.
        """
        customers = treated + control
        events = treated_events + control_events
        share = (events + PRIOR_CUSTOMERS * predicted) / (customers + PRIOR_CUSTOMERS)
        share = np.clip(share, CHANCE_MIN, 1 - CHANCE_MIN)
        offset = np.log(share / (1 - share))
        return cls(treated, control, treated_events, control_events, offset)

    @property
    def events(self) -> np.ndarray:
        """Number of events of both sides, (groups,)."""
        return (self.treated_events + self.control_events).sum(1)

    @property
    def customers(self) -> np.ndarray:
        """Number of customers of both sides, (groups,)."""
        return (self.treated + self.control).sum(1)

    @property
    def expected_in_control(self) -> np.ndarray:
        """Events, or customers without one if these are fewer, that the control would
        have without an effect, (groups,). It depends on totals, not on the effect."""
        rarer = np.minimum(self.events, self.customers - self.events)
        share = self.control.sum(1) / np.maximum(self.customers, 1)
        return np.where(self.treated.sum(1) > 0, rarer * share, 0.0)

    def known(self) -> np.ndarray:
        """Return which groups have customers on both sides, (groups,)."""
        return (self.treated.sum(1) > 0) & (self.control.sum(1) > 0)

    def of(self, groups: np.ndarray) -> "Strata":
        """Return some groups alone."""
        return replace(self, **{k: v[groups] for k, v in vars(self).items()})


def expit(log_odds: np.ndarray) -> np.ndarray:
    """Return the chance of log-odds."""
    return 0.5 * (1 + np.tanh(0.5 * log_odds))


def halve(is_below, reach: float, groups: int) -> np.ndarray:
    """Return the point of each group where `is_below` turns from true to false."""
    low, high = np.full(groups, -reach), np.full(groups, reach)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        below = is_below(middle)
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2


def chances(strata: Strata, effect: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the chances of treated and control customers under a hypothesis.

    `effect` (groups,) is in log-odds. The level is where the expected events are as many
    as were seen.
    """

    def at(level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        control = strata.offset + level[:, None]
        return expit(control + effect[:, None]), expit(control)

    def too_few(level: np.ndarray) -> np.ndarray:
        treated, control = at(level)
        expected = strata.treated * treated + strata.control * control
        return expected.sum(1) < strata.events

    return at(halve(too_few, LEVEL_MAX, len(effect)))


def score(strata: Strata, effect: np.ndarray) -> np.ndarray:
    """Return the standard score of the difference under a hypothesis, (groups,)."""
    treated, control = chances(strata, effect)
    spread = (strata.treated * treated * (1 - treated)).sum(1)
    spread_control = (strata.control * control * (1 - control)).sum(1)
    n, m = strata.treated.sum(1), strata.control.sum(1)
    variance = spread / n**2 + spread_control / m**2
    variance = variance * strata.customers / (strata.customers - 1)
    surplus = (strata.treated_events - strata.treated * treated).sum(1)
    # The level leaves the control as much too low as the treated are too high.
    surplus = surplus * (1 / n + 1 / m)
    # Where all or none have the event, nothing speaks against any hypothesis.
    return np.where(
        variance > 1e-18, surplus / np.sqrt(np.maximum(variance, 1e-18)), 0.0
    )


def difference(strata: Strata, effect: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the difference in shares and the share without treatment, (groups,) each.

    Both are of the treated customers, under a hypothesis in log-odds.
    """
    treated, control = chances(strata, effect)
    weights = strata.treated / strata.treated.sum(1, keepdims=True)
    untreated = (weights * control).sum(1)
    return (weights * treated).sum(1) - untreated, untreated


def compare(strata: Strata, confidence: float) -> dict[str, np.ndarray]:
    """Return estimate, low, high, p_value and relative_* of the groups, (groups,) each.

    `relative` is the difference as a share of what the treated would have without
    treatment, NaN where that is nothing. All are NaN for a group without treated or without
    control customers.
    """
    from scipy.stats import norm

    names = ("estimate", "low", "high")
    found = {
        name: np.full(len(strata.offset), np.nan)
        for name in (*names, *(f"relative_{name}" for name in names), "p_value")
    }
    known = strata.known()
    if not known.any():
        return found
    part, reach = strata.of(known), norm.ppf(0.5 + confidence / 2)
    groups = int(known.sum())
    for name, limit in zip(names, (0.0, reach, -reach), strict=True):
        effect = halve(
            lambda effect, limit=limit: score(part, effect) > limit,
            EFFECT_MAX,
            groups,
        )
        absolute, untreated = difference(part, effect)
        found[name][known] = absolute
        is_some = untreated > CHANCE_MIN
        found[f"relative_{name}"][known] = np.divide(
            absolute, untreated, where=is_some, out=np.full(groups, np.nan)
        )
    # Where all or none have the event, roots differ by what halving leaves.
    for name in ("", "relative_"):
        middle = found[f"{name}estimate"]
        found[f"{name}low"] = np.minimum(found[f"{name}low"], middle)
        found[f"{name}high"] = np.maximum(found[f"{name}high"], middle)
    found["p_value"] = p_values(strata)
    return found


def p_values(strata: Strata) -> np.ndarray:
    """Return the two-sided p-value of no effect, (groups,); NaN where a side is empty."""
    from scipy.stats import norm

    found, known = np.full(len(strata.offset), np.nan), strata.known()
    if known.any():
        nothing = np.zeros(int(known.sum()))
        found[known] = 2 * norm.sf(np.abs(score(strata.of(known), nothing)))
    return found
