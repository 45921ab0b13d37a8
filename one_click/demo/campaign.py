"""`make demo`: a campaign from the first exports to its measured effect, in a copy.

A store that does not exist exports a month; the copy builds it and sends the campaign
list. A month later the listed customers buy less more seldom, by the planted effect. The
next build measures this effect against the control group, which got nothing. The
warehouse and the published files of this checkout stay as they are.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb

from one_click.demo.arguments import DemoParser
from one_click.demo.exports import listed_customers, write
from one_click.demo.months import first_month, next_month
from one_click.project_copy import copy_project
from one_click.summary import summary

MONTH, MONTH_AFTER = "2026-01", "2026-02"
RESULT_QUERY = "select * from marts.campaign_results where dimension = 'all'"
REPORT = """\
Treated {treated:,} customers, {treated_share_decreased:.1%} of whom bought less; \
control {control:,}, {control_share_decreased:.1%}.
Difference, risk taken out: {difference:+.1%} (95 % interval {difference_low:+.1%} to \
{difference_high:+.1%}, p = {p_value:.2g}); the campaign could tell \
{minimum_detectable_difference:.1%}.
Planted: risk lower by {planted:.0%}. Measured: by {measured_risk_reduction:.0%}."""


def build(project: Path, exports: Path, month: str, contacts: int) -> None:
    """Build one month of the copy; exit as the build does when it fails."""
    dbt_vars = {"as_of": month, "max_contacts": contacts, "campaign_budget": contacts}
    # A developer's own dbt settings would lead the build out of the copy.
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("DBT_")
    }
    given = {"EXPORTS": str(exports), "VARS": json.dumps(dbt_vars)}
    # The build shows its progress on stderr; its summary names files of the copy.
    done = subprocess.run(
        [sys.executable, "-m", "one_click.build"],
        cwd=project,
        env={**inherited, **given, "TARGET": "", "VERBOSE": ""},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        sys.exit(done.returncode)
    say(f"  {summary(project / 'published').splitlines()[0]}")


def report(project: Path, planted: float) -> str:
    """Return the planted and the measured effect, in three lines."""
    database = project / "published" / "one_click.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        (result,) = connection.execute(RESULT_QUERY).df().to_dict("records")
    return REPORT.format(planted=planted, **result)


def say(text: str) -> None:
    """Print at once, between the lines that a build prints."""
    print(text, flush=True)


def play(folder: Path, customers: int, seed: int, effect: float) -> None:
    """Play both months in a folder: export, build and send; export, build and measure."""
    try:
        project = copy_project(folder / "project")
    except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
        sys.exit(f"demo: the project cannot be copied with git: {error}")
    say(f"{MONTH}: {customers:,} customers export, build, send ...")
    frame = first_month(customers, seed)
    write(frame, "csv", folder / MONTH)
    build(project, folder / MONTH, MONTH, customers)
    treated = listed_customers(project / "published" / f"campaign_{MONTH}.csv")
    say(f"{MONTH_AFTER}: {len(treated):,} were on the list; export, build, measure ...")
    write(next_month(frame, treated, effect, seed), "csv", folder / MONTH_AFTER)
    build(project, folder / MONTH_AFTER, MONTH_AFTER, customers)
    say(report(project, effect))


def main(arguments: Sequence[str] | None = None) -> None:
    """Play the campaign in a folder that is deleted in the end."""
    parser = DemoParser(
        "demo",
        "Send a campaign and measure it, in a copy.",
        customers=3000,
        effect=0.25,
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="campaign-demo-") as folder:
        play(Path(folder), options.customers, options.seed, options.effect)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("demo: interrupted; its copy is deleted.")
