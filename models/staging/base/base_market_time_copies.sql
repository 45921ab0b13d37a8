-- One row per customer and month of which market_time has several rows. Rows that agree are one row
-- written twice, and its minutes are kept; of rows that differ none can be trusted.
{{ monthly_copies('market_time', 'minutes') }}
