"""Who is about to buy less: training, honest evaluation and scoring.

Plain scikit-learn on pandas frames. The order of the calls:
`evaluation.cross_validate`, `leaderboard.rank_candidates`, `runs.fit_champion`, then
`additive.additive_terms`, `runs.score`, `importance.feature_importance` and
`importance.learning_curve` of the run it returns. `allocation.limit_prices` plans a
campaign, `experiments.campaign_results` measures one.

scikit-learn, scipy and statsmodels are imported inside the functions that compute: what
is known from the build before is read from files, and an unchanged build needs none of
them.
"""
