"""`make docs`: every table and column on one page, `published/docs.html`.

The page needs no network and no server. dbt writes into a folder of its own, so the
artifacts of the last build stay in target/.
"""

import os
import sys

from one_click.dbt import run_dbt
from one_click.paths import PUBLISHED, ROOT, WAREHOUSE
from one_click.publish.files import write_whole
from one_click.warehouse import WarehouseError, wait_for

TARGET = ROOT / "target" / "docs"
PAGE = PUBLISHED / "docs.html"
COMMAND = ("--quiet", "--log-level-file", "info", "docs", "generate", "--static")


def main() -> int:
    os.umask(0o077)
    try:
        if not WAREHOUSE.exists():
            raise WarehouseError("there is nothing to describe yet: run `make build`.")
        wait_for(WAREHOUSE)
    except WarehouseError as error:
        print(f"docs: {error}", file=sys.stderr)
        return 2
    if not run_dbt([*COMMAND, "--target-path", str(TARGET)]).success:
        print("docs: dbt stopped, see above; no page was written.", file=sys.stderr)
        return 1
    # The page is passed on: it does not say in which folder it was made.
    page = (
        (TARGET / "static_index.html")
        .read_text(encoding="utf-8")
        .replace(str(ROOT), ".")
    )
    write_whole(PAGE, page.encode("utf-8"))
    print(f"Wrote {PAGE.relative_to(ROOT)}: open it in a browser.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
