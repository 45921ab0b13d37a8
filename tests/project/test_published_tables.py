"""The picture and the lists of published tables are those of the YAML."""

import os
import subprocess
import sys
from pathlib import Path

from one_click.published_tables import parts, picture, references, with_part


def test_lists_of_published_tables_are_current(root: Path, manifest: dict) -> None:
    """Otherwise: `make tables`."""
    for file, part in parts(manifest).items():
        text = (root / file).read_text(encoding="utf-8")
        assert text == with_part(text, part), f"{file}: run `make tables`"


def test_a_reference_leads_to_what_a_reader_sees() -> None:
    """The table of a key that is not published gives way to the one that is."""
    test = {
        "attached_node": "model.one_click_retention.customer_offers",
        "column_name": "customer_id",
        "test_metadata": {
            "name": "relationships",
            "kwargs": {"to": "ref('customer_features')", "field": "customer_id"},
        },
    }
    names = {"customers", "customer_offers"}
    links = references({"nodes": {"test": test}}, names)
    assert links == [("customer_offers", "customer_id", "customers")]
    column = {"customer_id": {"data_type": "bigint"}}
    models = [
        {"name": name, "key": ["customer_id"], "columns": column}
        for name in sorted(names)
    ]
    drawn = picture(models, links)
    assert "        bigint customer_id PK, FK" in drawn
    assert "    customer_offers }o--|| customers : customer_id" in drawn


def test_the_command_ends_as_dbt_does(root: Path, tmp_path: Path) -> None:
    """Nothing is written where dbt stops."""
    done = subprocess.run(
        [sys.executable, "-m", "one_click.published_tables"],
        cwd=root,
        env={**os.environ, "DBT_TARGET": "nowhere", "DBT_LOG_PATH": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "tables: dbt stopped, see above; nothing was written." in done.stderr
