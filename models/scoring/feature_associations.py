# One row per pair of features: how much one tells about the other.
from ml.collinearity import associations


def model(dbt, session):
    training = dbt.ref("training_customers").df()
    return associations(training, dbt.config.meta_get("cache_dir"))
