# One row per scenario and set of customers: how well the champion does with the labels in
# force, and without the blocks. Empty while no block is found.
from ml.label_sensitivity import label_scenarios
from ml.params import Settings


def model(dbt, session):
    in_force = dbt.ref("labelled_risks").df()
    without_blocks = dbt.ref("risks_without_blocks").df()
    blocks = dbt.ref("label_blocks").df()
    settings = Settings.from_frame(dbt.ref("training_settings").df())
    cache_dir = dbt.config.meta_get("cache_dir")
    return label_scenarios(in_force, without_blocks, blocks, settings, cache_dir)
