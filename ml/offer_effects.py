"""What each offer does, over all campaigns: estimates that lend strength to each other.

One campaign tells little about one offer, and an offer that looks best is mostly lucky.
So the offers are estimated together, with the assumption of the plan as a prior (a
hierarchical model; Efron and Morris 1975, fully Bayesian as in Gelman et al. 2013, ch. 5):

    share of the assumption that an offer keeps    kept ~ Normal(centre, spread)
    treated customer decreases with chance         p × (1 - assumed × kept)
    control customer decreases with chance         p

`p` is the risk, recalibrated in log-odds: by a slope (a model's risks may all be too near the
middle, and no effect must be read out of that), by campaign, by stratum of the risk, and by
campaign and offer. Each of these has a normal prior around no change. All parameters but `spread`,
which has a grid, are normal around their most probable values (Laplace's approximation),
so intervals carry the uncertainty of all. First looks alone count: later ones tell of the
same people.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ml.frames import table
from ml.stratified import expit

if TYPE_CHECKING:
    from pandas.core.groupby import DataFrameGroupBy
    from scipy.sparse import csr_array

# The prior of the centre: the assumption is right on average, give or take as much again.
CENTRE_PRIOR = (1.0, 0.75)
# Offers differ at least by the least of these: one that does nothing is not taken for the others.
SPREADS = np.linspace(0.3, 1.7, 8)
# How far the chance may be from the predicted risk, in standard deviations: the slope of the
# log-odds, and levels in log-odds of a campaign, of a stratum and of an offer in a campaign.
SLOPE, CAMPAIGN_LEVEL, STRATUM_LEVEL, OFFER_LEVEL = 0.5, 0.5, 0.4, 0.1
CHANCE_MIN = 1e-3
CREDIBILITY = 0.9
# Effects beyond these are no effects of an offer; quantiles are read off between them.
EFFECTS = np.linspace(-1.0, 1.0, 801)
# Steps of the search at most, and the step below which it has found the maximum.
STEPS_MAX, STEP_MIN = 50, 1e-4

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
    """Customers who share campaign, offer, stratum and side of the draw: (cells,) each."""

    customers: np.ndarray
    decreased: np.ndarray
    log_odds: np.ndarray  # of the mean risk
    # Sparse. (cells, offers): 1 for the offer of treated customers. (cells, levels): 1 where
    # a level moves the cell; the last column is that of the slope.
    offers: "csr_array"
    levels: "csr_array"
    levels_spread: np.ndarray  # (levels,) standard deviation of each one's prior


@dataclass(frozen=True)
class Posterior:
    """Normal posterior given a spread: all parameters, and the effects' (offers,) errors.

    The parameters are the effects, the centre and the levels, in this order.
    """

    parameters: np.ndarray
    deviation: np.ndarray
    log_evidence: float

    @property
    def mean(self) -> np.ndarray:
        """Most probable effects, (offers,)."""
        return self.parameters[: len(self.deviation)]


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
    if assumed.empty:
        return table({}, EFFECT_COLUMNS)
    cells = cells_of(counts)
    effects, levels = assumed.to_numpy(), np.zeros(cells.levels.shape[1])
    at = np.r_[effects * CENTRE_PRIOR[0], CENTRE_PRIOR[0], levels]
    posteriors: list[Posterior] = []
    for spread in SPREADS:
        posteriors.append(posterior_of(cells, effects, spread, at))
        at = posteriors[-1].parameters
    return table(
        described(counts).assign(
            assumed_risk_reduction=assumed.to_numpy(), **summarised(posteriors)
        ),
        EFFECT_COLUMNS,
    )


def cells_of(counts: pd.DataFrame) -> Cells:
    """Return the counts as arrays; offers are numbered in the order of their names."""
    from scipy.sparse import csr_array, hstack

    customers = counts["outcomes"].to_numpy().astype("float64")
    risk = counts["risk"].to_numpy().astype("float64") / customers
    risk = np.clip(risk, CHANCE_MIN, 1 - CHANCE_MIN)
    log_odds = np.log(risk / (1 - risk))
    groups = [
        (CAMPAIGN_LEVEL, counts.groupby("campaign")),
        (STRATUM_LEVEL, counts.groupby("stratum")),
        (OFFER_LEVEL, counts.groupby(["campaign", "offer"])),
    ]

    def member(groups: "DataFrameGroupBy", weight: np.ndarray) -> csr_array:
        """Return (cells, groups): `weight` in the group of the cell."""
        place = np.arange(len(counts)), groups.ngroup().to_numpy()
        return csr_array((weight, place), shape=(len(counts), groups.ngroups))

    levels = [member(of, np.ones(len(counts))) for _, of in groups]
    spreads = [np.full(of.ngroups, spread) for spread, of in groups]
    return Cells(
        customers=customers,
        decreased=counts["decreased"].to_numpy().astype("float64"),
        log_odds=log_odds,
        offers=member(
            counts.groupby("offer"),
            1.0 - counts["is_holdout"].to_numpy().astype("float64"),
        ),
        levels=hstack([*levels, csr_array(log_odds[:, None])], format="csr"),
        levels_spread=np.r_[*spreads, SLOPE],
    )


def posterior_of(
    cells: Cells, assumed: np.ndarray, spread: float, at: np.ndarray
) -> Posterior:
    """Return the posterior where offers differ by `spread`; the search begins `at`."""
    from scipy.sparse import csr_array, diags_array, hstack

    offers = len(assumed)
    precision, pull = prior_of(cells, assumed, spread)
    # The centre moves no cell: the effects alone do.
    no_cell = csr_array((len(cells.customers), 1))

    def chances(at: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return untreated chance, share that the offer leaves of it, and their product."""
        untreated = expit(cells.log_odds + cells.levels @ at[offers + 1 :])
        left = 1 - cells.offers @ at[:offers]
        return untreated, left, np.clip(untreated * left, CHANCE_MIN, 1 - CHANCE_MIN)

    def log_posterior(at: np.ndarray) -> float:
        *_, chance = chances(at)
        fit = cells.decreased @ np.log(chance)
        fit += (cells.customers - cells.decreased) @ np.log1p(-chance)
        return fit + pull @ at - at @ precision @ at / 2 - offers * np.log(spread)

    # Fisher scoring; a step that leads down is halved.
    height = log_posterior(at)
    for _ in range(STEPS_MAX):
        untreated, left, chance = chances(at)
        by_effect = diags_array(-untreated) @ cells.offers
        by_level = diags_array(untreated * (1 - untreated) * left) @ cells.levels
        slope = hstack([by_effect, no_cell, by_level], format="csr")
        weight = 1 / (chance * (1 - chance))
        surprise = (cells.decreased - cells.customers * chance) * weight
        information = slope.T @ diags_array(cells.customers * weight) @ slope
        information = information.toarray() + precision
        step = np.linalg.solve(information, slope.T @ surprise + pull - precision @ at)
        while (higher := log_posterior(at + step)) < height:
            step = step / 2
            if np.abs(step).max() < STEP_MIN:
                break
        at, height = at + step, higher
        if np.abs(step).max() < STEP_MIN:
            break
    return Posterior(
        parameters=at,
        deviation=np.sqrt(np.diag(np.linalg.inv(information))[:offers]),
        log_evidence=height - np.linalg.slogdet(information)[1] / 2,
    )


def prior_of(
    cells: Cells, assumed: np.ndarray, spread: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return precision and pull of the normal prior of all parameters.

    Its logarithm is pull @ x - x @ precision @ x / 2, up to a constant.
    """
    offers = len(assumed)
    centre, deviation = CENTRE_PRIOR
    precision = np.diag(
        np.r_[
            1 / (assumed * spread) ** 2,
            offers / spread**2 + 1 / deviation**2,
            1 / cells.levels_spread**2,
        ]
    )
    precision[:offers, offers] = precision[offers, :offers] = -1 / (assumed * spread**2)
    pull = np.zeros(len(precision))
    pull[offers] = centre / deviation**2
    return precision, pull


def summarised(posteriors: list[Posterior]) -> dict[str, np.ndarray]:
    """Return mean, interval and probability above zero of each offer's effect."""
    from scipy.stats import norm

    evidence = np.array([each.log_evidence for each in posteriors])
    weights = np.exp(evidence - evidence.max())
    weights /= weights.sum()
    means = np.array([each.mean for each in posteriors])
    deviations = np.array([each.deviation for each in posteriors])
    # (offers, effects): the chance that an offer's effect is below each of EFFECTS.
    below = np.tensordot(
        weights,
        norm.cdf((EFFECTS - means[..., None]) / deviations[..., None]),
        axes=1,
    )
    ends = [(1 - CREDIBILITY) / 2, (1 + CREDIBILITY) / 2]
    low, high = np.array([np.interp(ends, row, EFFECTS) for row in below]).T
    mean = weights @ means
    return {
        "risk_reduction": mean,
        "risk_reduction_low": low,
        "risk_reduction_high": high,
        # The weights may add up to a little more than 1.
        "probability_above_zero": np.minimum(
            weights @ norm.cdf(means / deviations), 1.0
        ),
        "suggested_measured_effect": np.clip(mean, 0, 1).round(3),
    }


def described(counts: pd.DataFrame) -> pd.DataFrame:
    """Return how many campaigns and customers have measured each offer."""
    side = np.where(counts["is_holdout"], "control", "treated")
    customers = counts.pivot_table(
        "outcomes", "offer", side, "sum", fill_value=0
    ).reindex(columns=["treated", "control"], fill_value=0)
    campaigns = counts.groupby("offer")["campaign"].nunique()
    return customers.assign(campaigns=campaigns).rename_axis("offer").reset_index()
