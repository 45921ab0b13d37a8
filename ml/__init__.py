"""Who is about to buy less: training, honest evaluation and scoring.

Plain scikit-learn on pandas frames. The order of the calls:
`cross_validate`, `rank_candidates`, `fit_champion`, then `additive_terms`,
`score`, `feature_importance` and `learning_curve` of the run it returns.
"""

from ml.additive import additive_terms
from ml.artifact import ArtifactError
from ml.champion import UnknownChampionError
from ml.checks import training_problem
from ml.collinearity import associations, variance_inflation
from ml.evaluation import cross_validate
from ml.identity import run_id
from ml.importance import feature_importance, learning_curve
from ml.leaderboard import rank_candidates
from ml.params import TRAINING_ROWS_MAX, Settings
from ml.runs import fit_champion, score

__all__ = [
    "TRAINING_ROWS_MAX",
    "ArtifactError",
    "Settings",
    "UnknownChampionError",
    "additive_terms",
    "associations",
    "cross_validate",
    "feature_importance",
    "fit_champion",
    "learning_curve",
    "rank_candidates",
    "run_id",
    "score",
    "training_problem",
    "variance_inflation",
]
