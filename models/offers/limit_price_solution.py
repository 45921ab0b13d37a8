# One row per scenario and limit: the price at which it is just used up, as solved.
from ml.allocation import limit_prices


def model(dbt, session):
    candidates = dbt.ref("allocation_problem").df()
    limits = dbt.ref("allocation_limits").df()
    cache_dir = dbt.config.meta_get("cache_dir")
    return limit_prices(candidates, limits, cache_dir=cache_dir)
