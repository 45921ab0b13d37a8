"""`make demo`: a campaign from the first export to what it really did, in a copy.

A store that does not exist exports a month; the project is built, and the campaign list
is sent. A month later those on the list buy less more seldom, by the planted effect. The
next build measures it against the control group, who got nothing. The warehouse and the
published files of this checkout are not touched.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from one_click.demo.exports import generate, listed_customers, next_month, write
from one_click.publish.publish import ROOT

PARTS = ("commands", "macros", "ml", "models", "profiles", "seeds", "tests/data")
FILES = ("dbt_project.yml", "profiles.yml")
FIRST, SECOND = "2026-01", "2026-02"
RESULT_QUERY = """
    select treated, control, treated_share_decreased, control_share_decreased,
        difference, difference_low, difference_high, p_value, measured_risk_reduction, minimum_detectable_difference
    from marts.campaign_results
    where dimension = 'all'
"""


def copy_project(target: Path) -> None:
    """The project without what it has built."""
    for part in PARTS:
        shutil.copytree(
            ROOT / part, target / part, ignore=shutil.ignore_patterns("__pycache__")
        )
    for file in FILES:
        shutil.copy(ROOT / file, target / file, follow_symlinks=False)
    for folder in ("analyses", "warehouse", "published"):
        (target / folder).mkdir()


def build(project: Path, exports: Path, month: str, contacts: int) -> None:
    """Build one month of the copy; exit as the build does when it fails."""
    variables = (
        f"{{as_of: '{month}', max_contacts: {contacts}, campaign_budget: {contacts}}}"
    )
    done = subprocess.run(
        [sys.executable, "-m", "one_click.build"],
        cwd=project,
        env={"EXPORTS": str(exports), "VARS": variables, "PATH": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        sys.exit(done.returncode)
    print("  " + done.stdout.strip().splitlines()[-2])


def report(project: Path, effect: float) -> str:
    """What was planted and what was found, in words."""
    with duckdb.connect(
        str(project / "published" / "one_click.duckdb"), read_only=True
    ) as connection:
        ((n, m, treated, control, found, low, high, p, reduction, smallest),) = (
            connection.execute(RESULT_QUERY).fetchall()
        )
    return (
        f"Treated {n:,} customers, {treated:.1%} of whom bought less; control {m:,}, "
        f"{control:.1%}.\n"
        f"Difference, risk taken out: {found:+.1%} (95 % interval {low:+.1%} to "
        f"{high:+.1%}, p = {p:.2g}); the campaign could tell {smallest:.1%}.\n"
        f"Planted: risk lower by {effect:.0%}. Measured: by {reduction:.0%}."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=3000, help="default: 3000")
    parser.add_argument("--seed", type=int, default=2, help="default: 2")
    parser.add_argument("--effect", type=float, default=0.25, help="default: 0.25")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="campaign-demo-") as folder:
        project = Path(folder, "project")
        project.mkdir()
        copy_project(project)
        month, month_after = Path(folder, "month"), Path(folder, "month_after")
        print(f"{FIRST}: {options.customers:,} customers export, build, send ...")
        frame = generate(options.customers, options.seed)
        write(frame, "csv", month)
        build(project, month, FIRST, options.customers)
        treated = listed_customers(project / "published" / f"campaign_{FIRST}.csv")
        print(
            f"{SECOND}: {len(treated):,} were on the list; export, build, measure ..."
        )
        frame = next_month(frame, treated, options.effect, options.seed)
        write(frame, "csv", month_after)
        build(project, month_after, SECOND, options.customers)
        print(report(project, options.effect))


if __name__ == "__main__":
    main()
