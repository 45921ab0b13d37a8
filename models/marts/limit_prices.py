# One row per scenario and limit: what one unit more of the limit would earn.
from ml.allocation import limit_prices


def model(dbt, session):
    candidates = dbt.ref("allocation_problem").df()
    limits = dbt.ref("allocation_limits").df()
    return limit_prices(candidates, limits)
