# One row per share of the training data: how well the champion does with that much. The
# curve tells whether more data are worth collecting. Empty unless thorough.
from ml.importance import learning_curve
from ml.params import Settings


def model(dbt, session):
    training = dbt.ref("training_customers").df()
    runs = dbt.ref("current_run").df()
    settings = Settings.from_frame(dbt.ref("training_settings").df())
    cache_dir = dbt.config.meta_get("cache_dir")
    return learning_curve(training, runs, settings, cache_dir)
