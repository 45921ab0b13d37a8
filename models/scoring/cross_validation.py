# One row per candidate, split, repeat and customer: the risk given by a model that had
# seen neither the customer nor a near-copy.
from ml.evaluation import cross_validate
from ml.params import Settings


def model(dbt, session):
    training = dbt.ref("training_customers").df()
    settings = dbt.ref("training_settings").df()
    settings = Settings(**settings.to_dict("records")[0])
    return cross_validate(training, settings, dbt.config.meta_get("cache_dir"))
