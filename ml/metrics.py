"""Quality of risks, and how sure one may be of it."""

from collections.abc import Callable

import numpy as np
from scipy import stats
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    confusion_matrix_at_thresholds,
    log_loss,
    precision_recall_fscore_support,
    roc_auc_score,
)

# Recall targets are met to this many hits: 0.7 of 10 is 7, not 7.000000000000001.
HITS_TOLERANCE = 1e-9


def expected_calibration_error(
    y: np.ndarray, risk: np.ndarray, n_bins: int = 10
) -> float:
    """Return the mean distance in [0, 1] of predicted and observed shares.

    Rows are sorted by risk (ties keep their order) and cut into `n_bins` bins whose
    sizes differ by one at most; each bin weighs by its rows (Naeini, Cooper & Hauskrecht
    2015, with the equal-count bins of Nguyen & O'Connor 2015).
    """
    bins = np.array_split(np.argsort(risk, kind="stable"), min(n_bins, len(risk)))
    gaps = [len(rows) * abs(y[rows].mean() - risk[rows].mean()) for rows in bins]
    return float(sum(gaps) / len(risk))


def f1_cut(y: np.ndarray, risk: np.ndarray) -> float:
    """Return the cut with the best F1; the highest of equally good ones."""
    _, misses, _, hits, cuts = confusion_matrix_at_thresholds(y, risk)
    return float(cuts[np.argmax(2 * hits / (hits + misses + y.sum()))])


def recall_cut(y: np.ndarray, risk: np.ndarray, target: float) -> float:
    """Return the highest cut whose recall reaches `target` (0 to 1)."""
    _, _, _, hits, cuts = confusion_matrix_at_thresholds(y, risk)
    return float(cuts[np.argmax(hits >= target * y.sum() - HITS_TOLERANCE)])


def scores(
    y: np.ndarray, risk: np.ndarray, cut: float | np.ndarray
) -> dict[str, float]:
    """Return all of `ml.params.METRICS`.

    Risks lie in (0, 1); labels are 0 or 1, both present. Customers with `risk >= cut`
    are flagged, by one cut or by one each; without any, precision and F1 are 0.
    """
    precision, recall, f1, _ = precision_recall_fscore_support(
        y, risk >= cut, average="binary", zero_division=0.0
    )
    return {
        "roc_auc": float(roc_auc_score(y, risk)),
        "average_precision": float(average_precision_score(y, risk)),
        "log_loss": float(log_loss(y, risk, labels=[0, 1])),
        "brier_score": float(brier_score_loss(y, risk, labels=[0, 1])),
        "expected_calibration_error": expected_calibration_error(y, risk),
        "recall": float(recall),
        "precision": float(precision),
        "f1": float(f1),
    }


def corrected_standard_error(values: np.ndarray, n_folds: int) -> float:
    """Return the standard error of a mean over repeated folds; NaN for one value.

    `values` has shape (J,), one per repeat and fold of `n_folds`. Folds share training
    rows, so the usual s²/J is too small; Nadeau & Bengio (2003) put
    (1/J + n_test/n_train) s² in its place.
    """
    if len(values) < 2:
        return float("nan")
    test_to_train = 1 / (n_folds - 1)
    variance = np.var(values, ddof=1)
    return float(np.sqrt((1 / len(values) + test_to_train) * variance))


def corrected_p_value(differences: np.ndarray, n_folds: int) -> float:
    """Return the two-sided p-value that paired folds have a mean difference of 0.

    Corrected resampled t-test of Nadeau & Bengio (2003) with J - 1 degrees of freedom:
    1 when all differences are zero, NaN for fewer than two.
    """
    if len(differences) < 2:
        return float("nan")
    mean = float(np.mean(differences))
    error = corrected_standard_error(differences, n_folds)
    if error == 0:
        return 1.0 if mean == 0 else 0.0
    return float(2 * stats.t.sf(abs(mean) / error, len(differences) - 1))


def corrected_bounds(
    differences: np.ndarray, n_folds: int, confidence: float = 0.95
) -> tuple[float, float]:
    """Return the lower and the upper one-sided bound of a mean of paired folds.

    Each of the two alone holds with `confidence`; the error is corrected for overlapping
    training rows (Nadeau & Bengio 2003). NaN for fewer than two differences.
    """
    if len(differences) < 2:
        return float("nan"), float("nan")
    error = corrected_standard_error(differences, n_folds)
    reach = float(stats.t.ppf(confidence, len(differences) - 1)) * error
    mean = float(np.mean(differences))
    return mean - reach, mean + reach


def calibration_error_by_chance(
    risk: np.ndarray, draws: int = 1_000, seed: int = 0, confidence: float = 0.95
) -> float:
    """Return the calibration error that perfect risks stay below with `confidence`.

    Labels are drawn from the risks themselves, `draws` times: then the risks are
    perfectly calibrated, and what is left is the noise of this number of customers.
    """
    rng = np.random.default_rng(seed)
    # Errors of drawn labels do not depend on the order of the customers.
    risk = np.sort(risk)
    bins = np.array_split(np.arange(len(risk)), min(10, len(risk)))
    starts = [rows[0] for rows in bins]
    expected = np.add.reduceat(risk, starts)
    errors = [
        np.abs(
            np.add.reduceat(rng.random(len(risk)) < risk, starts, dtype=float)
            - expected
        )
        for _ in range(draws)
    ]
    return float(np.quantile(np.sum(errors, axis=1) / len(risk), confidence))


def nested_cuts(
    y: np.ndarray, risk: np.ndarray, folds: np.ndarray, cut: Callable[..., float]
) -> np.ndarray:
    """Return for each customer the cut chosen from the other folds; shape (rows,)."""
    cuts = np.empty(len(y))
    for fold in np.unique(folds):
        is_held_out = folds == fold
        cuts[is_held_out] = cut(y[~is_held_out], risk[~is_held_out])
    return cuts
