"""What `dbt` in the project's environment does before it is dbt.

dbt reads every seed as UTF-8 before any macro runs, and ends with a traceback where it
cannot; here that is one sentence. And one command at a time works on the warehouse.
"""

import sys
from pathlib import Path

import yaml

from one_click.paths import ROOT
from one_click.lock import LockError, warehouse_lock
from one_click.exports.layout import encoding_problem
from one_click.exports.problems import InputProblem

EXPORTS = ("market_file.csv", "market_money.csv", "market_time.csv", "money.csv")
# They open no database.
WITHOUT_WAREHOUSE = {"clean", "deps", "init", "list", "ls", "parse"}
UNCHANGED = "Nothing was built; the marts are as they were."


def check_seeds(root: Path, exports_given: bool) -> None:
    """Raise InputProblem where a seed is missing or is no UTF-8 text."""
    exports = root / "seeds" / "exports"
    missing = [name for name in EXPORTS if not (exports / name).is_file()]
    if missing and not exports_given:
        found = sorted(file.name for file in exports.glob("*.csv"))
        raise InputProblem(
            missing[0],
            f"is missing in {exports}",
            f"{', '.join(EXPORTS)} there, or another folder with them: "
            "make build EXPORTS=/path/to/folder",
            ", ".join(found) or "none of them",
        )
    for file in sorted((root / "seeds").rglob("*.csv")):
        if problem := encoding_problem(file):
            raise problem


def exports_given(root: Path, arguments: list[str]) -> bool:
    """Whether a folder of exports is named, for this run or in dbt_project.yml."""
    if any("exports_dir" in argument for argument in arguments):
        return True
    project = yaml.safe_load((root / "dbt_project.yml").read_text(encoding="utf-8"))
    return bool(project.get("vars", {}).get("exports_dir"))


def main() -> None:
    """dbt's command line, in a project whose seeds dbt can read."""
    from dbt.cli.main import cli

    sys.argv[0] = "dbt"
    words = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    if not words or {"--help", "-h", "--version"} & set(sys.argv):
        cli()
    try:
        check_seeds(ROOT, exports_given(ROOT, sys.argv))
    except InputProblem as problem:
        print(f"dbt: {problem} {UNCHANGED}", file=sys.stderr)
        sys.exit(2)
    if words[0] in WITHOUT_WAREHOUSE:
        cli()
    try:
        with warehouse_lock(f"dbt {words[0]}"):
            cli()
    except LockError as error:
        print(f"dbt: {error}", file=sys.stderr)
        sys.exit(2)
