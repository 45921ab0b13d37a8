-- One row per row of the store's money files in the folder exports_dir, every column as text.
{{ read_export('money') }}
