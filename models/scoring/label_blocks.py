# One row per block: customers of one label, one after the other by id, whose labels
# contradict the risk more often than chance allows.
from ml.label_blocks import label_blocks


def model(dbt, session):
    risks = dbt.ref("labelled_risks").df()
    return label_blocks(risks, cache_dir=dbt.config.meta_get("cache_dir"))
