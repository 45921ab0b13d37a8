-- One row per customer and month of market_money.csv that stands in several rows,
-- and whether these agree.
{{ repeated_keys('market_money') }}
