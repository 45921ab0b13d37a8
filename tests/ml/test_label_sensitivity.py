"""The champion with all labels and without the blocks."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from ml.evaluation import cross_validate
from ml.features import in_canonical_order, labels
from ml.fitting import fit, risk_of
from ml.label_sensitivity import (
    RISKS,
    SCENARIOS,
    label_scenarios,
    risks_without_blocks,
)
from ml.leaderboard import out_of_fold_risk, rank_candidates
from ml.params import HYPERPARAMETERS
from ml.runs import fit_champion

BLOCKS = pd.DataFrame(
    {
        "block": [1],
        "activity": ["decreased"],
        "first_customer_id": [215_050],
        "last_customer_id": [215_150],
    }
)


@pytest.fixture
def spoilt(make) -> pd.DataFrame:
    """600 customers; those of the block are labelled decreased whatever they do."""
    training = make(600)
    is_block = training["customer_id"].between(215_050, 215_150)
    return training.assign(
        activity=np.where(is_block, "decreased", training["activity"])
    )


@pytest.fixture
def made(spoilt, settings, tmp_path):
    """The runs, and the risks with and without the block."""
    alone = dataclasses.replace(settings, candidates=("additive_splines",))
    predictions = cross_validate(spoilt, alone, tmp_path, log=lambda _: None)
    board = rank_candidates(spoilt, predictions, alone)
    runs = fit_champion(spoilt, board, alone, tmp_path, log=lambda _: None)
    in_force = spoilt[["customer_id", "activity"]].assign(
        churn_risk=out_of_fold_risk(predictions)[spoilt["customer_id"]].to_numpy(),
        is_learnt_from=True,
    )
    without = risks_without_blocks(spoilt, spoilt, BLOCKS, runs, alone, tmp_path)
    return runs, alone, in_force, without


def test_customers_of_the_block_are_scored_and_not_learnt_from(spoilt, made):
    _, _, _, without = made
    assert without.dtypes.astype(str).to_dict() == RISKS
    is_block = spoilt["customer_id"].between(215_050, 215_150).to_numpy()
    assert len(without) == len(spoilt)
    assert (without["is_learnt_from"].to_numpy() == ~is_block).all()
    assert without["churn_risk"].between(0, 1, inclusive="neither").all()


def test_no_risk_comes_from_a_model_that_has_seen_the_label(
    spoilt, made, tmp_path, monkeypatch
):
    """Customers of the block have the fitted risk, all others the one out of fold."""
    runs, settings, _, _ = made
    few = dataclasses.replace(HYPERPARAMETERS["additive_splines"], rows_max=200)
    monkeypatch.setitem(HYPERPARAMETERS, "additive_splines", few)
    found = risks_without_blocks(
        spoilt, spoilt, BLOCKS, runs, settings, tmp_path / "few"
    ).set_index("customer_id")["churn_risk"]
    is_block = spoilt["customer_id"].between(215_050, 215_150)
    kept = in_canonical_order(spoilt[~is_block])
    predictions = cross_validate(kept, settings, tmp_path, log=lambda _: None)
    out_of_fold = out_of_fold_risk(predictions)
    assert found[out_of_fold.index].tolist() == out_of_fold.tolist()
    pipeline, _ = fit(
        "additive_splines", kept, labels(kept), settings.plan, settings.seed
    )
    block = spoilt[is_block]
    fitted = risk_of(pipeline, block)
    assert found[block["customer_id"]].to_numpy() == pytest.approx(fitted)


def test_only_folds_that_part_near_copies_give_risks(
    spoilt, made, tmp_path, monkeypatch
):
    """The random folds of an evaluation let a near-copy teach. No folder, nothing kept."""
    runs, settings, _, without = made
    both = dataclasses.replace(
        settings, plan=dataclasses.replace(settings.plan, splits=("grouped", "random"))
    )
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())
    again = risks_without_blocks(spoilt, spoilt, BLOCKS, runs, both)
    pd.testing.assert_frame_equal(again, without)
    assert set(tmp_path.iterdir()) == before


def test_scenarios_outside_of_the_blocks_gain(made):
    _, settings, in_force, without = made
    scenarios = label_scenarios(in_force, without, BLOCKS, settings)
    assert scenarios.dtypes.astype(str).to_dict() == SCENARIOS
    by = scenarios.set_index(["measured_on", "learnt_from"])
    outside = by.loc["outside_blocks"]
    assert len(scenarios) == 4
    assert (outside["customers"] == 499).all()
    of_all = by.loc["all_labels"]
    assert (of_all["decreased"] == in_force["activity"].eq("decreased").sum()).all()
    # All customers of the block have the label decreased.
    assert (
        of_all["decreased"] - outside["decreased"] == of_all["customers"] - 499
    ).all()
    assert (
        outside.loc["without_blocks", "log_loss"]
        < outside.loc["labels_in_force", "log_loss"]
    )


def test_without_a_block_nothing_is_trained(spoilt, made, tmp_path):
    runs, settings, in_force, without = made
    none, cache = BLOCKS.iloc[:0], tmp_path / "empty"
    assert risks_without_blocks(spoilt, spoilt, none, runs, settings, cache).empty
    assert label_scenarios(in_force, without, none, settings, cache).empty
    assert not cache.exists()


def test_an_unchanged_scenario_is_read(spoilt, made, tmp_path, monkeypatch):
    runs, settings, _, without = made
    monkeypatch.setattr(
        "ml.label_sensitivity._risks_without", lambda *_: pytest.fail("computed anew")
    )
    again = risks_without_blocks(spoilt, spoilt, BLOCKS, runs, settings, tmp_path)
    pd.testing.assert_frame_equal(without, again)


def test_customers_who_taught_nothing_choose_no_cut(settings):
    """A doubtful label outside of what was learnt from would move the cut far down."""
    learnt = pd.DataFrame(
        {
            "customer_id": range(1, 41),
            "activity": ["decreased", "same"] * 20,
            "churn_risk": [0.8, 0.2] * 20,
            "is_learnt_from": True,
        }
    )
    others = learnt.assign(
        customer_id=range(41, 81),
        activity="decreased",
        churn_risk=0.1,
        is_learnt_from=False,
    )
    known = pd.concat([learnt, others], ignore_index=True)
    risks = known[list(RISKS)]
    block = BLOCKS.assign(first_customer_id=41, last_customer_id=80)
    scenarios = label_scenarios(known, risks, block, settings)
    alone = label_scenarios(learnt, learnt[list(RISKS)], block, settings)
    assert scenarios["threshold"].unique() == alone["threshold"].unique()
    assert scenarios["threshold"].min() > 0.2
    assert scenarios["customers_at_risk"].tolist() == [20] * 4
