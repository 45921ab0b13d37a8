# One row per candidate and split: how well it does on customers it has not seen.
from ml.leaderboard import rank_candidates
from ml.params import Settings


def model(dbt, session):
    training = dbt.ref("training_customers").df()
    predictions = dbt.ref("cross_validation").df()
    settings = dbt.ref("training_settings").df()
    settings = Settings(**settings.to_dict("records")[0])
    folds_dir = dbt.config.meta_get("folds_dir")
    return rank_candidates(training, predictions, settings, folds_dir)
