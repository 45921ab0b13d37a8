"""Runs of wrong labels are found, chance is left alone."""

import numpy as np
import pandas as pd
import pytest
from wrong_labels import risks_of, search_one_store

from ml.label_blocks import (
    LABEL_BLOCKS,
    evidence,
    is_in_block,
    label_blocks,
    stretches,
    strongest_run,
)
from ml.params import Blocks


@pytest.fixture
def risks() -> pd.DataFrame:
    """400 customers in no order of labels; the risk is mostly right."""
    rng = np.random.default_rng(3)
    is_decreased = rng.uniform(size=400) < 0.4
    risk = np.clip(
        np.where(is_decreased, 0.8, 0.2) + rng.normal(0, 0.15, 400), 0.02, 0.98
    )
    return pd.DataFrame(
        {
            "customer_id": 7000 + np.arange(400),
            "activity": np.where(is_decreased, "decreased", "same"),
            "churn_risk": risk,
        }
    )


def with_block(risks: pd.DataFrame, label: str, start: int, size: int) -> pd.DataFrame:
    """The risks of some customers of a label, one after the other, turned round."""
    rows = risks.index[risks["activity"] == label][start : start + size]
    risks = risks.copy()
    risks.loc[rows, "churn_risk"] = 1 - risks.loc[rows, "churn_risk"]
    return risks


def test_evidence_is_the_ratio_of_likelihoods():
    risk = np.array([0.2, 0.5])
    assert evidence(True, risk, 0.4) == pytest.approx(np.log([0.6 + 0.4 * 4, 1.0]))
    assert evidence(False, risk, 0.4) == pytest.approx(np.log([0.6 + 0.1, 1.0]))


def test_strongest_run_stays_inside_of_a_stretch():
    scores = np.array([-1.0, 2.0, 3.0, -1.0, 4.0, -5.0, 1.0])
    assert strongest_run(scores, np.zeros(7, dtype=int)) == (1, 5, 8.0)
    assert strongest_run(scores, np.array([0, 0, 0, 0, 1, 1, 1])) == (1, 3, 5.0)
    assert strongest_run(scores, np.array([0, 0, 1, 1, 2, 2, 2])) == (4, 5, 4.0)


def test_strongest_run_agrees_with_all_runs():
    rng = np.random.default_rng(11)
    for _ in range(50):
        scores = rng.normal(-0.3, 1, 30)
        stretch = np.sort(rng.integers(0, 3, 30))
        best = max(
            scores[start:end].sum()
            for start in range(30)
            for end in range(start + 1, 31)
            if stretch[start] == stretch[end - 1]
        )
        assert strongest_run(scores, stretch)[2] == pytest.approx(best)


def test_a_sorted_file_has_stretches_and_a_mixed_one_has_none():
    apart = np.r_[0:60, 120:180]
    assert stretches(apart, 300, 0.01).tolist() == [0] * 60 + [1] * 60
    assert not stretches(np.arange(0, 300, 3), 300, 0.01).any()


def test_a_block_is_found_with_its_label_and_place(risks):
    blocks = label_blocks(with_block(risks, "same", 50, 30))
    assert blocks.dtypes.astype(str).to_dict() == LABEL_BLOCKS
    assert blocks["activity"].tolist() == ["same"]
    ids = risks.loc[risks["activity"] == "same", "customer_id"].to_numpy()
    assert abs(blocks["customers"].iloc[0] - 30) <= 3
    assert abs(np.searchsorted(ids, blocks["first_customer_id"].iloc[0]) - 50) <= 2
    assert blocks["p_value"].iloc[0] <= 0.03
    # They behave like customers with the other label.
    assert blocks["contradictions"].iloc[0] >= 25
    assert blocks["mean_risk"].iloc[0] > 0.6


def test_a_p_value_counts_for_both_labels(risks):
    """No shuffled order has as strong a run, and both labels are searched."""
    blocks = label_blocks(with_block(risks, "same", 50, 30), Blocks(permutations=99))
    assert blocks["p_value"].tolist() == [2 * 1 / (99 + 1)]


def test_one_block_after_the_other(risks):
    planted = with_block(with_block(risks, "same", 20, 25), "same", 120, 25)
    planted = with_block(planted, "decreased", 60, 25)
    blocks = label_blocks(planted)
    assert sorted(blocks["activity"]) == ["decreased", "same", "same"]
    assert blocks["block"].tolist() == [1, 2, 3]
    assert blocks["first_customer_id"].is_monotonic_increasing


def test_nothing_is_found_where_nothing_is(risks):
    assert label_blocks(risks).empty
    assert label_blocks(risks.iloc[:0]).empty


def test_order_of_the_rows_changes_nothing(risks):
    planted = with_block(risks, "same", 50, 30)
    again = label_blocks(planted.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(label_blocks(planted), again, check_exact=True)


def test_customers_of_the_other_label_are_not_in_the_block(risks):
    planted = with_block(risks, "same", 50, 30)
    blocks = label_blocks(planted)
    inside = planted[is_in_block(planted, blocks)]
    assert len(inside) == blocks["customers"].sum()
    assert set(inside["activity"]) == {"same"}


def test_a_search_is_kept(risks, tmp_path):
    planted = with_block(risks, "same", 50, 30)
    first = label_blocks(planted, cache_dir=tmp_path)
    assert len(list(tmp_path.glob("label_blocks-*.json"))) == 1
    pd.testing.assert_frame_equal(first, label_blocks(planted, cache_dir=tmp_path))
    label_blocks(planted, Blocks(significance=0.001), tmp_path)
    assert len(list(tmp_path.glob("label_blocks-*.json"))) == 2


def test_the_real_exports_hold_three_blocks(real_training):
    blocks = label_blocks(risks_of(real_training))
    bounds = blocks[["activity", "first_customer_id", "last_customer_id"]]
    assert bounds.to_numpy().tolist() == [
        ["decreased", 215675, 215695],
        ["decreased", 215796, 215845],
        ["decreased", 215894, 215941],
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("customers", "stores"), [(1_300, 120), (13_000, 40)])
def test_blocks_are_found_and_chance_is_not(make, customers, stores):
    """Must-hold 2 of the labels: recall of blocks, and stores without one."""
    first = 70_001 if customers < 5_000 else 4_001
    planted, null = (
        [
            search_one_store(
                make, customers, first + i, is_planted=is_planted, is_sorted=i % 2 == 0
            )
            for i in range(stores)
        ]
        for is_planted in (True, False)
    )
    assert np.mean([outcome.planted_found > 0 for outcome in planted]) >= 0.95
    assert np.mean([outcome.blocks > 0 for outcome in null]) <= 0.05
