# One row per measured campaign, month of the outcome, and group of customers.
from ml.experiments import campaign_results


def model(dbt, session):
    # dbt takes every Python model for a table, unless the file itself says otherwise.
    dbt.config(materialized="incremental")
    return campaign_results(dbt.ref("campaign_sums").df())
