"""Seeds, folds, limits and hyperparameters have their one home here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SEED = 20_240

# No fit takes more rows, whatever the var training_rows_max allows.
FIT_ROWS_MAX = 100_000

# With fewer customers of a class, folds cannot measure how well a model tells classes.
CLASS_ROWS_MIN = 50

# Pairs of months that a forecast learns from at most: more months than one are at hand.
PAIRS_MAX = 10_000

# Shuffles of a feature per held-out fold.
PERMUTATIONS = 5

# Shares of the training folds; a share with fewer rows is left out of the curve.
LEARNING_CURVE_SHARES = (0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
LEARNING_CURVE_ROWS_MIN = 80

# The limits are priced for offers half, just and twice as strong as assumed.
EFFECT_MULTIPLIERS = (0.5, 1.0, 2.0)

# Campaign results: coverage of the intervals, power of the smallest detectable
# difference, and the corrected p-value below which a difference is significant.
CONFIDENCE, POWER, SIGNIFICANCE = 0.95, 0.8, 0.05
# A group tells nothing while its control would have fewer events than this without an
# effect: events are decreases, or customers who stay where these are fewer.
EVENTS_MIN = 3.0

# The additive model explains itself and scores in SQL, also where it learns from trees.
ADDITIVE, DISTILLED, TEACHER = "additive_splines", "distilled_splines", "extra_trees"

# Published work tuned these configurations on a store of a thousand customers. They
# stand on the leaderboard for comparison, as far as a store is of that size.
PUBLISHED = (
    "published_elastic_net",
    "published_svc",
    "published_svc_c05",
    "published_logistic_min_max",
)
PUBLISHED_ROWS_MAX = 5_000

# The leaderboard measures every candidate by these.
METRICS = (
    "roc_auc",
    "average_precision",
    "log_loss",
    "brier_score",
    "expected_calibration_error",
    "recall",
    "precision",
    "f1",
)

# A candidate within these of the best one is as good for the store.
MARGINS = {"roc_auc": 0.01, "log_loss": 0.01}

LEADERBOARDS = ("quick", "thorough")
THRESHOLD_POLICIES = ("f1", "recall", "profit")
RETRAIN = ("auto", "always", "never")


@dataclass(frozen=True)
class Fitting:
    """The constants of every fit; a change makes new runs and new fold predictions."""

    trees: int = 100
    # Solvers converge long before.
    iterations_max: int = 20_000
    spline_degree: int = 3
    # Inner folds of Platt scaling, and of a teacher's risks.
    inner_folds: int = 3
    # Risks keep this distance from 0 and 1: no model is certain.
    risk_margin: float = 1e-6


FITTING = Fitting()


@dataclass(frozen=True)
class Blocks:
    """How blocks of contradicting labels are searched for."""

    # Of the labels in a block that a model sees to be wrong; a low share keeps the edges of
    # a block with 60 % of wrong labels, and finds one with 100 % as well.
    wrong_share: float = 0.4
    permutations: int = 999
    # Of one search in both labels: of a hundred stores without a block at most five are asked.
    significance: float = 0.05
    seed: int = SEED


BLOCKS = Blocks()


@dataclass(frozen=True)
class Plan:
    """How candidates are compared: on which folds, how often, searched or not."""

    splits: tuple[str, ...]
    n_folds: int
    n_repeats: int
    is_searched: bool
    inner_folds: int = 3
    search_points_max: int = 16
    # Above this many rows one repeat is precise enough.
    repeated_rows_max: int = 5_000

    def repeats(self, rows: int, split: str = "grouped") -> int:
        """Return how often the folds are dealt; random folds are dealt once."""
        is_repeated = split == "grouped" and rows <= self.repeated_rows_max
        return self.n_repeats if is_repeated else 1


QUICK = Plan(splits=("grouped",), n_folds=5, n_repeats=3, is_searched=False)
THOROUGH = Plan(splits=("grouped", "random"), n_folds=5, n_repeats=3, is_searched=True)


@dataclass(frozen=True)
class Settings:
    """The user's choices, named like the project's vars.

    `ml.checks.training_problem` checks them: it returns a sentence with which the build
    can stop without a traceback.
    """

    leaderboard: str = "quick"
    champion: str = ""
    threshold_policy: str = "f1"
    recall_target: float = 0.8
    retrain: str = "always"
    jobs: int = 2
    seed: int = SEED
    # Tests compare fewer candidates, by a smaller plan.
    candidates: tuple[str, ...] = ()
    plan: Plan | None = None

    @classmethod
    def from_frame(cls, settings: "pd.DataFrame") -> "Settings":
        """Read the one row of `training_settings`."""
        return cls(**settings.to_dict("records")[0])

    @property
    def evaluation_plan(self) -> Plan:
        """The plan of the chosen leaderboard."""
        if self.plan is not None:
            return self.plan
        return THOROUGH if self.leaderboard == "thorough" else QUICK

    def compared(self, rows: int = 0) -> tuple[str, ...]:
        """Return the candidates that are compared on so many rows."""
        if self.candidates:
            return self.candidates
        skipped = PUBLISHED if rows > PUBLISHED_ROWS_MAX else ()
        return tuple(name for name in CANDIDATES if name not in skipped)


@dataclass(frozen=True)
class Hyperparameters:
    """Hyperparameters of one candidate.

    Quick mode uses `quick`, which the thorough search chose on all real exports. A
    search tries the values in `space`; without a space the configuration is fixed. No
    fit of the candidate takes more than `rows_max` rows.
    """

    quick: Mapping[str, object]
    space: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    rows_max: int = FIT_ROWS_MAX


ENCODERS = {"encoder": ("one_hot", "ordinal")}
PREPROCESSING = {"scaler": ("standard", "min_max"), **ENCODERS}
ONE_HOT = {"encoder": "one_hot"}
STANDARD = {"scaler": "standard", **ONE_HOT}

HYPERPARAMETERS: dict[str, Hyperparameters] = {
    "dummy": Hyperparameters(quick={}),
    "logistic_regression": Hyperparameters(
        quick={**STANDARD, "C": 3.0},
        space={**PREPROCESSING, "C": (0.3, 1.0, 3.0)},
    ),
    "logistic_elastic_net": Hyperparameters(
        quick={**STANDARD, "C": 10.0, "l1_ratio": 0.5},
        space={**PREPROCESSING, "C": (1.0, 10.0), "l1_ratio": (0.5, 0.9)},
        rows_max=5_000,
    ),
    "nearest_neighbours": Hyperparameters(
        quick={**STANDARD, "n_neighbors": 40},
        space={**PREPROCESSING, "n_neighbors": (15, 25, 40)},
    ),
    "decision_tree": Hyperparameters(
        quick={**ONE_HOT, "max_depth": 3, "min_samples_leaf": 20},
        space={**ENCODERS, "max_depth": (3, 4, 5), "min_samples_leaf": (20, 40)},
    ),
    "support_vector_machine": Hyperparameters(
        quick={"scaler": "standard", "encoder": "ordinal", "C": 0.25, "gamma": "scale"},
        space={**PREPROCESSING, "C": (0.25, 0.5, 1.0), "gamma": ("scale",)},
        rows_max=3_000,
    ),
    "random_forest": Hyperparameters(
        quick={**ONE_HOT, "max_features": "sqrt", "min_samples_leaf": 3},
        space={**ENCODERS, "max_features": ("sqrt",), "min_samples_leaf": (1, 3)},
        rows_max=3_000,
    ),
    TEACHER: Hyperparameters(
        quick={**ONE_HOT, "max_features": "sqrt", "min_samples_leaf": 3},
        space={**ENCODERS, "max_features": ("sqrt", 0.5), "min_samples_leaf": (1, 3)},
        rows_max=3_000,
    ),
    "gradient_boosting": Hyperparameters(
        quick={
            "encoder": "ordinal",
            "learning_rate": 0.05,
            "max_iter": 200,
            "max_leaf_nodes": 4,
        },
        space={
            **ENCODERS,
            "learning_rate": (0.05,),
            "max_iter": (100, 200),
            "max_leaf_nodes": (4, 8),
        },
        rows_max=20_000,
    ),
    ADDITIVE: Hyperparameters(
        quick={"n_knots": 4, "C": 0.03},
        # Above 0.03 curves wiggle without a lower loss, and are harder to explain.
        space={"n_knots": (4, 5, 6), "C": (0.01, 0.02, 0.03)},
    ),
    # A teacher's risks are smoother than labels, so curves follow them further. The teacher
    # takes no more rows.
    DISTILLED: Hyperparameters(
        quick={"n_knots": 4, "C": 0.1},
        space={"n_knots": (4, 5), "C": (0.03, 0.1)},
        rows_max=3_000,
    ),
    "published_elastic_net": Hyperparameters(
        quick={**STANDARD, "C": 14.0, "l1_ratio": 0.2}, rows_max=5_000
    ),
    "published_svc": Hyperparameters(
        quick={**STANDARD, "C": 1.0, "gamma": "scale"}, rows_max=4_000
    ),
    "published_svc_c05": Hyperparameters(
        quick={**STANDARD, "C": 0.5, "gamma": "scale"}, rows_max=4_000
    ),
    "published_logistic_min_max": Hyperparameters(
        quick={"scaler": "min_max", **ONE_HOT, "C": 1.0}
    ),
}

# `ml.candidates` builds each of these.
CANDIDATES = tuple(HYPERPARAMETERS)
