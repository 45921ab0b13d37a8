"""`make build`: dbt from the exports to the offers, then publish what came out.

Reads two environment variables, which make passes on: EXPORTS, a folder with the
store's exports (empty: the seeds), and VARS, dbt vars as YAML or JSON.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import yaml

from commands import publish

EXPORTS = ("market_file.csv", "market_money.csv", "market_time.csv", "money.csv")
HEADER_BYTES_MAX = 100_000
SUMMARY_QUERY = """
    select
        (select count(*) from marts.customers) as customers,
        (select count(*) from marts.customers where is_at_risk) as at_risk,
        (select count(*) from marts.customer_offers where not is_holdout) as offers,
        (select sum(expected_profit) from marts.customer_offers where not is_holdout)
            as expected_profit
"""


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


def check_seeds(folder: Path) -> None:
    """Raise BuildError where an export is missing in the seeds; dbt would not name it."""
    missing = [name for name in EXPORTS if not (folder / name).is_file()]
    if missing:
        found = sorted(file.name for file in folder.glob("*.csv"))
        raise BuildError(
            f"{missing[0]} is missing in {folder}. Expected: {', '.join(EXPORTS)}. "
            f"Found: {', '.join(found) or 'none of them'}. Put it there, or name the "
            "folder of the exports: make build EXPORTS=/path/to/folder"
        )


def check_encoding(folder: Path) -> None:
    """Raise BuildError where the header of an export is not UTF-8."""
    for file in sorted(folder.rglob("*.csv")):
        with file.open("rb") as lines:
            header = lines.readline(HEADER_BYTES_MAX)
        try:
            header.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BuildError(
                f"{file} is not UTF-8 text. Expected: UTF-8, as the store exports it. "
                "Found: another encoding; a spreadsheet may have saved the file."
            ) from error


def run_dbt(dbt_vars: dict) -> int:
    """Run `dbt build` in the project root; its exit code."""
    command = [sys.executable, "-c"]
    command += ["import sys; from dbt.cli.main import cli; sys.argv[0] = 'dbt'; cli()"]
    # Unit tests prove the code, not the data: `make test` and plain `dbt build` run them.
    command += ["build", "--exclude-resource-type", "unit_test"]
    # Debug lines in logs/dbt.log cost a build seconds; the plain ones tell what happened.
    command += ["--log-level-file", "info"]
    if not sys.stdout.isatty():
        command += ["--no-use-colors"]
    if dbt_vars:
        command += ["--vars", json.dumps(dbt_vars, ensure_ascii=False)]
    return subprocess.run(command, cwd=publish.ROOT, check=False).returncode


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
        seeds = publish.ROOT / "seeds" / "exports"
        if not dbt_vars.get("exports_dir"):
            check_seeds(seeds)
        check_encoding(Path(dbt_vars.get("exports_dir") or seeds))
    except BuildError as error:
        print(
            f"build: {error} Nothing was built; published/ stays as it was.",
            file=sys.stderr,
        )
        return 2
    code = run_dbt(dbt_vars)
    if code:
        print(
            "build: dbt stopped, see above; published/ stays as it was.",
            file=sys.stderr,
        )
        return code
    code = publish.main()
    if code == 0:
        print(summary(publish.PUBLISHED / "one_click.duckdb"))
    return code


if __name__ == "__main__":
    sys.exit(main())
