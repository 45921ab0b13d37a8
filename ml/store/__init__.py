"""All that `ml` keeps between builds: tables in a cache, and fitted models."""
