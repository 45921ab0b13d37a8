"""From which customers to learn after a campaign: docs/decisions/0039.

A campaign has contacted the customers with consent whose profit at risk is highest, a tenth of
them excepted, and shown an offer to most others. The chance of each without an offer is
known. A new model is asked for the risk of the contacted customers.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from real_exports import read_training

from ml.candidates import build
from ml.features import labels, select_features
from ml.params import ADDITIVE, HYPERPARAMETERS
from one_click.demo.exports import write
from one_click.demo.months import chance_of_decrease, first_month

pytestmark = pytest.mark.slow

STORES, SEED = 30, 20_265
CONTACTED, SHOWN = (0.12, 0.15, 0.18, 0.2), (0.03, 0.07)  # effects, as in offers.csv


def risk(X: pd.DataFrame, y: np.ndarray, asked: pd.DataFrame) -> np.ndarray:
    """The risk of the asked customers by an additive model of X and y."""
    model = build(ADDITIVE, HYPERPARAMETERS[ADDITIVE].quick, seed=1).fit(X, y)
    return model.predict_proba(asked)[:, 1]


def ways(folder: Path, store: int, customers: int, contacts: int) -> pd.DataFrame:
    """Risk of the contacted customers and log loss of all, by way to learn."""
    rng = np.random.default_rng([SEED, store])
    frame = first_month(customers, SEED + store)
    write(frame, "csv", folder)
    training = read_training(folder)
    frame = frame.set_index("id").loc[training["customer_id"]].reset_index()
    chance, X, before = (
        chance_of_decrease(frame),
        select_features(training),
        labels(training),
    )
    n = len(chance)
    consent = training["has_consent"].astype(bool).to_numpy()
    value = np.where(consent, risk(X, before, X) * frame["profit"], -1)
    is_best = consent & (np.argsort(np.argsort(-value)) < contacts)
    held = rng.random(n) < 0.1
    contacted = is_best & ~held
    effect = np.where(is_best, rng.choice(CONTACTED, n), rng.choice(SHOWN, n)) * ~held
    fate = rng.random(n)
    now, untreated = ((fate < chance * (1 - lowered)) for lowered in (effect, 0))
    kept = {
        "untreated": (slice(None), untreated),
        "all": (slice(None), now),
        "without treated": (held, now),
        "without contacted": (~contacted, now),
        "last label without": (slice(None), np.where(held, now, before)),
    }
    rows = []
    for way, (rows_kept, y) in kept.items():
        told = risk(X[rows_kept], y[rows_kept].astype(int), X).clip(1e-6, 1 - 1e-6)
        loss = -(chance * np.log(told) + (1 - chance) * np.log1p(-told)).mean()
        rows.append({"way": way, "risk": told[contacted].mean(), "log_loss": loss})
    return pd.DataFrame(rows).set_index("way").assign(store=store)


@pytest.mark.parametrize(("customers", "contacts"), [(1300, 600), (3000, 600)])
def test_contacted_customers_keep_their_risk(
    tmp_path: Path, customers: int, contacts: int
) -> None:
    """Must-hold 5: at least .95 of the risk that untreated customers would teach."""
    found = pd.concat(
        ways(tmp_path / str(store), store, customers, contacts)
        for store in range(STORES)
    )
    means = found.groupby("way", sort=False)[["risk", "log_loss"]].mean()
    means["ratio"] = means["risk"] / means.loc["untreated", "risk"]
    print(f"\n{customers} customers:\n{means.round(3).to_string()}")
    assert means.loc["last label without", "ratio"] >= 0.95
    assert means["log_loss"].drop("untreated").idxmin() == "last label without"
