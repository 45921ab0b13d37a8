"""What the past foretells, against months whose truth is known."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t
from sklearn.metrics import roc_auc_score

from ml.features import ID, LABEL
from ml.foresight import foresight, kin, training_rows
from ml.metrics import corrected_standard_error, scores
from ml.params import ADDITIVE, HYPERPARAMETERS, Settings
from ml.store.identity import as_json

CUSTOMERS = 6_000
RUNS = pd.DataFrame(
    {
        "run_id": ["r"],
        "is_current": [True],
        "artifact_sha256": ["a"],
        "problem": [None],
        "champion": [ADDITIVE],
        "hyperparameters": [as_json(dict(HYPERPARAMETERS[ADDITIVE].quick))],
    }
)
# A month without a lead, and how far ahead features may lead the label.
LEADS = (0, 1, 2, 3)


def archive(
    make: Callable, lead: int, customers: int = CUSTOMERS
) -> tuple[pd.DataFrame, float]:
    """Pairs as `training_pairs` makes them, and the best ROC AUC that anybody could reach.

    Purchases on sale and pages decide, `lead` months ahead, who buys less; minutes fall in
    that very month, and tell nothing of the next. Without a lead the month itself decides,
    and its values are drawn anew.
    """
    rng = np.random.default_rng(lead)
    horizon = max(lead, 1)
    months = 2 * horizon + 3
    frames, chances = [], []
    for month in range(months):
        frame = make(customers, seed=100 + month)
        if lead and month:
            for name in ("promo_purchase_share", "pages_per_visit"):
                stays = rng.uniform(size=customers) < 0.3
                frame[name] = np.where(stays, frames[-1][name], frame[name])
        frames.append(frame)
        cause = frames[max(month - lead, 0)]
        log_odds = (
            4 * cause["promo_purchase_share"] - 0.3 * cause["pages_per_visit"] + 0.5
        )
        chance = (1 / (1 + np.exp(-log_odds))).to_numpy()
        is_decreased = rng.uniform(size=customers) < chance
        frame[LABEL] = np.where(is_decreased, "decreased", "same")
        fall = np.where(is_decreased, 8, 0)
        frame["minutes_current_month"] = 18 - fall + rng.normal(0, 3, customers)
        chances.append(chance)
    names = [f"2026-{month + 1:02d}" for month in range(months)]
    features_of, labels_of = names[-1 - horizon], names[-1]
    pairs = []
    for seen, frame in zip(names, frames, strict=True):
        for labelled, later in zip(names, frames, strict=True):
            apart = names.index(labelled) - names.index(seen)
            is_known = labelled <= features_of or labelled == labels_of
            if apart in (0, horizon) and is_known and seen <= features_of:
                pairs.append(
                    frame.assign(
                        as_of=seen, labelled_in=labelled, **{LABEL: later[LABEL]}
                    )
                )
    if lead:
        best = roc_auc_score(frames[-1][LABEL] == "decreased", chances[-1])
    else:
        best = 0.5
    return pd.concat(pairs, ignore_index=True), float(best)


@pytest.mark.slow
@pytest.mark.parametrize("lead", LEADS)
def test_what_leads_is_foretold(make: Callable, lead: int) -> None:
    """As well as anybody could, and better than by labels of the same month; or not at all."""
    pairs, best = archive(make, lead)
    found = foresight(pairs, RUNS, Settings())
    before, same = found.to_dict("records")
    assert [before["learnt_from"], same["learnt_from"]] == [
        "months_before",
        "same_month",
    ]
    assert before["labels_of"] == pairs["labelled_in"].max()
    assert before["customers"] == CUSTOMERS
    assert not same["is_better"]
    if lead:
        assert before["roc_auc"] == pytest.approx(best, abs=0.01)
        assert before["is_better"] and before["roc_auc_gain_low"] > 0.05
    else:
        assert abs(before["roc_auc"] - best) < 0.02
        assert not before["is_better"]


def test_a_row_says_what_was_judged_and_learnt(
    make: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a lead of one month, five months leave three to learn from and one to judge."""
    pairs, _ = archive(make, 1, customers=800)
    aucs: list[float] = []

    def noted(*of_fold: Any) -> dict[str, float]:
        aucs.append(roc_auc_score(*of_fold[:2]))
        return scores(*of_fold)

    monkeypatch.setattr("ml.metrics.scores", noted)
    before, same = foresight(pairs, RUNS, Settings(jobs=1)).to_dict("records")
    for row, months in ((before, 3), (same, 4)):
        assert (row["features_of"], row["labels_of"]) == ("2026-04", "2026-05")
        assert row["training_months"] == months
        assert row["training_rows"] == months * row["customers"] == months * 800
    judged = pairs[pairs["labelled_in"] == "2026-05"]
    assert before["decreased"] == judged[LABEL].eq("decreased").sum()
    assert before["is_better"] and not same["is_better"]
    assert before["roc_auc_gain"] == pytest.approx(before["roc_auc"] - same["roc_auc"])
    # The folds of both kinds take turns; the interval is two-sided.
    gains = np.array(aucs[::2]) - aucs[1::2]
    plan = Settings().evaluation_plan
    repeats = gains.reshape(plan.repeats(800), plan.n_folds)
    assert len(np.unique(repeats, axis=0)) == len(repeats) > 1
    error = corrected_standard_error(gains, plan.n_folds)
    interval = t.interval(0.95, len(gains) - 1, gains.mean(), error)
    ends = before["roc_auc_gain_low"], before["roc_auc_gain_high"]
    assert ends == pytest.approx(interval)


def test_too_short_an_archive_says_nothing(make: Callable) -> None:
    """No pair, no earlier month to learn from, too few of a class, no trained model."""
    pairs, _ = archive(make, 1, customers=300)
    settings = Settings()
    assert foresight(pairs.iloc[:0], RUNS, settings).empty
    newest = pairs[pairs["labelled_in"] == pairs["labelled_in"].max()]
    assert foresight(newest, RUNS, settings).empty
    one_class = pairs.assign(activity="same")
    assert foresight(one_class, RUNS, settings).empty
    assert foresight(pairs, RUNS.assign(problem="none"), settings).empty


def test_the_order_of_rows_does_not_matter(make: Callable) -> None:
    pairs, _ = archive(make, 1, customers=500)
    shuffled = pairs.sample(frac=1, random_state=1)
    settings = Settings(jobs=1)
    pd.testing.assert_frame_equal(
        foresight(pairs, RUNS, settings), foresight(shuffled, RUNS, settings)
    )


@pytest.mark.parametrize("other_id", [0, 1_000])
def test_nobody_is_known_again(make: Callable, other_id: int) -> None:
    """Each customer has a label and values of its own in all months, and they tell nothing.

    Whoever was known before under another id is no other customer.
    """
    first = make(400)
    rng = np.random.default_rng(7)
    first[LABEL] = rng.choice(["decreased", "same"], len(first))
    months = ("2026-01", "2026-02", "2026-03")
    pairs = pd.concat(
        first.assign(as_of=seen, labelled_in=labelled)
        for seen in months[:2]
        for labelled in months
        if seen == labelled or months.index(labelled) - months.index(seen) == 1
    )
    pairs.loc[pairs["labelled_in"] < months[-1], ID] += other_id
    nearest = {**HYPERPARAMETERS["nearest_neighbours"].quick, "n_neighbors": 1}
    runs = RUNS.assign(champion="nearest_neighbours", hyperparameters=as_json(nearest))
    found = foresight(pairs, runs, Settings(jobs=1))
    # Who saw a customer before would be right each time.
    assert len(found) == 2 and (found["roc_auc"] < 0.65).all()


def test_what_is_seen_with_the_last_labels_foretells_nothing(make: Callable) -> None:
    """The newest month's features beside its own labels are neither judged nor learnt from."""
    pairs, _ = archive(make, 1, customers=500)
    newest = pairs["labelled_in"].max()
    of_newest = pairs[pairs["labelled_in"] == newest].assign(
        as_of=newest, minutes_current_month=lambda rows: rows[LABEL].eq("same") * 20.0
    )
    settings = Settings(jobs=1)
    found = foresight(pd.concat([pairs, of_newest]), RUNS, settings)
    pd.testing.assert_frame_equal(found, foresight(pairs, RUNS, settings))


def test_labels_that_came_too_late_teach_nothing(make: Callable) -> None:
    """What was not known in the month of the features is no part of the training."""
    pairs, _ = archive(make, 2, customers=300)
    known = training_rows(pairs, "2026-03")
    assert set(known["months_before"]["labelled_in"]) == {"2026-03"}
    assert set(known["same_month"]["labelled_in"]) == {"2026-01", "2026-02", "2026-03"}


def test_near_copies_of_any_month_are_kin(make: Callable) -> None:
    """A is like B in one month, and B like C in another: all three stand on one side."""
    frame = make(60)
    later = make(60, seed=1)
    copied = [name for name in frame if name not in (ID, LABEL)]
    for seen, (one, other) in ((frame, (3, 7)), (later, (7, 20))):
        seen.loc[other, copied] = seen.loc[one, copied]
    pairs = pd.concat([frame.assign(as_of="2026-01"), later.assign(as_of="2026-02")])
    groups = kin(pairs)
    ids = frame[ID]
    assert groups[ids[3]] == groups[ids[7]] == groups[ids[20]]
    assert groups.nunique() == 58
