"""Seeds, folds, limits and hyperparameters: their one home."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SEED = 20_240

# Raise it when the meaning of a stored prediction changes: the cache starts anew.
EVALUATION_VERSION = 1

# No fit takes more rows, whatever the var training_rows_max lets through.
FIT_ROWS_MAX = 100_000

# Fewer customers of a class than this cannot be told apart honestly.
CLASS_ROWS_MIN = 50

# Candidates whose corrected p-value against the best is at least this tie with it.
TIE_P_VALUE = 0.05

# Inner folds of Platt scaling.
CALIBRATION_FOLDS = 3

# Trees of a forest, and the limit of a solver's iterations: far above need.
TREES = 100
ITERATIONS_MAX = 20_000

# Shuffles of a feature per held-out fold.
PERMUTATIONS = 5

# Shares of the training folds, as far as they hold enough rows to learn from.
LEARNING_CURVE_SHARES = (0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
LEARNING_CURVE_ROWS_MIN = 80

# No risk is written as a certainty.
RISK_MARGIN = 1e-6

# How strong the offers may be against what is assumed, in plans beside the campaign's.
EFFECT_MULTIPLIERS = (0.5, 1.0, 2.0)

# Of the intervals of campaign results, and of the smallest difference they can tell.
CONFIDENCE, POWER = 0.95, 0.8

# The candidate that explains itself and scores in SQL.
ADDITIVE = "additive_splines"

# Configurations published for the store's thousand customers. Set beside ours, never
# champion by themselves; of many more customers they say nothing.
PUBLISHED = (
    "published_elastic_net",
    "published_svc",
    "published_svc_c05",
    "published_logistic_min_max",
)
PUBLISHED_ROWS_MAX = 5_000

# Nor is the baseline.
NOT_ELIGIBLE = ("dummy", *PUBLISHED)

# Of every candidate on the leaderboard.
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

LEADERBOARDS = ("quick", "thorough")
THRESHOLD_POLICIES = ("f1", "recall", "profit")
SPLITS = ("grouped", "random")


@dataclass(frozen=True)
class Plan:
    """How candidates are compared: which folds, how often, searched or not."""

    splits: tuple[str, ...]
    n_folds: int
    n_repeats: int
    is_searched: bool
    inner_folds: int = 3
    search_points_max: int = 16
    # Above this many rows one repeat is precise enough.
    repeated_rows_max: int = 5_000

    def repeats(self, rows: int, split: str = "grouped") -> int:
        """Repeats of the folds for so many rows; random folds stand beside, once."""
        is_repeated = split == "grouped" and rows <= self.repeated_rows_max
        return self.n_repeats if is_repeated else 1


QUICK = Plan(splits=("grouped",), n_folds=5, n_repeats=3, is_searched=False)
THOROUGH = Plan(splits=SPLITS, n_folds=5, n_repeats=3, is_searched=True)


@dataclass(frozen=True)
class Settings:
    """What the user may choose; the names are those of the project's vars.

    Nothing is checked here: `ml.checks.training_problem` says in one sentence
    what is wrong, so that the build can stop without a traceback.
    """

    leaderboard: str = "quick"
    champion: str = ""
    threshold_policy: str = "f1"
    recall_target: float = 0.8
    retrain: bool = False
    jobs: int = 2
    seed: int = SEED
    # Tests evaluate less: other candidates, another plan.
    candidates: tuple[str, ...] = ()
    plan: Plan | None = None

    @property
    def evaluation_plan(self) -> Plan:
        """The plan of the chosen leaderboard."""
        if self.plan is not None:
            return self.plan
        return THOROUGH if self.leaderboard == "thorough" else QUICK


@dataclass(frozen=True)
class Hyperparameters:
    """Of one candidate: what quick mode uses, and what a search chooses among.

    `quick` is what the search on all real exports chose (`leaderboard:
    thorough`). `space` maps a name to its values; an empty space means that the
    configuration is fixed. `rows_max` caps the rows of one fit.
    """

    quick: Mapping[str, object]
    space: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    rows_max: int = FIT_ROWS_MAX


HYPERPARAMETERS: dict[str, Hyperparameters] = {
    "dummy": Hyperparameters(quick={}),
    "logistic_regression": Hyperparameters(
        quick={"scaler": "standard", "encoder": "one_hot", "C": 3.0},
        space={
            "scaler": ("standard", "min_max"),
            "encoder": ("one_hot", "ordinal"),
            "C": (0.3, 1.0, 3.0),
        },
    ),
    "logistic_elastic_net": Hyperparameters(
        quick={"scaler": "standard", "encoder": "one_hot", "C": 10.0, "l1_ratio": 0.5},
        space={
            "scaler": ("standard", "min_max"),
            "encoder": ("one_hot", "ordinal"),
            "C": (1.0, 10.0),
            "l1_ratio": (0.5, 0.9),
        },
        rows_max=5_000,
    ),
    "nearest_neighbours": Hyperparameters(
        quick={"scaler": "standard", "encoder": "one_hot", "n_neighbors": 40},
        space={
            "scaler": ("standard", "min_max"),
            "encoder": ("one_hot", "ordinal"),
            "n_neighbors": (15, 25, 40),
        },
    ),
    "decision_tree": Hyperparameters(
        quick={"encoder": "one_hot", "max_depth": 3, "min_samples_leaf": 20},
        space={
            "encoder": ("one_hot", "ordinal"),
            "max_depth": (3, 4, 5),
            "min_samples_leaf": (20, 40),
        },
    ),
    "support_vector_machine": Hyperparameters(
        quick={"scaler": "standard", "encoder": "ordinal", "C": 0.25, "gamma": "scale"},
        space={
            "scaler": ("standard", "min_max"),
            "encoder": ("one_hot", "ordinal"),
            "C": (0.25, 0.5, 1.0),
            "gamma": ("scale",),
        },
        rows_max=3_000,
    ),
    "random_forest": Hyperparameters(
        quick={"encoder": "one_hot", "max_features": "sqrt", "min_samples_leaf": 3},
        space={
            "encoder": ("one_hot", "ordinal"),
            "max_features": ("sqrt",),
            "min_samples_leaf": (1, 3),
        },
        rows_max=3_000,
    ),
    "extra_trees": Hyperparameters(
        quick={"encoder": "one_hot", "max_features": "sqrt", "min_samples_leaf": 3},
        space={
            "encoder": ("one_hot", "ordinal"),
            "max_features": ("sqrt", 0.5),
            "min_samples_leaf": (1, 3),
        },
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
            "encoder": ("one_hot", "ordinal"),
            "learning_rate": (0.05,),
            "max_iter": (100, 200),
            "max_leaf_nodes": (4, 8),
        },
        rows_max=20_000,
    ),
    "additive_splines": Hyperparameters(
        quick={"n_knots": 4, "C": 0.03},
        # Above 0.03 curves wiggle for no gain in loss, and are harder to explain.
        space={"n_knots": (4, 5, 6), "C": (0.01, 0.02, 0.03)},
    ),
    # The published configurations, as far as they are known, on the same folds.
    "published_elastic_net": Hyperparameters(
        quick={"scaler": "standard", "encoder": "one_hot", "C": 14.0, "l1_ratio": 0.2},
        rows_max=5_000,
    ),
    "published_svc": Hyperparameters(
        quick={"scaler": "standard", "encoder": "one_hot", "C": 1.0, "gamma": "scale"},
        rows_max=4_000,
    ),
    "published_svc_c05": Hyperparameters(
        quick={"scaler": "standard", "encoder": "one_hot", "C": 0.5, "gamma": "scale"},
        rows_max=4_000,
    ),
    "published_logistic_min_max": Hyperparameters(
        quick={"scaler": "min_max", "encoder": "one_hot", "C": 1.0},
    ),
}

# Every model that is compared; `ml.candidates` builds them.
CANDIDATES = tuple(HYPERPARAMETERS)
