"""The additive model as a table of terms that any engine can evaluate."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ml.features import CATEGORICAL, FEATURES, MISSING, NUMERIC, select_features
from ml.frames import table
from ml.params import ADDITIVE, DISTILLED, FITTING
from ml.runs import current_run, load_current
from ml.store.cache import cached_table

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

TERMS = {
    "run_id": "str",
    "feature": "str",
    "kind": "str",
    "category": "str",
    "lower_bound": "float64",
    "upper_bound": "float64",
    "origin": "float64",
    "c0": "float64",
    "c1": "float64",
    "c2": "float64",
    "c3": "float64",
}

INTERCEPT = "intercept"
DEGREE = FITTING.spline_degree
POWERS = np.arange(DEGREE + 1)
COEFFICIENTS = [f"c{power}" for power in POWERS]

# A cubic is read off at Chebyshev's nodes, as shares of its interval.
NODES = 0.5 - 0.5 * np.cos(np.pi * (POWERS + 0.5) / (DEGREE + 1))

Term = dict[str, object]


def _term(
    feature: str, kind: str, coefficients: Iterable[float], **place: object
) -> Term:
    """A row of `TERMS`; coefficients that are not given are 0."""
    given = dict(zip(COEFFICIENTS, map(float, coefficients), strict=False))
    row = {"feature": feature, "kind": kind, **dict.fromkeys(COEFFICIENTS, 0.0)}
    return {**row, **place, **given}


def _interval(
    feature: str,
    lower: float | None,
    upper: float | None,
    coefficients: Iterable[float],
) -> Term:
    origin = upper if lower is None else lower
    bounds = {"lower_bound": lower, "upper_bound": upper, "origin": origin}
    return _term(feature, "interval", coefficients, **bounds)


def _numeric_terms(numbers: "Pipeline", coefficients: np.ndarray) -> list[Term]:
    spline, scale = numbers.named_steps["spline"], numbers.named_steps["scale"]

    def evaluate(points: np.ndarray) -> np.ndarray:
        """Return the contributions of (rows, features) numbers."""
        basis = scale.transform(spline.transform(points))
        weighted = basis * coefficients
        return weighted.reshape(len(points), len(NUMERIC), -1).sum(axis=2)

    medians = numbers.named_steps["impute"].statistics_
    medians = np.where(np.isnan(medians), 0.0, medians)
    at_median = evaluate(medians[None, :])[0]
    powers = np.vander(NODES, DEGREE + 1, increasing=True)
    terms = []
    for number, feature in enumerate(NUMERIC):
        knots = np.unique(spline.bsplines_[number].t[DEGREE:-DEGREE])
        widths = np.diff(knots)
        inside = (knots[:-1, None] + widths[:, None] * NODES).ravel()
        points = np.tile(medians, (len(inside) + 2, 1))
        points[:, number] = np.r_[knots[0], inside, knots[-1]]
        below, *values, above = evaluate(points)[:, number]
        terms.append(_interval(feature, None, knots[0], [below]))
        cubics = np.reshape(values, (len(widths), DEGREE + 1))
        for lower, upper, cubic in zip(knots[:-1], knots[1:], cubics, strict=True):
            scaled = np.linalg.solve(powers, cubic)
            terms.append(
                _interval(feature, lower, upper, scaled / (upper - lower) ** POWERS)
            )
        terms.append(_interval(feature, knots[-1], None, [above]))
        terms.append(_term(feature, "missing", [at_median[number]]))
    return terms


def _category_terms(categories: "Pipeline", coefficients: np.ndarray) -> list[Term]:
    known = categories.named_steps["encode"].categories_
    means = categories.named_steps["centre"].mean_
    ends = np.cumsum([len(names) for names in known])[:-1]
    terms = []
    for feature, names, mean, coefficient in zip(
        CATEGORICAL,
        known,
        np.split(means, ends),
        np.split(coefficients, ends),
        strict=True,
    ):
        unseen = -float(mean @ coefficient)
        values = dict(zip(names, unseen + coefficient, strict=True))
        missing = values.pop(MISSING, unseen)
        terms += [
            _term(feature, "category", [value], category=name)
            for name, value in values.items()
        ]
        terms.append(_term(feature, "missing", [missing]))
        terms.append(_term(feature, "unseen", [unseen]))
    return terms


def terms_of(pipeline: "Pipeline", run_id: str) -> pd.DataFrame:
    """Return the fitted additive pipeline as `TERMS`; see `additive_terms`."""
    fit = pipeline.named_steps["fit"]
    steps = getattr(fit, "student_", fit).named_steps
    fitted = steps["preprocess"].named_transformers_
    n_curves = len(fitted["numbers"].named_steps["scale"].mean_)
    curves, categories = np.split(steps["model"].coef_[0], [n_curves])
    rows = [
        _term(INTERCEPT, INTERCEPT, steps["model"].intercept_),
        *_category_terms(fitted["categories"], categories),
        *_numeric_terms(fitted["numbers"], curves),
    ]
    return table(pd.DataFrame(rows).assign(run_id=run_id), TERMS)


def additive_terms(
    models_dir: str | Path, runs: pd.DataFrame, cache_dir: str | Path | None = None
) -> pd.DataFrame:
    """Return the current run's additive model, one row per piece of a feature's curve.

    `kind` says when a row holds: `intercept` for everyone; `interval` for a number in
    [lower_bound, upper_bound), where a null is no bound; `category` for that text
    (booleans are 'true' and 'false'); `missing` for a null; `unseen` for a category
    that no row names. With d = x - origin a row contributes
    c0 + d * (c1 + d * (c2 + d * c3)) to the log-odds. Each feature's contributions have
    mean zero over the training rows, and with the intercept they sum to the log-odds of
    `predict_proba` (to 1e-9). The result is empty when another kind of model is
    champion, or none is trained. Raises ArtifactError when the artifact cannot be
    trusted.
    """
    run = current_run(runs)
    if run is None or run["champion"] not in (ADDITIVE, DISTILLED):
        return table([], TERMS)

    def compute() -> pd.DataFrame:
        name, pipeline = load_current(models_dir, runs)
        return terms_of(pipeline, name)

    parts = (run["run_id"], run["artifact_sha256"])
    return cached_table(cache_dir, "terms", parts, TERMS, compute)


def contributions(terms: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Evaluate the terms for each customer, the way SQL does it.

    The result has shape (customers, 1 + features): `intercept` and one column per
    feature, in log-odds, on the customers' index.
    """
    X = select_features(customers)
    result = pd.DataFrame(index=customers.index)
    of_feature = dict(iter(terms.groupby("feature", sort=False)))
    result[INTERCEPT] = of_feature[INTERCEPT]["c0"].iloc[0]
    for feature in FEATURES:
        pieces = of_feature[feature].set_index("kind")
        missing = pieces.at["missing", "c0"]
        if feature in NUMERIC:
            result[feature] = _curve(pieces.loc[["interval"]], X[feature], missing)
        else:
            named = pieces.dropna(subset="category").set_index("category")["c0"]
            values = X[feature].map({**named, MISSING: missing})
            result[feature] = values.fillna(pieces.at["unseen", "c0"])
    return result


def _curve(intervals: pd.DataFrame, x: pd.Series, missing: float) -> np.ndarray:
    """Evaluate ascending intervals at `x`; shape (rows,)."""
    knots = intervals["upper_bound"].to_numpy()[:-1]
    pieces = intervals[["origin", *COEFFICIENTS]].to_numpy()
    # A missing number falls into the last interval, and is then replaced.
    origin, c0, c1, c2, c3 = pieces[np.searchsorted(knots, x, side="right")].T
    d = x.to_numpy() - origin
    return np.where(x.isna(), missing, c0 + d * (c1 + d * (c2 + d * c3)))
