# One row per kind of pairs that the champion learns from: how well it foretells this month's
# labels from earlier features. Empty until the archive holds enough months.
from ml.foresight import foresight
from ml.params import Settings


def model(dbt, session):
    pairs = dbt.ref("training_pairs").df()
    settings = Settings.from_frame(dbt.ref("training_settings").df())
    runs, cache_dir = dbt.ref("current_run").df(), dbt.config.meta_get("cache_dir")
    return foresight(pairs, runs, settings, cache_dir)
