-- One row per customer and month of market_time.csv that stands in several rows,
-- and whether these agree.
{{ repeated_keys('market_time') }}
