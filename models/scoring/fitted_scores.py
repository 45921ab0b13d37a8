# One row per active customer: the fitted risk by a champion that SQL cannot compute.
# Empty while the champion is additive.
from ml.runs import score


def model(dbt, session):
    customers = dbt.ref("customer_features")
    if len(dbt.ref("model_terms")) > 0:
        customers = customers.limit(0)
    models_dir = dbt.config.meta_get("models_dir")
    return score(models_dir, dbt.ref("current_run").df(), customers.df())
