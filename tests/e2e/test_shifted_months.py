"""How near the expected performance comes to the truth when customers change.

Minutes or promotions move, and a month is scored by a model of its own, out of fold, or by one
that was kept (`retrain`). The labels of the month after follow from the same chances; 10 % of
them are flipped in half of the months. The models of SQL say what they expect and what came.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from builds import Build
from checkout import copy_build
from real_exports import read_training
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline

from ml.candidates import build
from ml.features import ID, labels, select_features
from ml.metrics import f1_cut
from ml.params import ADDITIVE, HYPERPARAMETERS
from one_click.demo import store
from one_click.demo.exports import write
from one_click.demo.months import chance_of_decrease, first_month

pytestmark = pytest.mark.slow

CUSTOMERS, SEED = 10_000, 90_300
MINUTES, PROMO = ("minutes_now", "minutes_before"), ("promo",)
SHIFTS = [(MINUTES, 0.0)] + [
    (names, sign * sds)
    for names in (MINUTES, PROMO)
    for sign in (-1, 1)
    for sds in (0.5, 1, 2)
]
FLIPPED = 0.1
FOLDS = StratifiedKFold(5, shuffle=True, random_state=1)
NAMES = np.array(["same", "decreased"])


def month(folder: Path, seed: int, names: tuple[str, ...], sds: float) -> tuple:
    """Training rows of a month in which `names` moved by so many SD, and later labels."""
    frame = first_month(CUSTOMERS, seed)
    for name in names:
        most = store.FEATURES[name].per_unit if name in PROMO else None
        moved = frame[name] + round(sds * frame[name].std())
        frame[name] = moved.clip(0, most)
    chance, rng = chance_of_decrease(frame), np.random.default_rng(seed)
    now, later = (rng.random(len(frame)) < chance for _ in range(2))
    frame["label"] = pd.Categorical.from_codes(now.astype("i1"), store.LABELS)
    write(frame, "csv", folder)
    training = read_training(folder)
    return training, pd.Series(later, frame["id"]).loc[training[ID]].to_numpy()


def model() -> Pipeline:
    """The additive candidate, as it trains on so many customers."""
    return build(ADDITIVE, HYPERPARAMETERS[ADDITIVE].quick, seed=1)


def scored(folder: Path) -> Iterator[tuple[dict, pd.DataFrame, np.ndarray]]:
    """Each kind of month, its rows of score_history, and the labels of the month after."""
    before, _ = month(folder, SEED, MINUTES, 0)
    y = labels(before)
    kept = model().fit(select_features(before), y)
    kept_cut = f1_cut(y, kept.predict_proba(select_features(before))[:, 1])
    for number, (names, sds) in enumerate(SHIFTS, start=1):
        training, later = month(folder, SEED + number, names, sds)
        X, y = select_features(training), labels(training)
        own = cross_val_predict(model(), X, y, cv=FOLDS, method="predict_proba")[:, 1]
        by_kept = kept.predict_proba(X)[:, 1]
        flips = np.random.default_rng(number).random(len(later)) < FLIPPED
        for way, risk, cut in (
            ("own", own, f1_cut(y, own)),
            ("kept", by_kept, kept_cut),
        ):
            rows = pd.DataFrame(
                {
                    "customer_id": training[ID].to_numpy(),
                    "churn_risk": risk,
                    "is_at_risk": risk >= cut,
                    "activity": NAMES[y],
                }
            )
            for is_flipped, came in ((False, later), (True, later ^ flips)):
                kind = {
                    "model": way,
                    "moved": names[0],
                    "sds": sds,
                    "flipped": is_flipped,
                }
                yield kind, rows, NAMES[came.astype(int)]


@pytest.fixture(scope="module")
def months(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """What was expected and what came, a row per kind of month."""
    folder = tmp_path_factory.mktemp("shifted")
    project = copy_build(demo.project, folder / "project")
    kinds = []
    with duckdb.connect(str(project.warehouse)) as connection:
        connection.execute("delete from monitoring.score_history")
        connection.execute("delete from monitoring.offer_history")
        for year, (kind, rows, came) in enumerate(
            scored(folder / "exports"), start=1900
        ):
            kinds.append({"as_of": f"{year}-01", **kind})
            for frame in (
                rows.assign(as_of=f"{year}-01"),
                rows.assign(as_of=f"{year}-02", activity=came),
            ):
                connection.register("planted", frame)
                connection.execute(
                    "insert into monitoring.score_history by name from planted"
                )
    readers = ["calibrated_risks", "realised_outcomes"]
    readers += ["expected_performance", "realised_performance"]
    run = project.dbt("--quiet", "run", "-s", *readers)
    assert run.code == 0, run.output
    with duckdb.connect(str(project.warehouse), read_only=True) as connection:
        told = connection.execute(
            "select expected.as_of, expected.f1, realised.f1 as true_f1, "
            "expected.share_decreased as share, realised.share_decreased as true_share, "
            "realised.flipped_share, realised.is_worse_than_expected "
            "from marts.expected_performance as expected "
            "inner join marts.realised_performance as realised using (as_of)"
        ).df()
    found = pd.DataFrame(kinds).merge(told, on="as_of", validate="one_to_one")
    print(f"\n{found.drop(columns='as_of').round(3).to_string()}")
    return found


def test_the_expectation_follows_a_shift(months: pd.DataFrame) -> None:
    """Shifts of .5 to 2 SD: F1 within .04 of the truth, the share decreased within .02."""
    right = months[~months["flipped"]]
    assert (right["f1"] - right["true_f1"]).abs().max() <= 0.04
    assert (right["share"] - right["true_share"]).abs().max() <= 0.02


def test_flipped_labels_are_caught_and_right_ones_raise_no_alarm(
    months: pd.DataFrame,
) -> None:
    assert months["is_worse_than_expected"].tolist() == months["flipped"].tolist()
    flipped = months.loc[months["flipped"], "flipped_share"]
    assert (flipped - FLIPPED).abs().max() <= 0.03
