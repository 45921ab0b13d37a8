# One row per run: what was trained on what, and the artifact it left.
from ml.params import Settings
from ml.runs import fit_champion


def model(dbt, session):
    # Here and not in dbt_project.yml: there dbt takes every Python model for a table.
    dbt.config(materialized="incremental")
    training = dbt.ref("training_customers").df()
    leaderboard = dbt.ref("model_leaderboard").df()
    known_runs = session.table(str(dbt.this)).df() if dbt.is_incremental else None
    settings = dbt.ref("training_settings").df()
    settings = Settings(**settings.to_dict("records")[0])
    models_dir = dbt.config.meta_get("models_dir")
    return fit_champion(training, leaderboard, settings, models_dir, known_runs)
