"""`make build`: `dbt build` with one screen of output, from the exports to what is published.

Reads environment variables that make passes on: EXPORTS, a folder with the store's exports
(without it the seeds); VARS, dbt vars as YAML or JSON; TARGET, a target of profiles.yml;
VERBOSE, for dbt's own output.
"""

import difflib
import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import yaml

from one_click.exports.problems import InputProblem
from one_click.exports.seeds import check_text, seeds
from one_click.paths import EXPORT_SEEDS, PUBLISHED, ROOT, WAREHOUSE
from one_click.warehouse import WarehouseError, check_name, wait_for

UNCHANGED = "Nothing was built; published/ stays as it was."
STOPPED = "dbt stopped, see above; published/ stays as it was."
INTERRUPTED = (
    "interrupted; published/ stays as it was, and the next build begins where it must."
)


class BuildError(Exception):
    """Why the build was not started, in one sentence for the person who asked."""


def build_vars(exports: str | None, extra: str, start: Path) -> dict:
    """The dbt vars of this build.

    `exports` is a folder, taken from `start` when it is relative, or None where it was not
    asked for; `extra` is YAML or JSON. Raises BuildError where one of them cannot be used.
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
    known = known_vars()
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=1) or known
            raise BuildError(
                f"VARS names «{name}», which is not a var of this project. "
                f"Expected: {', '.join(near)}."
            )
    if exports is not None:
        given["exports_dir"] = str(exports_folder(exports, start))
    return given


def exports_folder(exports: str, start: Path) -> Path:
    """The folder that EXPORTS names; raises BuildError where there is none."""
    if not exports.strip():
        raise BuildError(
            "EXPORTS is empty; a shell variable may not be set. Expected a folder, or no "
            "EXPORTS at all for the seeds."
        )
    try:
        folder = (start / Path(exports).expanduser()).resolve()
    except RuntimeError:  # «~name» where nobody is called so is a folder's name.
        folder = (start / exports).resolve()
    try:
        is_folder = folder.is_dir()
    except OSError as error:
        raise BuildError(
            f"EXPORTS is «{exports}», and {folder} cannot be looked at: {error.strerror}. "
            "Expected a folder that you may read, in folders that you may enter."
        ) from error
    if not is_folder:
        raise BuildError(
            f"EXPORTS is «{exports}», and there is no folder {folder}. Expected a "
            "folder with market_file, market_money, market_time and money as CSV "
            "or Parquet."
        )
    return folder


def known_vars() -> list[str]:
    """The vars of the project and of the packages that were added to it."""
    files = [ROOT / "dbt_project.yml", *ROOT.glob("dbt_packages/*/dbt_project.yml")]
    return [
        name
        for file in files
        for name in yaml.safe_load(file.read_text(encoding="utf-8")).get("vars") or {}
    ]


def check_seeds_before_parsing(exports_given: bool) -> None:
    """Raise InputProblem where a seed is missing or no UTF-8 text.

    dbt reads every seed when it parses, and ends with a traceback or a riddle then. The
    seeds of the exports may be missing where a folder is given.
    """
    for name, seed in seeds(ROOT / "seeds").items():
        if exports_given and name in seeds(EXPORT_SEEDS) and not seed.file.exists():
            continue
        check_text(seed)


def dbt_arguments(
    dbt_vars: Mapping[str, object], environment: Mapping[str, str]
) -> list[str]:
    """What `dbt` is called with."""
    # Unit tests prove the code and not the data: dbt's own advice is to leave them to
    # `make test`, which runs them.
    arguments = ["build", "--exclude-resource-type", "unit_test"]
    arguments += ["--log-level-file", "info"]
    if not sys.stderr.isatty():
        arguments.append("--no-use-colors")
    if environment.get("TARGET"):
        arguments += ["--target", environment["TARGET"]]
    if dbt_vars:
        # YAML knows dates, and JSON does not: the macros say what a var may be.
        arguments += ["--vars", json.dumps(dbt_vars, ensure_ascii=False, default=str)]
    return (
        arguments if environment.get("VERBOSE") else ["--log-level", "none", *arguments]
    )


def build(environment: Mapping[str, str], start: Path) -> int:
    """Build and say what came out; the exit code."""
    check_name(ROOT)
    dbt_vars = build_vars(
        environment.get("EXPORTS"), environment.get("VARS", ""), start
    )
    check_seeds_before_parsing(bool(dbt_vars.get("exports_dir")))
    target = environment.get("TARGET") or environment.get("DBT_TARGET") or "prod"
    if target == "prod":
        wait_for(WAREHOUSE)
    from one_click.dbt import run_dbt
    from one_click.progress import Progress
    from one_click.summary import summary

    progress = Progress()
    progress.start()
    quiet = not environment.get("VERBOSE")
    done = run_dbt(dbt_arguments(dbt_vars, environment), [progress] if quiet else [])
    if isinstance(done.exception, KeyboardInterrupt):
        progress.stop()
        raise KeyboardInterrupt
    progress.end()
    if not done.success:
        print(f"build: {STOPPED}", file=sys.stderr)
        return 1
    print(summary(PUBLISHED if target == "prod" else PUBLISHED / target))
    return 0


def stop_training(*_: object) -> None:
    """End the processes that fit models, so that dbt need not wait for them, then stop."""
    if loky := sys.modules.get("joblib.externals.loky"):
        loky.get_reusable_executor(reuse=True).shutdown(wait=False, kill_workers=True)
    raise KeyboardInterrupt


def main() -> int:
    signal.signal(signal.SIGINT, stop_training)
    # Personal data: nobody but the owner reads the files (docs/security.md).
    os.umask(0o077)
    try:
        return build(os.environ, Path.cwd())
    except (BuildError, WarehouseError, InputProblem) as error:
        print(f"build: {error} {UNCHANGED}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"\nbuild: {INTERRUPTED}", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
