# One row per run: its training data and settings, and the artifact it left.
from ml.params import Settings
from ml.retraining import kept_run
from ml.runs import fit_champion


def model(dbt, session):
    # dbt takes every Python model for a table, unless the file itself says otherwise.
    dbt.config(materialized="incremental")
    training = dbt.ref("training_customers").df()
    board = dbt.ref("model_leaderboard").df()
    known = session.table(str(dbt.this)).df() if dbt.is_incremental else None
    kept = kept_run(dbt.ref("retraining").df(), dbt.ref("former_run").df())
    settings = Settings.from_frame(dbt.ref("training_settings").df())
    models_dir = dbt.config.meta_get("models_dir")
    return fit_champion(training, board, settings, models_dir, known, kept)
