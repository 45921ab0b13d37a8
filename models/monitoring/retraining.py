# One row per month: whether it has a model of its own or keeps the former one, and why.
from ml.params import Settings
from ml.retraining import decide


def model(dbt, session):
    # dbt takes every Python model for a table, unless the file itself says otherwise.
    dbt.config(materialized="incremental")
    learnt_from = dbt.ref("training_customers").df(), dbt.ref("untreated_labels").df()
    measured = dbt.ref("cross_validation").df(), dbt.ref("model_leaderboard").df()
    former, drift = dbt.ref("former_run").df(), dbt.ref("feature_drift").df()
    settings = Settings.from_frame(dbt.ref("training_settings").df())
    models_dir = dbt.config.meta_get("models_dir")
    return decide(*learnt_from, *measured, former, drift, settings, models_dir)
