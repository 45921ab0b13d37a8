"""`make backfill EXPORTS=archive`: build each month of an archive, the oldest first.

The archive has a folder for each month, named YYYY-MM, with the store's four exports. A month
that was built whole before is not built again, so an interrupted backfill goes on where it
stopped. A month that is refused does not stop the others.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from one_click.build import BuildError, build_vars, exports_folder
from one_click.paths import PUBLISHED, ROOT
from one_click.warehouse import HISTORY

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
INTERRUPTED = 130


def months_of(archive: Path) -> list[Path]:
    """The folders of an archive that are named as months, the oldest first.

    Raises BuildError where there is none.
    """
    folders = sorted(one for one in archive.iterdir() if one.is_dir())
    months = [folder for folder in folders if MONTH.fullmatch(folder.name)]
    if not months:
        found = ", ".join(folder.name for folder in folders[:3]) or "no folder"
        raise BuildError(
            f"{archive} holds no month: found {found}. Expected a folder for each month, "
            "as 2026-01, with the four exports in it."
        )
    for folder in folders:
        if folder not in months:
            print(f"{folder.name} is left alone: it is no month as 2026-01.")
    return months


def built_months(target: str = "", published: Path = PUBLISHED) -> set[str]:
    """The months of whole and green builds: no others are in the published history.

    Each target but production has a folder of its own.
    """
    folder = published / ("" if target == "prod" else target) / HISTORY
    return {file.stem for file in folder.glob("score_history/*.parquet")}


def build_month(month: Path, given: Mapping[str, object]) -> int:
    """Build one month as `make build` does; the exit code."""
    dbt_vars = {**given, "as_of": month.name}
    environment = {
        **os.environ,
        "EXPORTS": str(month),
        "VARS": json.dumps(dbt_vars, ensure_ascii=False, default=str),
    }
    command = [sys.executable, "-m", "one_click.build"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # Ctrl-C reaches the build too, which says what stayed as it was, and ends.
        process.wait()
        return INTERRUPTED


def say(text: str) -> None:
    """Print at once, between the lines that a build prints."""
    print(text, flush=True)


def time_left(seconds: float, done: int, left: int) -> str:
    """How long the months that are left take, if they take as long as those done."""
    return f", about {seconds / done * left / 60:.0f} min left" if done else ""


def backfill(archive: Path, given: dict, is_again: bool) -> int:
    """Build the months of an archive, and say which were refused; the exit code."""
    months = months_of(archive)
    known = set() if is_again else built_months(os.environ.get("TARGET", ""))
    missing = [month for month in months if month.name not in known]
    if kept := len(months) - len(missing):
        say(f"{kept} of {len(months)} months are built already (ARGS=--again).")
    built: list[str] = []
    refused: list[str] = []
    begun = time.monotonic()
    for done, month in enumerate(missing):
        left = time_left(time.monotonic() - begun, done, len(missing) - done)
        say(f"{month.name}: {done + 1} of {len(missing)}{left}")
        code = build_month(month, given)
        if code == INTERRUPTED:
            say("backfill: interrupted; the same command goes on with this month.")
            return code
        (refused if code else built).append(month.name)
        if built:
            # The first month confirms the source of the exports for all.
            given = {**given, "new_source": False}
    if built:
        say(f"published/ shows {built[-1]}, the last month that was built.")
    if refused:
        print(f"backfill: not built, see above: {', '.join(refused)}.", file=sys.stderr)
    return 1 if refused else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and the environment, and build; the exit code."""
    parser = argparse.ArgumentParser(prog="make backfill", description=__doc__)
    parser.add_argument(
        "--again", action="store_true", help="also the months built before"
    )
    options = parser.parse_args(arguments)
    try:
        given = build_vars(None, os.environ.get("VARS", ""), Path.cwd())
        archive = exports_folder(os.environ.get("EXPORTS", ""), Path.cwd())
        return backfill(archive, given, options.again)
    except BuildError as error:
        print(f"backfill: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nbackfill: interrupted; the same command goes on.", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
