# One row per numeric feature: how well the others foretell it.
from ml.collinearity import variance_inflation


def model(dbt, session):
    return variance_inflation(dbt.ref("training_customers").df())
