"""The additive model as a table of terms that any engine can evaluate."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ml.features import CATEGORICAL, FEATURES, MISSING, NUMERIC, select_features
from ml.frames import table
from ml.store.results import remembered
from ml.runs import current_run, load_current

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
DEGREE = 3

# Where a cubic is read off, as shares of its interval: Chebyshev's nodes.
NODES = 0.5 - 0.5 * np.cos(np.pi * (np.arange(DEGREE + 1) + 0.5) / (DEGREE + 1))


def _model(pipeline: "Pipeline") -> "Pipeline":
    return pipeline.named_steps["fit"]


def is_additive(pipeline: "Pipeline") -> bool:
    """Whether the fitted pipeline of `ml.candidates.build` is the additive model."""
    from sklearn.pipeline import Pipeline

    model = _model(pipeline)
    if not isinstance(model, Pipeline) or "preprocess" not in model.named_steps:
        return False
    numbers = model.named_steps["preprocess"].named_transformers_["numbers"]
    return isinstance(numbers, Pipeline) and "spline" in numbers.named_steps


def _contributions(values: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """Sum of each feature's block of columns; (rows, features)."""
    n_features = len(NUMERIC)
    weighted = values * coefficients
    return weighted.reshape(len(values), n_features, -1).sum(axis=2)


def _numeric_terms(pipeline: "Pipeline") -> list[dict[str, object]]:
    model = _model(pipeline)
    numbers = model.named_steps["preprocess"].named_transformers_["numbers"]
    spline, scale = numbers.named_steps["spline"], numbers.named_steps["scale"]
    n_columns = len(scale.mean_)
    coefficients = model.named_steps["model"].coef_[0][:n_columns]

    def evaluate(points: np.ndarray) -> np.ndarray:
        """Contributions of (rows, features) numbers."""
        basis = scale.transform(spline.transform(points))
        return _contributions(basis, coefficients)

    medians = numbers.named_steps["impute"].statistics_
    medians = np.where(np.isnan(medians), 0.0, medians)
    at_median = evaluate(medians[None, :])[0]
    terms = []
    for number, feature in enumerate(NUMERIC):
        base = spline.bsplines_[number].t[DEGREE:-DEGREE]
        knots = np.unique(base)
        widths = np.diff(knots)
        inside = (knots[:-1, None] + widths[:, None] * NODES).ravel()
        points = np.tile(medians, (len(inside) + 2, 1))
        points[:, number] = np.r_[knots[0], inside, knots[-1]]
        values = evaluate(points)[:, number]
        terms.append(_interval(feature, None, knots[0], knots[0], [values[0]]))
        cubics = values[1:-1].reshape(len(widths), DEGREE + 1)
        for lower, upper, cubic in zip(knots, knots[1:], cubics, strict=False):
            powers = np.vander(NODES, DEGREE + 1, increasing=True)
            scaled = np.linalg.solve(powers, cubic)
            c = scaled / (upper - lower) ** np.arange(DEGREE + 1)
            terms.append(_interval(feature, lower, upper, lower, c))
        terms.append(_interval(feature, knots[-1], None, knots[-1], [values[-1]]))
        terms.append({"feature": feature, "kind": "missing", "c0": at_median[number]})
    return terms


def _interval(
    feature: str,
    lower: float | None,
    upper: float | None,
    origin: float,
    coefficients: list[float] | np.ndarray,
) -> dict[str, object]:
    powers = {f"c{power}": float(c) for power, c in enumerate(coefficients)}
    return {
        "feature": feature,
        "kind": "interval",
        "lower_bound": lower,
        "upper_bound": upper,
        "origin": float(origin),
        **powers,
    }


def _category_terms(pipeline: "Pipeline") -> list[dict[str, object]]:
    model = _model(pipeline)
    categories = model.named_steps["preprocess"].named_transformers_["categories"]
    encode, centre = categories.named_steps["encode"], categories.named_steps["centre"]
    n_columns = len(centre.mean_)
    coefficients = model.named_steps["model"].coef_[0][-n_columns:]
    terms, first = [], 0
    for feature, known in zip(CATEGORICAL, encode.categories_, strict=True):
        block = slice(first, first + len(known))
        first += len(known)
        unseen = -float(centre.mean_[block] @ coefficients[block])
        contribution = dict(
            zip(known, (unseen + coefficients[block]).tolist(), strict=True)
        )
        missing = contribution.pop(MISSING, unseen)
        terms += [
            {"feature": feature, "kind": "category", "category": category, "c0": value}
            for category, value in contribution.items()
        ]
        terms.append({"feature": feature, "kind": "missing", "c0": missing})
        terms.append({"feature": feature, "kind": "unseen", "c0": unseen})
    return terms


def terms_of(pipeline: "Pipeline", run_id: str) -> pd.DataFrame:
    """The fitted additive pipeline as `TERMS`; see `additive_terms`."""
    intercept = float(_model(pipeline).named_steps["model"].intercept_[0])
    rows = [
        {"feature": INTERCEPT, "kind": INTERCEPT, "c0": intercept},
        *_category_terms(pipeline),
        *_numeric_terms(pipeline),
    ]
    terms = table(rows, TERMS).assign(run_id=run_id)
    powers = ["c0", "c1", "c2", "c3"]
    terms[powers] = terms[powers].fillna(0.0)
    return table(terms, TERMS)


def additive_terms(
    models_dir: str | Path, runs: pd.DataFrame, cache_dir: str | Path | None = None
) -> pd.DataFrame:
    """The current run's additive model, one row per piece of a feature's curve.

    `kind` says when a row holds: `intercept` for everyone; `interval` for a
    number in [lower_bound, upper_bound), a null bound being none; `category` for
    that text (booleans are 'true' and 'false'); `missing` for a null; `unseen`
    for a category no row names. With d = x - origin its contribution in log-odds
    is c0 + d * (c1 + d * (c2 + d * c3)). Each feature's contributions have mean
    zero over the training rows, and with the intercept they sum to the log-odds
    of `predict_proba` (to 1e-9). Empty when another kind of model is champion, or
    none is trained. Raises ArtifactError when the artifact cannot be trusted. With a
    `cache_dir` the artifact is read once.
    """
    run = current_run(runs)
    if run is None:
        return table([], TERMS)
    return remembered(
        cache_dir,
        "terms",
        (run["run_id"], run["artifact_sha256"]),
        TERMS,
        lambda: _terms(models_dir, runs),
    )


def _terms(models_dir: str | Path, runs: pd.DataFrame) -> pd.DataFrame:
    run, pipeline = load_current(models_dir, runs)
    return terms_of(pipeline, run) if is_additive(pipeline) else table([], TERMS)


def contributions(terms: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """What the terms say of each customer, the way SQL does it.

    Shape (customers, 1 + features): `intercept` and one column per feature, in
    log-odds, on the customers' index.
    """
    X = select_features(customers)
    result = pd.DataFrame(index=customers.index)
    of_feature = dict(iter(terms.groupby("feature", sort=False)))
    result[INTERCEPT] = of_feature[INTERCEPT]["c0"].iloc[0]
    for feature in FEATURES:
        pieces = of_feature[feature].set_index("kind")
        if feature in CATEGORICAL:
            known = pieces.loc[pieces.index == "category"]
            named = dict(zip(known["category"], known["c0"], strict=True))
            named[MISSING] = pieces.at["missing", "c0"]
            result[feature] = X[feature].map(named).fillna(pieces.at["unseen", "c0"])
            continue
        result[feature] = _piecewise(pieces, X[feature].to_numpy())
    return result


def _piecewise(pieces: pd.DataFrame, x: np.ndarray) -> np.ndarray:
    values = np.full(len(x), pieces.at["missing", "c0"])
    for piece in pieces.loc[["interval"]].itertuples():
        is_above = (x >= piece.lower_bound) | np.isnan(piece.lower_bound)
        is_below = (x < piece.upper_bound) | np.isnan(piece.upper_bound)
        rows = is_above & is_below & ~np.isnan(x)
        d = x[rows] - piece.origin
        values[rows] = piece.c0 + d * (piece.c1 + d * (piece.c2 + d * piece.c3))
    return values
