"""Every model that is compared, as one scikit-learn pipeline each."""

from collections.abc import Callable, Mapping

from sklearn.base import ClassifierMixin
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

from ml.features import CATEGORICAL, NUMERIC, select_features
from ml.folds import CopyGroupFolds
from ml.params import (
    ADDITIVE,
    CALIBRATION_FOLDS,
    HYPERPARAMETERS,
    ITERATIONS_MAX,
    TREES,
)

Parameters = Mapping[str, object]


def _imputer() -> SimpleImputer:
    return SimpleImputer(strategy="median", keep_empty_features=True)


def _numbers(scaler: str) -> Pipeline:
    steps: list[tuple[str, object]] = [("impute", _imputer())]
    if scaler == "standard":
        steps.append(("scale", StandardScaler()))
    elif scaler == "min_max":
        steps.append(("scale", MinMaxScaler(clip=True)))
    return Pipeline(steps)


def _encoder(encoder: str) -> OneHotEncoder | OrdinalEncoder:
    if encoder == "ordinal":
        return OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    return OneHotEncoder(handle_unknown="ignore", sparse_output=False)


def _preprocess(numbers: object, categories: object) -> ColumnTransformer:
    return ColumnTransformer(
        [
            ("numbers", numbers, list(NUMERIC)),
            ("categories", categories, list(CATEGORICAL)),
        ],
        verbose_feature_names_out=False,
    )


def _pipeline(preprocess: ColumnTransformer, model: ClassifierMixin) -> Pipeline:
    return Pipeline([("preprocess", preprocess), ("model", model)])


def _tabular(
    parameters: Parameters, model: ClassifierMixin, scaler: str | None = None
) -> Pipeline:
    chosen = scaler or str(parameters["scaler"])
    encoder = _encoder(str(parameters["encoder"]))
    return _pipeline(_preprocess(_numbers(chosen), encoder), model)


def _rest(parameters: Parameters) -> dict[str, object]:
    """The model's own parameters, without those of the preprocessing."""
    return {
        name: value
        for name, value in parameters.items()
        if name not in ("scaler", "encoder")
    }


def _dummy(parameters: Parameters, seed: int) -> Pipeline:
    return Pipeline([("model", DummyClassifier(strategy="prior"))])


def _logistic(parameters: Parameters, seed: int) -> Pipeline:
    model = LogisticRegression(max_iter=ITERATIONS_MAX, **_rest(parameters))
    return _tabular(parameters, model)


def _elastic_net(parameters: Parameters, seed: int) -> Pipeline:
    model = LogisticRegression(
        solver="saga",
        max_iter=ITERATIONS_MAX,
        tol=1e-3,
        random_state=seed,
        **_rest(parameters),
    )
    return _tabular(parameters, model)


def _published_elastic_net(parameters: Parameters, seed: int) -> Pipeline:
    pipeline = _elastic_net(parameters, seed)
    return pipeline.set_params(model__class_weight="balanced")


def _neighbours(parameters: Parameters, seed: int) -> Pipeline:
    model = KNeighborsClassifier(weights="distance", **_rest(parameters))
    return _tabular(parameters, model)


def _tree(parameters: Parameters, seed: int) -> Pipeline:
    model = DecisionTreeClassifier(random_state=seed, **_rest(parameters))
    return _tabular(parameters, model, scaler="none")


def _support_vectors(parameters: Parameters, seed: int) -> Pipeline:
    return _tabular(parameters, SVC(**_rest(parameters)))


def _random_forest(parameters: Parameters, seed: int) -> Pipeline:
    model = RandomForestClassifier(
        n_estimators=TREES, random_state=seed, **_rest(parameters)
    )
    return _tabular(parameters, model, scaler="none")


def _extra_trees(parameters: Parameters, seed: int) -> Pipeline:
    model = ExtraTreesClassifier(
        n_estimators=TREES, random_state=seed, **_rest(parameters)
    )
    return _tabular(parameters, model, scaler="none")


def _gradient_boosting(parameters: Parameters, seed: int) -> Pipeline:
    model = HistGradientBoostingClassifier(
        early_stopping=False,
        l2_regularization=5.0,
        random_state=seed,
        **_rest(parameters),
    )
    return _tabular(parameters, model, scaler="none")


def _additive(parameters: Parameters, seed: int) -> Pipeline:
    numbers = Pipeline(
        [
            ("impute", _imputer()),
            (
                "spline",
                SplineTransformer(
                    n_knots=parameters["n_knots"],
                    degree=3,
                    knots="quantile",
                    extrapolation="constant",
                    include_bias=False,
                ),
            ),
            ("scale", StandardScaler()),
        ]
    )
    # Centred, so that every feature's contribution has mean zero in training.
    categories = Pipeline(
        [("encode", _encoder("one_hot")), ("centre", StandardScaler(with_std=False))]
    )
    model = LogisticRegression(C=parameters["C"], max_iter=ITERATIONS_MAX)
    return _pipeline(_preprocess(numbers, categories), model)


BUILDERS: dict[str, Callable[[Parameters, int], Pipeline]] = {
    ADDITIVE: _additive,
    "logistic_regression": _logistic,
    "logistic_elastic_net": _elastic_net,
    "nearest_neighbours": _neighbours,
    "decision_tree": _tree,
    "support_vector_machine": _support_vectors,
    "random_forest": _random_forest,
    "extra_trees": _extra_trees,
    "gradient_boosting": _gradient_boosting,
    "published_elastic_net": _published_elastic_net,
    "published_svc": _support_vectors,
    "published_svc_c05": _support_vectors,
    "published_logistic_min_max": _logistic,
    "dummy": _dummy,
}

# Their scores become probabilities by Platt scaling.
PLATT_SCALED = (
    "support_vector_machine",
    "extra_trees",
    "published_svc",
    "published_svc_c05",
)


def build_unscaled(name: str, parameters: Parameters, seed: int) -> Pipeline:
    """The candidate before Platt scaling: what a search fits, over and over.

    Takes frames as `ml.features.select_features` returns them.
    """
    return BUILDERS[name](parameters, seed)


def build(name: str, parameters: Parameters, seed: int) -> Pipeline:
    """The candidate as one unfitted pipeline that takes customers as they are.

    Its first step selects and types the features; imputation, encoding and
    scaling follow. Missing numbers take the training median, unseen categories
    count as none. Platt (1999) scaling is fitted on grouped inner folds, where
    the candidate's own scores are no probabilities. Raises KeyError for a name
    that is not in `ml.params.CANDIDATES`.
    """
    model = build_unscaled(name, parameters, seed)
    if name in PLATT_SCALED:
        folds = CopyGroupFolds(CALIBRATION_FOLDS, seed)
        model = CalibratedClassifierCV(model, cv=folds, ensemble=False)
    return Pipeline(
        [("features", FunctionTransformer(select_features)), ("fit", model)]
    )


def quick_parameters(name: str) -> Parameters:
    """Hyperparameters of quick mode."""
    return HYPERPARAMETERS[name].quick
