"""Stores in which the labels of one run of ids are wrong, and which is known."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.evaluation import cross_validate
from ml.features import labels
from ml.fitting import fit, risk_of
from ml.folds import stratified_sample
from ml.label_blocks import is_in_block, label_blocks
from ml.params import ADDITIVE, QUICK, SEED, Settings

TRAINING_ROWS_MAX = 10_000


@dataclass(frozen=True)
class Outcome:
    """What was planted in one store, and what was found."""

    planted: int
    planted_found: int
    found: int
    found_planted: int
    blocks: int


def plant_block(
    training: pd.DataFrame, rng: np.random.Generator, size: int, wrong_share: float
) -> tuple[pd.DataFrame, np.ndarray]:
    """Give the label of a run of customers to others, who change ids with them.

    Returns the store, and whether each customer stands in the block.
    """
    training = training.copy()
    label = rng.choice(["decreased", "same"])
    ordered = training.sort_values("customer_id").index
    alike = ordered[training.loc[ordered, "activity"] == label]
    start = rng.integers(0, len(alike) - size + 1)
    block = alike[start : start + size].to_numpy()
    is_block = training["customer_id"].isin(training.loc[block, "customer_id"])
    wrong = rng.choice(block, round(wrong_share * size), replace=False)
    others = training.index[training["activity"] != label]
    victims = rng.choice(others, len(wrong), replace=False)
    ids = training["customer_id"].copy()
    ids[wrong], ids[victims] = (
        training.loc[victims, "customer_id"].to_numpy(),
        training.loc[wrong, "customer_id"].to_numpy(),
    )
    ids_of_block = training.loc[is_block, "customer_id"]
    training["customer_id"] = ids
    training.loc[victims, "activity"] = label
    return training, training["customer_id"].isin(ids_of_block).to_numpy()


def risks_of(training: pd.DataFrame) -> pd.DataFrame:
    """Each customer's risk by a model that has not seen it, as the project scores."""
    y = labels(training)
    sample = stratified_sample(y, TRAINING_ROWS_MAX, SEED)
    learnt = training.iloc[sample]
    settings = Settings(candidates=(ADDITIVE,), jobs=1)
    with tempfile.TemporaryDirectory() as cache:
        predictions = cross_validate(learnt, settings, cache, log=lambda _: None)
    risk = predictions.groupby("customer_id")["probability"].mean()
    rest = training[~training["customer_id"].isin(learnt["customer_id"])]
    if len(rest):
        pipeline, _ = fit(ADDITIVE, learnt, y[sample], QUICK, SEED)
        fitted = pd.Series(risk_of(pipeline, rest), index=rest["customer_id"])
        risk = pd.concat([risk, fitted])
    return training[["customer_id", "activity"]].assign(
        churn_risk=risk[training["customer_id"]].to_numpy()
    )


def search_one_store(
    make: Callable[..., pd.DataFrame],
    customers: int,
    seed: int,
    *,
    is_planted: bool,
    is_sorted: bool,
) -> Outcome:
    """Make a store, plant a block of 20 to 100 ids (or none), and search for it."""
    rng = np.random.default_rng(seed)
    training = make(customers, seed)
    if is_sorted:
        # As the store's own file: all ids of a label stand together.
        training = training.sort_values("activity", kind="stable", ignore_index=True)
        training["customer_id"] = 215_000 + np.arange(customers)
    planted = np.zeros(customers, dtype=bool)
    if is_planted:
        size, share = int(rng.integers(20, 101)), rng.uniform(0.6, 1.0)
        training, planted = plant_block(training, rng, size, share)
    blocks = label_blocks(risks_of(training))
    found = is_in_block(training, blocks)
    return Outcome(
        planted=int(planted.sum()),
        planted_found=int((planted & found).sum()),
        found=int(found.sum()),
        found_planted=int((planted & found).sum()),
        blocks=len(blocks),
    )
