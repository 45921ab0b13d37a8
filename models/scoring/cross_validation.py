# One row per candidate, split, repeat and customer: the risk given by a model that had
# seen neither the customer nor a near-copy.
from ml.evaluation import cross_validate
from ml.params import Settings


def model(dbt, session):
    training = dbt.ref("training_customers").df()
    settings = Settings.from_frame(dbt.ref("training_settings").df())
    return cross_validate(training, settings, dbt.config.meta_get("cache_dir"))
