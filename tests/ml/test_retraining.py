"""A model stays in force until a challenger is better on the newest month."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ml.evaluation import cross_validate
from ml.leaderboard import rank_candidates
from ml.retraining import RETRAINING, decide, kept_run
from ml.runs import fit_champion

AS_OF = "2026-11"
NOBODY = pd.DataFrame({"customer_id": []})


class Month:
    """A former model, and the data of a month that may get another one."""

    def __init__(self, training: pd.DataFrame, settings, folder, cache) -> None:
        self.settings, self.folder, self.cache = settings, folder, cache
        predictions = cross_validate(training, settings, cache)
        board = rank_candidates(training, predictions, settings)
        self.run = fit_champion(training, board, settings, folder).iloc[0]

    def former(self, **changes: object) -> pd.DataFrame:
        facts = {
            "as_of": AS_OF,
            **self.run[["run_id", "parameters_hash", "library_versions"]],
            **self.run[["artifact_sha256", "problem"]],
            "learnt_in": "2026-09",
            "months_since": 2,
            "is_old": False,
        }
        return pd.DataFrame([{**facts, **changes}])

    def decided(
        self,
        now: pd.DataFrame,
        drifted: str = "",
        is_drifted: bool = True,
        retrain: str = "auto",
        treated: pd.DataFrame = NOBODY,
        **changes,
    ) -> dict:
        """The row for the month `now`; `drifted` is the month of a drift."""
        settings = dataclasses.replace(self.settings, retrain=retrain)
        predictions = cross_validate(now, settings, self.cache)
        board = rank_candidates(now, predictions, settings)
        drift = pd.DataFrame(
            {
                "as_of": [drifted],
                "feature": ["has_consent"],
                "is_drifted": [bool(drifted) and is_drifted],
            }
        )
        former = self.former(**changes)
        found = decide(
            now, treated, predictions, board, former, drift, settings, self.folder
        )
        assert found.dtypes.astype(str).to_dict() == RETRAINING
        (row,) = found.to_dict("records")
        return row


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fold predictions, which all tests share."""
    return tmp_path_factory.mktemp("folds")


@pytest.fixture
def month(training, settings, tmp_path, cache) -> Month:
    return Month(training, settings, tmp_path, cache)


def turned(training: pd.DataFrame) -> pd.DataFrame:
    """The same customers in a store where the opposite is true."""
    other = np.where(training["activity"] == "same", "decreased", "same")
    return training.assign(activity=other)


def test_the_first_month_trains(month, training):
    row = month.decided(training, run_id=None, learnt_in=None)
    assert (row["is_retrained"], row["reason"]) == (True, "first")
    assert pd.isna(row["former_run_id"])


def test_always_trains_and_never_keeps(month, training):
    asked = month.decided(turned(training), "2026-11", retrain="always")
    assert (asked["is_retrained"], asked["reason"]) == (True, "asked")
    kept = month.decided(turned(training), "2026-11", retrain="never")
    assert (kept["is_retrained"], kept["reason"]) == (False, "forbidden")
    assert kept["former_run_id"] == month.run["run_id"]
    assert kept["log_loss_gain_low"] > 0


def test_a_better_challenger_needs_a_reason_to_be_looked_at(month, training):
    """A drift since the model learnt, or its age; a drift before that is no reason."""
    now = turned(training)
    assert month.decided(now)["reason"] == "nothing_moved"
    assert month.decided(now, "2026-09")["reason"] == "nothing_moved"
    assert month.decided(now, "2026-12")["reason"] == "nothing_moved"
    watched = month.decided(now, "2026-10", is_drifted=False)
    assert watched["reason"] == "nothing_moved" and pd.isna(watched["drifted_features"])
    for given in ({"drifted": "2026-10"}, {"is_old": True}):
        row = month.decided(now, **given)
        assert (row["is_retrained"], row["reason"]) == (True, "better")
        assert row["log_loss_gain_low"] > 0
        assert row["challenger_roc_auc"] > row["former_roc_auc"]
    assert month.decided(now, "2026-10")["drifted_features"] == "has_consent"


def test_a_challenger_that_is_as_good_does_not_replace(month, training):
    row = month.decided(training, "2026-11")
    assert (row["is_retrained"], row["reason"]) == (False, "not_better")
    assert row["customers"] == len(training)
    gain = row["former_log_loss"] - row["challenger_log_loss"]
    assert row["log_loss_gain"] == pytest.approx(gain)
    assert row["log_loss_gain_low"] < 0


def test_treated_customers_are_no_part_of_the_comparison(month, training):
    """The former model may have learnt their labels, which are of an earlier month."""
    treated = training[["customer_id"]].iloc[:20]
    row = month.decided(training, "2026-11", treated=treated)
    assert row["customers"] == len(training) - 20


def test_another_recipe_trains(month, training):
    versions = json.dumps({"python": "2.7"})
    for change in ({"parameters_hash": "other"}, {"library_versions": versions}):
        row = month.decided(training, **change)
        assert (row["is_retrained"], row["reason"]) == (True, "recipe_changed")
    kept = month.decided(training, retrain="never", parameters_hash="other")
    assert kept["reason"] == "forbidden"


def test_a_lost_model_is_trained_anew_and_a_damaged_one_is_not(month, training):
    file = month.folder / month.run["artifact_path"]
    file.write_bytes(b"malice")
    row = month.decided(training, "2026-11")
    assert (row["is_retrained"], row["reason"]) == (False, "model_unreadable")
    file.unlink()
    for setting in ("auto", "never"):
        row = month.decided(training, retrain=setting)
        assert (row["is_retrained"], row["reason"]) == (True, "model_missing")


def test_too_few_customers_change_nothing(month, training):
    few = training.groupby("activity").head(20)
    settings = dataclasses.replace(month.settings, retrain="auto")
    drift = pd.DataFrame({"as_of": [AS_OF], "feature": ["x"], "is_drifted": [True]})
    board = predictions = pd.DataFrame()
    found = decide(
        few, NOBODY, predictions, board, month.former(), drift, settings, month.folder
    )
    assert found["reason"].item() == "too_few"
    assert not found["is_retrained"].item()


def test_a_gain_within_its_error_does_not_replace(training, settings, tmp_path, cache):
    """The former model learnt from a fifth of wrong labels: a new one is a little better."""
    wrong = training.copy()
    some = wrong.sample(frac=0.2, random_state=3).index
    wrong.loc[some, "activity"] = turned(training).loc[some, "activity"]
    row = Month(wrong, settings, tmp_path, cache).decided(training, is_old=True)
    assert row["log_loss_gain"] > 0 > row["log_loss_gain_low"]
    assert (row["is_retrained"], row["reason"]) == (False, "not_better")


def test_the_decision_of_the_month_says_which_model_stays():
    """Another month's decision says nothing of this one."""
    decisions = pd.DataFrame(
        {
            "as_of": ["2026-10", AS_OF, "2026-12"],
            "is_retrained": [True, False, True],
            "former_run_id": ["october", "november", "december"],
        }
    )
    of_month = [pd.DataFrame({"as_of": [month]}) for month in decisions["as_of"]]
    kept = [kept_run(decisions, former) for former in of_month]
    assert kept == [None, "november", None]


def test_the_challenger_is_judged_on_grouped_folds(training, settings, tmp_path):
    """Random folds, where a near-copy teaches, would flatter it."""
    plan = dataclasses.replace(settings.plan, splits=("grouped", "random"))
    both = dataclasses.replace(settings, plan=plan)
    flattered = training.assign(
        **training.iloc[:120]
        .sample(240, replace=True, random_state=1)[["tenure_days", "pages_per_visit"]]
        .reset_index(drop=True)
    )
    of_both = Month(flattered, both, tmp_path, tmp_path).decided(flattered)
    of_one = Month(flattered, settings, tmp_path, tmp_path).decided(flattered)
    assert of_both["challenger_log_loss"] == of_one["challenger_log_loss"]
