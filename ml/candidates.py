"""Every model that is compared, as one scikit-learn pipeline each."""

from collections.abc import Mapping

from sklearn.base import ClassifierMixin, TransformerMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import (
    ExtraTreesClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    SplineTransformer,
    StandardScaler,
)
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from ml.distillation import Distilled
from ml.features import CATEGORICAL, NUMERIC, select_features
from ml.folds import CopyGroupFolds
from ml.params import (
    ADDITIVE,
    CANDIDATES,
    DISTILLED,
    FITTING,
    HYPERPARAMETERS,
    TEACHER,
)

Parameters = Mapping[str, object]

# The preprocessing takes these hyperparameters, the classifier takes the others.
PREPROCESSING = ("scaler", "encoder", "n_knots")

# Platt scaling makes probabilities of the scores of these candidates.
PLATT_SCALED = (
    "support_vector_machine",
    TEACHER,
    "published_svc",
    "published_svc_c05",
)


def _classifiers(seed: int) -> dict[str, ClassifierMixin]:
    """Return each candidate's classifier, before its hyperparameters are set."""
    iterations, trees = FITTING.iterations_max, FITTING.trees
    elastic_net = {
        "solver": "saga",
        "max_iter": iterations,
        "tol": 1e-3,
        "random_state": seed,
    }
    return {
        "dummy": DummyClassifier(strategy="prior"),
        ADDITIVE: LogisticRegression(max_iter=iterations),
        DISTILLED: LogisticRegression(max_iter=iterations),
        "logistic_regression": LogisticRegression(max_iter=iterations),
        "logistic_elastic_net": LogisticRegression(**elastic_net),
        "nearest_neighbours": KNeighborsClassifier(weights="distance"),
        "decision_tree": DecisionTreeClassifier(random_state=seed),
        "support_vector_machine": SVC(),
        "random_forest": RandomForestClassifier(n_estimators=trees, random_state=seed),
        TEACHER: ExtraTreesClassifier(n_estimators=trees, random_state=seed),
        "gradient_boosting": HistGradientBoostingClassifier(
            early_stopping=False, l2_regularization=5.0, random_state=seed
        ),
        "published_elastic_net": LogisticRegression(
            **elastic_net, class_weight="balanced"
        ),
        "published_svc": SVC(),
        "published_svc_c05": SVC(),
        "published_logistic_min_max": LogisticRegression(max_iter=iterations),
    }


def _preprocess(parameters: Parameters) -> ColumnTransformer:
    """Impute numbers, then scale them or make splines of them; encode categories."""
    scaler, n_knots = parameters.get("scaler"), parameters.get("n_knots")
    imputer = SimpleImputer(strategy="median", keep_empty_features=True)
    numbers: list[tuple[str, TransformerMixin]] = [("impute", imputer)]
    categories = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    if parameters.get("encoder") == "ordinal":
        categories = OrdinalEncoder(
            handle_unknown="use_encoded_value", unknown_value=-1
        )
    if n_knots:
        spline = SplineTransformer(
            n_knots=n_knots,
            degree=FITTING.spline_degree,
            knots="quantile",
            extrapolation="constant",
            include_bias=False,
        )
        numbers.append(("spline", spline))
        # Centred categories give every feature a contribution of mean zero in training.
        centre = StandardScaler(with_std=False)
        categories = Pipeline([("encode", categories), ("centre", centre)])
    if n_knots or scaler == "standard":
        numbers.append(("scale", StandardScaler()))
    elif scaler == "min_max":
        numbers.append(("scale", MinMaxScaler(clip=True)))
    return ColumnTransformer(
        [
            ("numbers", Pipeline(numbers), list(NUMERIC)),
            ("categories", categories, list(CATEGORICAL)),
        ],
        verbose_feature_names_out=False,
    )


def check_candidates() -> None:
    """Raise ValueError where ml/params.py and this module name different candidates."""
    if odd := sorted(set(_classifiers(0)) ^ set(CANDIDATES)):
        raise ValueError(
            f"The candidate {odd[0]} needs a line in HYPERPARAMETERS of ml/params.py and "
            "a classifier in ml/candidates.py; one of them is missing."
        )


def build_unscaled(
    name: str, parameters: Parameters, seed: int
) -> Pipeline | Distilled:
    """Return the unfitted candidate before Platt scaling, which a search fits.

    It takes frames as `ml.features.select_features` returns them. Raises KeyError for a
    name that is not in `ml.params.CANDIDATES`.
    """
    own = {key: parameters[key] for key in parameters if key not in PREPROCESSING}
    model = _classifiers(seed)[name].set_params(**own)
    if name == "dummy":
        return Pipeline([("model", model)])
    pipeline = Pipeline([("preprocess", _preprocess(parameters)), ("model", model)])
    if name != DISTILLED:
        return pipeline
    teacher = build_unscaled(TEACHER, HYPERPARAMETERS[TEACHER].quick, seed)
    return Distilled(pipeline, teacher, CopyGroupFolds(FITTING.inner_folds, seed))


def build(name: str, parameters: Parameters, seed: int) -> Pipeline:
    """Return the candidate as one unfitted pipeline that takes customers as they are.

    Its first step selects and types the features; imputation, encoding and scaling
    follow. Missing numbers take the training median, unseen categories count as none.
    Where the candidate's own scores are no probabilities, Platt (1999) scaling is
    fitted on grouped inner folds. Raises KeyError as `build_unscaled` does.
    """
    model = build_unscaled(name, parameters, seed)
    if name in PLATT_SCALED:
        folds = CopyGroupFolds(FITTING.inner_folds, seed)
        model = CalibratedClassifierCV(model, cv=folds, ensemble=False)
    return Pipeline(
        [("features", FunctionTransformer(select_features)), ("fit", model)]
    )
