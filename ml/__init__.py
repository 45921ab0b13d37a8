"""Training, honest evaluation and scoring of who is about to buy less.

Everything here is plain scikit-learn on pandas frames. The functions are called in this
order: `evaluation.cross_validate`, `leaderboard.rank_candidates`, `runs.fit_champion`;
then `additive.additive_terms`, `runs.score`, `importance.feature_importance` and
`importance.learning_curve` read the run. `allocation.limit_prices` plans a campaign, and
`experiments.campaign_results` measures one.

A function with a `cache_dir` keeps its result there, and computes it once for the same
input and code; without a `cache_dir` it always computes.

Functions import scikit-learn, scipy, statsmodels and joblib where they compute. An
unchanged build reads its results from files, and so does not wait for these imports.
"""
