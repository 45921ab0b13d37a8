# One row per offer that a campaign has measured: its effect over all campaigns.
from ml.offer_effects import offer_effects


def model(dbt, session):
    return offer_effects(dbt.ref("offer_counts").df())
