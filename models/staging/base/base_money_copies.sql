-- One row per customer of money.csv that stands in several rows,
-- and whether these agree.
{{ repeated_keys('money') }}
