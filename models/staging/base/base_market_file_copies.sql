-- One row per customer of market_file.csv that stands in several rows,
-- and whether these agree.
{{ repeated_keys('market_file') }}
