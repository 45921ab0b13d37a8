# One row per candidate and split: how well it does on customers it has not seen.
from ml.leaderboard import rank_candidates
from ml.params import Settings


def model(dbt, session):
    training = dbt.ref("training_customers").df()
    predictions = dbt.ref("cross_validation").df()
    settings = Settings.from_frame(dbt.ref("training_settings").df())
    cache_dir = dbt.config.meta_get("cache_dir")
    return rank_candidates(training, predictions, settings, cache_dir)
