-- One row per customer and month of which market_money has several rows. Rows that agree are one row
-- written twice, and its revenue is kept; of rows that differ none can be trusted.
{{ monthly_copies('market_money', 'revenue') }}
