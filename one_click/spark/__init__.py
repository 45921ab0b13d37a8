"""Apache Spark as the engine: what dbt-spark does not have, and publishing from it."""
