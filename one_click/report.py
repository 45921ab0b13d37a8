"""`make report`: the pages in `published/`, from the published tables alone.

`make build` writes them too. Run as `python -m one_click.report`.
"""

import sys
from pathlib import Path

import duckdb

from one_click.publish.publish import PUBLISHED, ROOT, WAREHOUSE, write_whole
from one_click.pages.pages import pages
from one_click.pages.vega import vega_script


def write_pages(database: Path, vega_folder: Path) -> list[Path]:
    """Write the pages beside the database; the files written."""
    vega = vega_script(vega_folder)
    with duckdb.connect(str(database), read_only=True) as connection:
        made = pages(connection, vega)
    for name, content in made.items():
        write_whole(database.parent / name, content)
    return [database.parent / name for name in made]


def main() -> int:
    database = PUBLISHED / "one_click.duckdb"
    if not database.exists():
        print("report: nothing is published yet: run `make build`.", file=sys.stderr)
        return 1
    try:
        files = write_pages(database, WAREHOUSE.parent)
    except (duckdb.Error, OSError) as error:
        print(f"report: {error}", file=sys.stderr)
        return 1
    print("Wrote " + ", ".join(str(file.relative_to(ROOT)) for file in files) + ".")
    return 0


if __name__ == "__main__":
    sys.exit(main())
