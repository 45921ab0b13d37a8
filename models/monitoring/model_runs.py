# One row per run: its training data and settings, and the artifact it left.
from ml.params import Settings
from ml.runs import fit_champion


def model(dbt, session):
    # dbt takes every Python model for a table, unless the file itself says otherwise.
    dbt.config(materialized="incremental")
    training = dbt.ref("training_customers").df()
    leaderboard = dbt.ref("model_leaderboard").df()
    known_runs = session.table(str(dbt.this)).df() if dbt.is_incremental else None
    settings = Settings.from_frame(dbt.ref("training_settings").df())
    models_dir = dbt.config.meta_get("models_dir")
    return fit_champion(training, leaderboard, settings, models_dir, known_runs)
