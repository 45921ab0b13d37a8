"""Effects of offers over all campaigns: shrinkage, and how often intervals hold."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from campaigns import holdout, real_like
from scipy.stats import norm

from ml.offer_effects import (
    CAMPAIGN_LEVEL,
    CENTRE_PRIOR,
    CHANCE_MIN,
    EFFECT_COLUMNS,
    OFFER_LEVEL,
    SLOPE,
    SPREADS,
    STRATUM_LEVEL,
    Cells,
    Posterior,
    cells_of,
    offer_effects,
    posterior_of,
    prior_of,
    summarised,
)
from ml.stratified import expit

ASSUMED = pd.Series(np.linspace(0.03, 0.28, 16), index=[f"o{n:02d}" for n in range(16)])
RUNS, SEED = 200, 20_262


def counts(
    truth: pd.Series,
    month: int,
    rng: np.random.Generator,
    customers: int = 1300,
    slope: float = 1.0,
    is_by_risk: bool = False,
) -> pd.DataFrame:
    """Count one campaign as the model offer_counts does; each offer has as many customers.

    The model's log-odds are `slope` times the true ones. Strong offers go to customers at
    risk where `is_by_risk`, else chance deals the offers.
    """
    chance = np.clip(real_like(rng, customers), 0.001, 0.999)
    risk = expit(slope * np.log(chance / (1 - chance)))
    held = holdout(rng, risk)
    offer = rng.choice(ASSUMED.index.to_numpy(), customers)
    if is_by_risk:
        offer = np.sort(offer)[
            np.argsort(np.argsort(risk + rng.normal(0, 0.15, customers)))
        ]
    chance = np.clip(chance * np.where(held, 1, 1 - truth[offer].to_numpy()), 0, 1)
    rows = pd.DataFrame(
        {
            "campaign": f"2026-{month:02d}",
            "offer": offer,
            "stratum": np.floor(risk * 9.999).astype(int),
            "is_holdout": held,
            "assumed_risk_reduction": ASSUMED[offer].to_numpy(),
            "outcomes": 1,
            "decreased": (rng.random(customers) < chance).astype(int),
            "risk": risk,
        }
    )
    keys = ["campaign", "offer", "stratum", "is_holdout", "assumed_risk_reduction"]
    return rows.groupby(keys).sum().reset_index()


def few_cells() -> Cells:
    """One offer of one campaign, in one stratum: its treated customers and its controls."""
    return cells_of(
        pd.DataFrame(
            {
                "campaign": "2026-01",
                "offer": "call",
                "stratum": 4,
                "is_holdout": [False, True],
                "outcomes": [60, 20],
                "decreased": [20, 9],
                "risk": [24.0, 8.0],
            }
        )
    )


def test_a_level_moves_treated_and_control_of_its_campaign_alike() -> None:
    """Two campaigns, one stratum, one offer in each campaign, and the slope."""
    cells = cells_of(
        pd.DataFrame(
            {
                "campaign": ["2026-01", "2026-01", "2026-02", "2026-02"],
                "offer": "call",
                "stratum": 4,
                "is_holdout": [False, True, False, True],
                "outcomes": 10,
                "decreased": 4,
                "risk": 5.0,
            }
        )
    )
    first, second = [1, 0, 1, 1, 0, 0], [0, 1, 1, 0, 1, 0]
    assert cells.levels.toarray().tolist() == [first, first, second, second]
    assert cells.offers.toarray().tolist() == [[1], [0], [1], [0]]


def test_spreads_weigh_by_what_the_data_say_of_them() -> None:
    """The evidence by Laplace is the mean likelihood of parameters drawn from the prior."""
    assumed, rng = np.array([0.3]), np.random.default_rng(8)
    cells = few_cells()
    start = np.r_[assumed, 1.0, np.zeros(cells.levels.shape[1])]
    evidence, simulated = [], []
    for spread in (SPREADS[0], SPREADS[-1]):
        evidence.append(posterior_of(cells, assumed, spread, start).log_evidence)
        precision, pull = prior_of(cells, assumed, spread)
        drawn = rng.multivariate_normal(
            np.linalg.solve(precision, pull), np.linalg.inv(precision), 200_000
        )
        untreated = expit(cells.log_odds + drawn[:, 2:] @ cells.levels.T)
        chance = untreated * (1 - drawn[:, :1] @ cells.offers.T.toarray())
        chance = np.clip(chance, CHANCE_MIN, 1 - CHANCE_MIN)
        fit = np.log(chance) @ cells.decreased
        fit += np.log1p(-chance) @ (cells.customers - cells.decreased)
        simulated.append(np.log(np.mean(np.exp(fit - fit.max()))) + fit.max())
    assert np.diff(evidence) == pytest.approx(np.diff(simulated), abs=0.2)


def test_the_prior_is_as_wide_as_it_says() -> None:
    """An effect varies as the centre does, and by its own spread."""
    cells, assumed, spread = few_cells(), np.array([0.2]), 0.5
    precision, pull = prior_of(cells, assumed, spread)
    centre, deviation = CENTRE_PRIOR
    mean = np.linalg.solve(precision, pull)
    assert mean[:2] == pytest.approx([assumed[0] * centre, centre])
    assert mean[2:] == pytest.approx(np.zeros(4))
    deviations = np.sqrt(np.diag(np.linalg.inv(precision)))
    of_effect = assumed[0] * np.hypot(deviation, spread)
    levels = [CAMPAIGN_LEVEL, STRATUM_LEVEL, OFFER_LEVEL, SLOPE]
    assert deviations == pytest.approx([of_effect, deviation, *levels])


def test_the_search_ends_at_one_place() -> None:
    """Wherever it begins."""
    cells, assumed = few_cells(), np.array([0.2])
    ends = [
        posterior_of(cells, assumed, 0.5, np.r_[effect, centre, np.zeros(4)])
        for effect, centre in ((0.2, 1.0), (-0.3, 0.0), (0.6, 2.0))
    ]
    for end in ends[1:]:
        assert end.parameters == pytest.approx(ends[0].parameters, abs=1e-3)


def test_no_campaign_no_effects() -> None:
    """An empty table of the same columns and types."""
    rng = np.random.default_rng(1)
    some = counts(ASSUMED, 1, rng)
    nothing = offer_effects(some.head(0))
    assert len(nothing) == 0
    assert nothing.dtypes.equals(offer_effects(some).dtypes)
    assert list(nothing) == list(EFFECT_COLUMNS)


def test_no_probability_is_above_one() -> None:
    """Where the weights of the spreads add up to a little more, as floats do."""
    sure, deviation = np.array([0.5]), np.array([0.001])
    for run in range(50):
        evidence = np.random.default_rng(run).normal(size=8)
        posteriors = [Posterior(sure, deviation, each) for each in evidence]
        assert summarised(posteriors)["probability_above_zero"] <= 1


def test_nine_of_ten_effects_lie_in_the_interval() -> None:
    """A normal posterior has 5 % below its mean less 1.645 deviations, and 5 % above."""
    found = summarised([Posterior(np.array([0.2]), np.array([0.1]), 0.0)])
    assert found["risk_reduction_low"] == pytest.approx(0.2 - 0.1645, abs=1e-4)
    assert found["risk_reduction_high"] == pytest.approx(0.2 + 0.1645, abs=1e-4)


def test_an_effect_is_the_mean_over_the_spreads_as_likely_as_they_are() -> None:
    """The second spread is three times as likely, and its effects lie apart from the first's."""
    posteriors = [
        Posterior(np.array([mean]), np.array([0.01]), np.log(likelihood) - 400)
        for mean, likelihood in ((0.1, 1), (0.5, 3))
    ]
    found = summarised(posteriors)
    assert found["risk_reduction"] == pytest.approx((0.1 + 3 * 0.5) / 4)
    # A fifth of the first one's quarter lies below the lower end.
    low = 0.1 + 0.01 * norm.ppf(0.05 / 0.25)
    assert found["risk_reduction_low"] == pytest.approx(low, abs=1e-3)


def test_offers_lend_strength_to_each_other() -> None:
    """Estimates vary less than their data, and many customers bring them to the truth."""
    rng = np.random.default_rng(2)
    truth = 0.5 * ASSUMED
    few = offer_effects(counts(truth, 1, rng)).set_index("offer")
    many = offer_effects(counts(truth, 1, rng, 400_000)).set_index("offer")
    assert (few["risk_reduction"] - truth).abs().max() < 0.15
    assert many["risk_reduction"].to_numpy() == pytest.approx(truth, abs=0.03)
    width = "risk_reduction_high", "risk_reduction_low"
    assert (few[width[0]] - few[width[1]] > many[width[0]] - many[width[1]]).all()


def test_an_offer_that_does_nothing_is_not_sold_as_the_assumption() -> None:
    """All others keep what was assumed of them; this one has a fair chance of none."""
    truth = ASSUMED.copy()
    truth.iloc[-1] = 0.0
    found = offer_effects(
        counts(truth, 1, np.random.default_rng(3), 100_000)
    ).set_index("offer")
    assert found["risk_reduction"].iloc[-1] < 0.08 < found["risk_reduction"].iloc[-2]
    assert (found["suggested_measured_effect"] >= 0).all()


def test_an_offer_that_does_harm_is_not_counted_on() -> None:
    """Its effect is below zero, and surely so; the plan is told to count with none."""
    truth = ASSUMED.copy()
    truth.iloc[-1] = -0.4
    found = offer_effects(
        counts(truth, 1, np.random.default_rng(5), 100_000)
    ).set_index("offer")
    harm, good = found.iloc[-1], found.iloc[-2]
    assert harm["risk_reduction"] < 0
    assert harm["probability_above_zero"] < 0.05
    assert good["probability_above_zero"] > 0.95
    assert harm["suggested_measured_effect"] == 0
    assert good["suggested_measured_effect"] == round(good["risk_reduction"], 3)


def test_each_offer_says_how_many_measured_it() -> None:
    """A group without an outcome yet has measured nothing."""
    rng = np.random.default_rng(6)
    measured = pd.concat(counts(ASSUMED, month, rng, 400) for month in (1, 2, 3))
    awaited = counts(ASSUMED, 4, rng, 400).assign(outcomes=0, decreased=0, risk=0.0)
    found = offer_effects(pd.concat([measured, awaited])).set_index("offer")
    held = measured["is_holdout"]
    for side, rows in (("treated", measured[~held]), ("control", measured[held])):
        of_offers = rows.groupby("offer")["outcomes"].sum()
        assert (
            found[side].to_dict()
            == of_offers.reindex(found.index, fill_value=0).to_dict()
        )
    assert (found["campaigns"] == 3).all()


def test_risks_near_the_middle_are_no_effects() -> None:
    """Customers of low risk then decrease less often than predicted, treated or not."""
    truth = 0.5 * ASSUMED
    found = offer_effects(
        counts(truth, 1, np.random.default_rng(4), 200_000, slope=0.7)
    ).set_index("offer")["risk_reduction"]
    assert found.to_numpy() == pytest.approx(truth, abs=0.03)


# Risks as they should be, risks that are all too near the middle, and strong offers for the
# customers at risk, of whom such a model knows least.
KINDS = {
    "exact": {},
    "near_the_middle": {"slope": 0.75},
    "by_risk": {"slope": 0.75, "is_by_risk": True},
}


@cache
def played(kind: str) -> pd.DataFrame:
    """Error and coverage by run, month and offer.

    The truth is 60 % of the assumption on average, with a spread of 70 % of that.
    """
    found = []
    for run in range(RUNS):
        rng = np.random.default_rng([SEED, run])
        truth = ASSUMED * 0.6 * (1 + 0.7 * rng.standard_normal(len(ASSUMED)))
        months = []
        for month in range(1, 7):
            months.append(counts(truth, month, rng, **KINDS[kind]))
            if month in (1, 3, 6):
                effects = offer_effects(pd.concat(months)).set_index("offer")
                effects["truth"] = truth[effects.index]
                found.append(effects.assign(month=month, run=run))
    return pd.concat(found)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_errors_are_small_and_intervals_hold_the_truth(kind: str) -> None:
    """Better than the assumption from the first month on; 90 % intervals hold 90 %.

    Where the risks themselves are wrong, they hold at least 85 %.
    """
    results = played(kind)
    truth = results["truth"]
    held = results["risk_reduction_low"].le(truth) & results["risk_reduction_high"].ge(
        truth
    )
    by_month = pd.DataFrame(
        {
            "error": (results["risk_reduction"] - truth) ** 2,
            "assumed": (results["assumed_risk_reduction"] - truth) ** 2,
            "held": held,
            "found": results["risk_reduction"],
            "truth": truth,
            "month": results["month"],
        }
    )
    means = by_month.groupby("month").mean()
    means[["error", "assumed"]] **= 0.5
    means["found_to_true"] = means["found"] / means["truth"]
    print(kind, means.round(3).to_dict())
    sums = results.groupby(["month", "run"])[["risk_reduction", "truth"]].sum()
    ratio = (sums["risk_reduction"] / sums["truth"]).groupby("month")
    print(f"sum over all offers to the true one, spread: {ratio.std().to_dict()}")
    within = ratio.apply(lambda each: each.between(0.8, 1.25).mean())
    print(f"share of stores within .8 to 1.25: {within.to_dict()}")
    assert (means["error"] < means["assumed"]).all()
    assert means.loc[6, "error"] <= 0.05
    least, most = (0.87, 0.93) if kind == "exact" else (0.85, 0.95)
    assert means["held"].between(least, most).all()
    assert means["found_to_true"].between(0.8, 1.25).all()
