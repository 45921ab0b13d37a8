# One row per pair of features: how much one tells about the other.
from ml.collinearity import associations


def model(dbt, session):
    return associations(dbt.ref("training_customers").df())
