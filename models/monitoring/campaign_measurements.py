# One row per measured campaign, month of the outcome, and group: what campaign_results shows.
from ml.experiments import campaign_results


def model(dbt, session):
    # Here and not in dbt_project.yml: there dbt takes every Python model for a table.
    dbt.config(
        materialized="incremental",
        incremental_strategy="delete+insert",
        unique_key=["campaign", "outcome_month"],
    )
    return campaign_results(dbt.ref("campaign_sums").df())
