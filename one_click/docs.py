"""`make docs`: what dbt knows of the project as one page, `published/docs.html`.

The page needs no network and no server. dbt writes into a folder of its own, so that
what the last build left in target/ can still be published.
"""

import subprocess
import sys

from one_click.publish import publish

TARGET = publish.ROOT / "target" / "docs"
PAGE = publish.PUBLISHED / "docs.html"


def main() -> int:
    if not publish.WAREHOUSE.exists():
        print(
            "docs: there is nothing to describe yet: run `make build`.", file=sys.stderr
        )
        return 2
    command = [sys.executable, "-c"]
    command += ["import sys; from dbt.cli.main import cli; sys.argv[0] = 'dbt'; cli()"]
    command += ["--quiet", "--log-level-file", "info"]
    command += ["docs", "generate", "--static", "--target-path", str(TARGET)]
    code = subprocess.run(command, cwd=publish.ROOT, check=False).returncode
    if code:
        print("docs: dbt stopped, see above; no page was written.", file=sys.stderr)
        return code
    publish.PUBLISHED.mkdir(exist_ok=True)
    page = (TARGET / "static_index.html").read_text(encoding="utf-8")
    # The page is passed on: where it was made is nobody's business.
    page = page.replace(str(publish.ROOT), ".")
    publish.write_whole(PAGE, page.encode("utf-8"))
    print(f"Wrote {PAGE.relative_to(publish.ROOT)}: open it in a browser.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
