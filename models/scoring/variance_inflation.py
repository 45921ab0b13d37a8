# One row per numeric feature: how well the others foretell it.
from ml.collinearity import variance_inflation


def model(dbt, session):
    training = dbt.ref("training_customers").df()
    return variance_inflation(training, dbt.config.meta_get("cache_dir"))
