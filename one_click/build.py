"""`make build`: dbt from the exports to the offers, then publish what came out.

Reads two environment variables, which make passes on: EXPORTS, a folder with the
store's exports (empty: the seeds), and VARS, dbt vars as YAML or JSON.
"""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import yaml

from one_click.publish import publish
from one_click.lock import LockError, warehouse_lock
from one_click.run_dbt import check_seeds
from one_click.exports.folder import export_files
from one_click.exports.problems import InputProblem
from one_click.pages.page import load_templates
from one_click.pages.vega import vega_script

SUMMARY_QUERY = """
    select
        (select count(*) from marts.customers) as customers,
        (select count(*) from marts.customers where is_at_risk) as at_risk,
        (select count(*) from marts.customer_offers where not is_holdout) as offers,
        (select sum(expected_profit) from marts.customer_offers where not is_holdout)
            as expected_profit
"""

SEEDS = publish.ROOT / "seeds" / "exports"
EXPORTS = ("market_file", "market_money", "market_time", "money")
LARGE_EXPORTS = 100 * 2**20

# Python would look through dbt's graph for garbage again and again, and find none; would
# write it as JSON a word at a time; and would take it apart, piece by piece, when all is
# done. What is registered first runs last: the database is closed by then.
DBT = """
import atexit, gc, json, os, sys

def leave():
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)

code = 1
atexit.register(leave)
gc.disable()
json.dump = lambda value, file, **how: file.write(json.dumps(value, **how))
from dbt.cli.main import cli
sys.argv[0] = "dbt"
try:
    cli()
except SystemExit as end:
    code = end.code if isinstance(end.code, int) else int(end.code is not None)
"""

# Unit tests prove the code, not the data; and a table has been checked by its own rules
# when it was written. `make test` and plain `dbt build` run both.
WITHOUT_UNIT_TESTS = ["--exclude-resource-type", "unit_test"]
CHECKED_WHEN_WRITTEN = [
    f"test_name:holds,config.materialized:{kept}+1" for kept in ("table", "seed")
]
SELECTED = [*WITHOUT_UNIT_TESTS, "--exclude", *CHECKED_WHEN_WRITTEN]
SELECTED += ["--indirect-selection", "empty"]


class BuildError(Exception):
    """Why the build was not started, in one sentence for the person who asked."""


def build_vars(exports: str, extra: str, start: Path) -> dict:
    """The dbt vars of this build.

    `exports` is a folder, taken from `start` when it is relative; `extra` is YAML or
    JSON. Raises BuildError where one of them cannot be used.
    """
    try:
        given = yaml.safe_load(extra) if extra.strip() else {}
    except yaml.YAMLError as error:
        raise BuildError(
            f"VARS is «{extra}», which is neither YAML nor JSON. Expected for example "
            "VARS='{threshold_policy: recall}'."
        ) from error
    if not isinstance(given, dict):
        raise BuildError(
            f"VARS is «{extra}»: expected names and values, for example "
            "VARS='{threshold_policy: recall}'."
        )
    if exports:
        folder = (start / Path(exports).expanduser()).resolve()
        if not folder.is_dir():
            raise BuildError(
                f"EXPORTS is «{exports}», and there is no folder {folder}. Expected a "
                "folder with market_file, market_money, market_time and money as CSV "
                "or Parquet."
            )
        given["exports_dir"] = str(folder)
    return given


def threads(exports: Path) -> list[str]:
    """The option that limits dbt to one node at a time where the exports are large.

    One node then keeps every core busy by itself, and two at once would halve the memory
    that each has before it writes aside. What is wrong with the files is for dbt to say.
    """
    try:
        files = [file for name in EXPORTS for file in export_files(exports, name)]
    except InputProblem:
        return []
    size = sum(file.stat().st_size for file in files)
    return ["--threads", "1"] if size > LARGE_EXPORTS else []


def run_dbt(dbt_vars: dict, lock: int) -> int:
    """Run `dbt build` in the project root, holding the `lock` too; its exit code."""
    command = [sys.executable, "-c", DBT]
    command += ["build", *SELECTED]
    # Debug lines in logs/dbt.log cost a build seconds; the plain ones tell what happened.
    command += ["--log-level-file", "info"]
    if not sys.stdout.isatty():
        command += ["--no-use-colors"]
    command += threads(Path(str(dbt_vars.get("exports_dir") or SEEDS)))
    if dbt_vars:
        command += ["--vars", json.dumps(dbt_vars, ensure_ascii=False)]
    with subprocess.Popen(command, cwd=publish.ROOT, pass_fds=[lock]) as dbt:
        try:
            # What publishing will need is made ready while dbt runs; where it cannot be
            # made, publishing will say so.
            load_templates()
            with contextlib.suppress(Exception):
                vega_script(publish.WAREHOUSE.parent)
            return dbt.wait()
        except BaseException:
            dbt.kill()
            raise


def summary(database: Path) -> str:
    """What came out, in two lines."""
    with duckdb.connect(str(database), read_only=True) as connection:
        customers, at_risk, offers, profit = connection.execute(
            SUMMARY_QUERY
        ).fetchone()
    return (
        f"{customers:,} customers, {at_risk:,} at risk; {offers:,} offers that should "
        f"earn {profit or 0:,.0f} units of profit.\n"
        f"Open {database.relative_to(publish.ROOT)}; the widest table is marts.customers."
    )


def main() -> int:
    try:
        dbt_vars = build_vars(
            os.environ.get("EXPORTS", ""), os.environ.get("VARS", ""), Path.cwd()
        )
        check_seeds(publish.ROOT, bool(dbt_vars.get("exports_dir")))
        with warehouse_lock("make build") as lock:
            return build_and_publish(dbt_vars, lock)
    except (BuildError, InputProblem, LockError) as error:
        print(
            f"build: {error} Nothing was built; published/ stays as it was.",
            file=sys.stderr,
        )
        return 2


def build_and_publish(dbt_vars: dict, lock: int) -> int:
    """Build, publish what is green, and say what came out; the exit code."""
    code = run_dbt(dbt_vars, lock)
    if code:
        print(
            "build: dbt stopped, see above; published/ stays as it was.",
            file=sys.stderr,
        )
        return code
    code = publish.publish_last_build()
    if code == 0:
        print(summary(publish.PUBLISHED / "one_click.duckdb"))
    return code


if __name__ == "__main__":
    sys.exit(main())
