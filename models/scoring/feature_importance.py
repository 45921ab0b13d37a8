# One row per feature: how much the champion's risks depend on it.
from ml.importance import feature_importance
from ml.params import Settings


def model(dbt, session):
    training = dbt.ref("training_customers").df()
    runs = dbt.ref("current_run").df()
    settings = Settings.from_frame(dbt.ref("training_settings").df())
    models_dir = dbt.config.meta_get("models_dir")
    cache_dir = dbt.config.meta_get("cache_dir")
    return feature_importance(training, runs, settings, models_dir, cache_dir)
