-- One row per row of the store's market_money files in the folder exports_dir, every column as text.
{{ read_export('market_money') }}
