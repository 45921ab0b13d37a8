"""Where the project keeps what it reads, builds and publishes."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WAREHOUSE = ROOT / "warehouse" / "one_click.duckdb"
PUBLISHED = ROOT / "published"
EXPORT_SEEDS = ROOT / "seeds" / "exports"
FORGOTTEN = ROOT / "seeds" / "reference" / "forgotten_customers.csv"
