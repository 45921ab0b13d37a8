"""What each offer does, over all campaigns: estimates that lend strength to each other.

One campaign tells little about one offer, and an offer that looks best is mostly lucky.
So the offers are estimated together, with the assumption of the plan as a prior (a
hierarchical model; Efron and Morris 1975, fully Bayesian as in Gelman et al. 2013, ch. 5):

    share of the assumption that an offer keeps    kept ~ Normal(centre, spread)
    treated customer decreases with chance         p × (1 - assumed × kept)
    control customer decreases with chance         p

`p` is the risk, recalibrated by campaign with one level for all customers in it, and one
for each offer in it that is drawn to zero (`OFFER_LEVEL`). `centre` and `spread` have a
grid and a prior of their own, and the levels of an offer are summed out; so intervals
carry all of this uncertainty. First looks alone count: later ones tell of the same people.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.frames import table
from ml.stratified import expit

# Share of the risk that an offer removes; below zero it does harm.
EFFECTS = np.linspace(-0.6, 0.8, 141)
# Centre and spread of the share of the assumption that offers keep, and the prior of the
# centre: the assumption is right on average, give or take as much again.
CENTRES, CENTRE_PRIOR = np.linspace(-0.5, 2.0, 26), (1.0, 0.75)
SPREADS = np.linspace(0.05, 1.6, 16)
# Log-odds by which customers of one offer differ from their predicted risk: standard
# deviation, and the points and weights of Gauss and Hermite that sum it out.
OFFER_LEVEL, LEVEL_POINTS = 0.2, 7
# Log-odds of a campaign's level, and the standard deviation of its prior around 0.
LEVELS, LEVEL_PRIOR = np.linspace(-2, 2, 81), 0.5
CHANCE_MIN = 1e-3
CREDIBILITY = 0.9

EFFECT_COLUMNS = {
    "offer": "str",
    "campaigns": "int64",
    "treated": "int64",
    "control": "int64",
    "assumed_risk_reduction": "float64",
    "risk_reduction": "float64",
    "risk_reduction_low": "float64",
    "risk_reduction_high": "float64",
    "probability_above_zero": "float64",
    "suggested_measured_effect": "float64",
}


@dataclass(frozen=True)
class Cells:
    """Customers and decreases of one campaign and offer by side and stratum."""

    customers: np.ndarray  # (2, strata): treated, control
    decreased: np.ndarray
    log_odds: np.ndarray  # (strata,) of the mean risk

    def log_likelihood(self, level: np.ndarray, effects: np.ndarray) -> np.ndarray:
        """Return (levels, effects), up to a constant."""
        chance = expit(self.log_odds + level[:, None])  # (levels, strata)
        control = binomial(self.decreased[1], self.customers[1], chance).sum(-1)
        lowered = chance[:, None, :] * (1 - effects[:, None])
        lowered = np.clip(lowered, CHANCE_MIN, 1 - CHANCE_MIN)
        treated = binomial(self.decreased[0], self.customers[0], lowered).sum(-1)
        return treated + control[:, None]


def binomial(events: np.ndarray, customers: np.ndarray, chance: np.ndarray):
    """Return the log-likelihood of events by cell."""
    return events * np.log(chance) + (customers - events) * np.log1p(-chance)


def log_mean(
    values: np.ndarray, log_weights: np.ndarray | float, axis: int
) -> np.ndarray:
    """Return the logarithm of the weighted sum of exponentials."""
    from scipy.special import logsumexp

    return logsumexp(values + log_weights, axis=axis)


def normal(values: np.ndarray, mean, spread) -> np.ndarray:
    """Return the logarithm of the normal density, up to a constant."""
    return -0.5 * ((values - mean) / spread) ** 2 - np.log(spread)


def offer_effects(counts: pd.DataFrame) -> pd.DataFrame:
    """Return one row per offer that any campaign has measured.

    `counts` has one row per campaign, offer, stratum and side of the draw, of first looks:
    campaign, offer, stratum, is_holdout, assumed_risk_reduction (above 0), outcomes,
    decreased, risk (its sum). `risk_reduction` is the posterior mean, its interval holds
    90 %. `suggested_measured_effect` is for the var measured_effect: the posterior mean, at
    least 0. The result is empty without a measured campaign.
    """
    counts = counts[counts["outcomes"] > 0]
    assumed = (
        counts.groupby("offer")["assumed_risk_reduction"].first().astype("float64")
    )
    names = sorted(assumed.index)
    likelihood = dict.fromkeys(names, np.zeros(len(EFFECTS)))
    for _, campaign in counts.groupby("campaign"):
        for offer, found in campaign_likelihood(campaign, assumed).items():
            likelihood[offer] = likelihood[offer] + found
    if not names:
        return table({}, EFFECT_COLUMNS)
    posterior = shrink(
        np.array([likelihood[name] for name in names]), assumed[names].to_numpy()
    )
    return table(
        described(counts, names).assign(
            assumed_risk_reduction=assumed[names].to_numpy(), **summarised(posterior)
        ),
        EFFECT_COLUMNS,
    )


def campaign_likelihood(
    campaign: pd.DataFrame, assumed: pd.Series
) -> dict[str, np.ndarray]:
    """Return the log-likelihood of the effects (effects,) by offer, of one campaign.

    The control customers tell the campaign's level. What they leave unknown of it, and
    each offer's own level, are summed out.
    """
    cells = {offer: cells_of(rows) for offer, rows in campaign.groupby("offer")}
    points, weights = np.polynomial.hermite_e.hermegauss(LEVEL_POINTS)
    log_weights = np.log(weights / weights.sum())[:, None]
    # The treated do not tell the level: their effects are what is asked.
    at_level = sum(
        binomial(
            each.decreased[1], each.customers[1], expit(each.log_odds + LEVELS[:, None])
        ).sum(-1)
        for each in cells.values()
    )
    weight = at_level + normal(LEVELS, 0.0, LEVEL_PRIOR)
    weight = np.exp(weight - weight.max())
    weight /= weight.sum()
    level = weight @ LEVELS
    reach = np.sqrt(OFFER_LEVEL**2 + weight @ (LEVELS - level) ** 2)
    return {
        str(offer): log_mean(
            each.log_likelihood(level + reach * points, EFFECTS), log_weights, 0
        )
        for offer, each in cells.items()
    }


def cells_of(rows: pd.DataFrame) -> Cells:
    """Return the counts of one campaign and offer; strata that it lacks are left out."""
    strata, place = np.unique(rows["stratum"], return_inverse=True)
    side = rows["is_holdout"].to_numpy().astype("int64")
    found = {}
    for name in ("outcomes", "decreased", "risk"):
        found[name] = np.zeros((2, len(strata)))
        np.add.at(found[name], (side, place), rows[name].to_numpy().astype("float64"))
    risk = found["risk"].sum(0) / found["outcomes"].sum(0)
    risk = np.clip(risk, CHANCE_MIN, 1 - CHANCE_MIN)
    return Cells(found["outcomes"], found["decreased"], np.log(risk / (1 - risk)))


def shrink(likelihood: np.ndarray, assumed: np.ndarray) -> np.ndarray:
    """Return the posterior of the effects, (offers, effects), each summing to 1.

    `likelihood` (offers, effects) is logarithmic, `assumed` (offers,) the assumption.
    """
    centre, spread = (each.ravel() for each in np.meshgrid(CENTRES, SPREADS))
    kept = EFFECTS / assumed[:, None]  # (offers, effects)
    # (hyperparameters, offers, effects)
    prior = normal(kept[None], centre[:, None, None], spread[:, None, None])
    prior = prior - log_mean(prior, 0.0, -1)[..., None]
    joint = prior + likelihood
    evidence = log_mean(joint, 0.0, -1)  # (hyperparameters, offers)
    weight = evidence.sum(-1) + normal(centre, *CENTRE_PRIOR)
    weight = np.exp(weight - weight.max())
    given = np.exp(joint - evidence[..., None])
    return np.tensordot(weight / weight.sum(), given, axes=1)


def summarised(posterior: np.ndarray) -> dict[str, np.ndarray]:
    """Return mean, interval and probability above zero of each posterior."""
    cumulated = posterior.cumsum(1) - posterior / 2
    ends = [(1 - CREDIBILITY) / 2, (1 + CREDIBILITY) / 2]
    low, high = np.array([np.interp(ends, row, EFFECTS) for row in cumulated]).T
    mean = posterior @ EFFECTS
    is_zero = np.isclose(EFFECTS, 0)
    above = posterior[:, EFFECTS > 1e-9].sum(1) + posterior[:, is_zero].sum(1) / 2
    return {
        "risk_reduction": mean,
        "risk_reduction_low": low,
        "risk_reduction_high": high,
        # The sum may miss 1 by its last digit.
        "probability_above_zero": np.minimum(above, 1.0),
        "suggested_measured_effect": np.maximum(mean, 0).round(3),
    }


def described(counts: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return how many campaigns and customers have measured each offer."""
    side = np.where(counts["is_holdout"], "control", "treated")
    customers = counts.pivot_table(
        "outcomes", "offer", side, "sum", fill_value=0
    ).reindex(index=names, columns=["treated", "control"], fill_value=0)
    campaigns = counts.groupby("offer")["campaign"].nunique()
    return customers.assign(campaigns=campaigns).rename_axis("offer").reset_index()
