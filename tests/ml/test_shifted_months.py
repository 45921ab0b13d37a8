"""How near the expected performance comes to the truth when customers change.

A model of one month gives the risks of another one, in which minutes or promotions have
moved. `marts.expected_performance` reads no label: it takes each risk for the chance that it
says. The generator knows the chances.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from real_exports import read_training
from sklearn.metrics import f1_score

from ml.candidates import build
from ml.features import labels, select_features
from ml.metrics import f1_cut
from ml.params import ADDITIVE, HYPERPARAMETERS
from one_click.demo import store
from one_click.demo.exports import write
from one_click.demo.months import chance_of_decrease, first_month

pytestmark = pytest.mark.slow

CUSTOMERS, SEED = 10_000, 90_300
MINUTES, PROMO = ("minutes_now", "minutes_before"), ("promo",)
SHIFTS = [
    (names, sign * sds)
    for names in (MINUTES, PROMO)
    for sign in (-1, 1)
    for sds in (0.5, 1, 2)
]


def month(
    folder: Path, seed: int, names: tuple[str, ...] = (), sds: float = 0
) -> tuple:
    """Training rows of a month and their labels; `names` are moved by so many SD."""
    frame = first_month(CUSTOMERS, seed)
    for name in names:
        moved = frame[name] + round(sds * frame[name].std())
        frame[name] = moved.clip(
            0, store.FEATURES[name].per_unit if name == "promo" else None
        )
    decreased = np.random.default_rng(seed).random(len(frame)) < chance_of_decrease(
        frame
    )
    frame["label"] = pd.Categorical.from_codes(decreased.astype("i1"), store.LABELS)
    write(frame, "csv", folder)
    training = read_training(folder)
    return select_features(training), labels(training)


@pytest.fixture(scope="module")
def champion(tmp_path_factory: pytest.TempPathFactory) -> tuple:
    """A model of a month that nothing has moved, and its threshold."""
    X, y = month(tmp_path_factory.mktemp("before"), SEED)
    model = build(ADDITIVE, HYPERPARAMETERS[ADDITIVE].quick, seed=1).fit(X, y)
    return model, f1_cut(y, model.predict_proba(X)[:, 1])


def told_and_true(champion: tuple, X: pd.DataFrame, y: np.ndarray) -> dict[str, float]:
    """F1 and share decreased as expected, by the sums of macros/performance.sql, and as true."""
    model, threshold = champion
    risk = model.predict_proba(X)[:, 1]
    at_risk = risk >= threshold
    return {
        "f1": 2 * risk[at_risk].sum() / (at_risk.sum() + risk.sum()),
        "true_f1": f1_score(y, at_risk),
        "share": risk.mean(),
        "true_share": y.mean(),
        "reach": 1.96 * np.sqrt((risk * (1 - risk)).sum()) / len(risk),
    }


def test_expected_performance_follows_a_shift(champion: tuple, tmp_path: Path) -> None:
    """Shifts of .5 to 2 SD: F1 within .04 of the truth, the share decreased within .02."""
    found = pd.DataFrame(
        {
            "names": names[0],
            "sds": sds,
            **told_and_true(
                champion, *month(tmp_path / f"{number}", SEED + 1 + number, names, sds)
            ),
        }
        for number, (names, sds) in enumerate(SHIFTS)
    )
    print(f"\n{found.round(3).to_string()}")
    assert (found["f1"] - found["true_f1"]).abs().max() <= 0.04
    assert (found["share"] - found["true_share"]).abs().max() <= 0.02
