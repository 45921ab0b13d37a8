"""Quality of risks, and how sure one may be of it."""

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


def scores(y: np.ndarray, risk: np.ndarray, cut: float) -> dict[str, float]:
    """Return all of `ml.params.METRICS`.

    Risks lie in (0, 1); labels are 0 or 1, both present. Customers with `risk >= cut`
    are flagged; without any, precision and F1 are 0.
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
