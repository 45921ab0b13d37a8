# One row per piece of the fitted additive model, from which SQL computes the risk.
from ml.additive import additive_terms


def model(dbt, session):
    models_dir = dbt.config.meta_get("models_dir")
    cache_dir = dbt.config.meta_get("cache_dir")
    return additive_terms(models_dir, dbt.ref("current_run").df(), cache_dir)
