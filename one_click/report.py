"""`make report`: the pages in `published/`, from the published tables alone.

`make build` writes them too. Run as `python -m one_click.report`.
"""

import os
import sys
from pathlib import Path

import duckdb

from one_click.pages.pages import pages
from one_click.pages.vega import vega_script
from one_click.paths import PUBLISHED, ROOT, WAREHOUSE
from one_click.publish.files import write_whole


def write_pages(database: Path, vega_folder: Path) -> list[Path]:
    """Write the pages beside the database; the files written."""
    vega = vega_script(vega_folder)
    with duckdb.connect(str(database), read_only=True) as connection:
        made = pages(connection, vega)
    written = {database.parent / name: content for name, content in made.items()}
    for place, content in written.items():
        write_whole(place, content)
    return list(written)


def main() -> int:
    """Write the pages and name them; the exit code."""
    database = PUBLISHED / "one_click.duckdb"
    if not database.exists():
        print("report: nothing is published yet: run `make build`.", file=sys.stderr)
        return 1
    os.umask(0o077)
    try:
        files = write_pages(database, WAREHOUSE.parent)
    except (duckdb.Error, OSError) as error:
        print(f"report: {error}", file=sys.stderr)
        return 1
    print("Wrote " + ", ".join(str(file.relative_to(ROOT)) for file in files) + ".")
    return 0


if __name__ == "__main__":
    sys.exit(main())
