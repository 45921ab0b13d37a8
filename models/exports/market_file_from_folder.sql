-- One row per row of the store's market_file files in the folder exports_dir, every column as text.
{{ read_export('market_file') }}
