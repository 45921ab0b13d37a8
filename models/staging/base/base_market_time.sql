-- One row per row of market_time: the values that were read from it, and why the row is rejected.
{{ monthly_base('market_time', 'minutes', 'минут') }}
