-- One row per row of market_money: the values that were read from it, and why the row is rejected.
{{ monthly_base('market_money', 'revenue', 'Выручка') }}
