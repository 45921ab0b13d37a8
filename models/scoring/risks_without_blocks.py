# One row per active customer: the risk given by the champion that learnt without the blocks
# of label_blocks. Empty while no block is found.
from ml.label_sensitivity import risks_without_blocks
from ml.params import Settings


def model(dbt, session):
    blocks = dbt.ref("label_blocks").df()
    customers = dbt.ref("customer_features")
    if blocks.empty:
        customers = customers.limit(0)
    training = dbt.ref("training_customers").df()
    settings = Settings.from_frame(dbt.ref("training_settings").df())
    runs, cache_dir = dbt.ref("current_run").df(), dbt.config.meta_get("cache_dir")
    return risks_without_blocks(
        training, customers.df(), blocks, runs, settings, cache_dir
    )
