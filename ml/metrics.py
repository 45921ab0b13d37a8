"""How good risks are, and how sure of it one may be."""

import numpy as np
from scipy import stats
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    log_loss,
    roc_auc_score,
)


def expected_calibration_error(
    y: np.ndarray, risk: np.ndarray, n_bins: int = 10
) -> float:
    """Mean distance between predicted and observed share, in bins of equal count.

    Rows are sorted by risk (ties keep their order) and cut into `n_bins` bins
    whose sizes differ by one at most; each bin weighs by its rows (Naeini,
    Cooper & Hauskrecht 2015, with the equal-count bins of Nguyen & O'Connor
    2015). In [0, 1].
    """
    bins = np.array_split(np.argsort(risk, kind="stable"), min(n_bins, len(risk)))
    gaps = [len(rows) * abs(y[rows].mean() - risk[rows].mean()) for rows in bins]
    return float(sum(gaps) / len(risk))


def confusion_at(y: np.ndarray, risk: np.ndarray, cut: float) -> tuple[int, int, int]:
    """True positives, flagged rows and positives when risk >= cut is flagged."""
    is_flagged = risk >= cut
    return int(y[is_flagged].sum()), int(is_flagged.sum()), int(y.sum())


def recall_precision_f1(
    y: np.ndarray, risk: np.ndarray, cut: float
) -> tuple[float, float, float]:
    """Recall, precision and F1 of `risk >= cut`; 0 where one is undefined."""
    hits, flagged, positives = confusion_at(y, risk, cut)
    recall = hits / positives if positives else 0.0
    precision = hits / flagged if flagged else 0.0
    f1 = 2 * hits / (flagged + positives) if flagged + positives else 0.0
    return recall, precision, f1


def _curve(
    y: np.ndarray, risk: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each distinct risk as a cut, descending, with hits and flagged rows."""
    order = np.argsort(-risk, kind="stable")
    ordered = risk[order]
    is_last = np.r_[ordered[1:] != ordered[:-1], True]
    hits = np.cumsum(y[order])[is_last]
    flagged = np.arange(1, len(y) + 1)[is_last]
    return ordered[is_last], hits, flagged


def f1_cut(y: np.ndarray, risk: np.ndarray) -> float:
    """The cut with the best F1; the highest of equally good ones."""
    cuts, hits, flagged = _curve(y, risk)
    return float(cuts[np.argmax(2 * hits / (flagged + y.sum()))])


def recall_cut(y: np.ndarray, risk: np.ndarray, target: float) -> float:
    """The highest cut whose recall reaches `target` (0 to 1)."""
    cuts, hits, _ = _curve(y, risk)
    # A share such as 0.7 of 10 is 7, not 7.000000000000001.
    needed = np.ceil(target * y.sum() - 1e-9)
    return float(cuts[np.argmax(hits >= needed)])


def scores(y: np.ndarray, risk: np.ndarray, cut: float) -> dict[str, float]:
    """All of `ml.params.METRICS` for risks in (0, 1) and labels 0 or 1, both present."""
    recall, precision, f1 = recall_precision_f1(y, risk, cut)
    return {
        "roc_auc": float(roc_auc_score(y, risk)),
        "average_precision": float(average_precision_score(y, risk)),
        "log_loss": float(log_loss(y, risk, labels=[0, 1])),
        "brier_score": float(brier_score_loss(y, risk, labels=[0, 1])),
        "expected_calibration_error": expected_calibration_error(y, risk),
        "recall": recall,
        "precision": precision,
        "f1": f1,
    }


def corrected_standard_error(values: np.ndarray, test_to_train: float) -> float:
    """Standard error of a mean over repeated folds.

    Folds share training rows, so the usual s²/J is too small; Nadeau & Bengio
    (2003) put (1/J + n_test/n_train) s² in its place. Shape (J,), J >= 2, else
    NaN.
    """
    if len(values) < 2:
        return float("nan")
    variance = np.var(values, ddof=1)
    return float(np.sqrt((1 / len(values) + test_to_train) * variance))


def corrected_p_value(differences: np.ndarray, test_to_train: float) -> float:
    """Two-sided p-value that paired folds differ by nothing on average.

    Corrected resampled t-test of Nadeau & Bengio (2003) with J - 1 degrees of
    freedom. 1 when all differences are zero; NaN with fewer than two folds.
    """
    if len(differences) < 2:
        return float("nan")
    mean = float(np.mean(differences))
    error = corrected_standard_error(differences, test_to_train)
    if error == 0:
        return 1.0 if mean == 0 else 0.0
    return float(2 * stats.t.sf(abs(mean) / error, len(differences) - 1))
