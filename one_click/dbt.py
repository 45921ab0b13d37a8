"""The one way in which the project's commands start dbt: its own runner, in this process."""

import os
from collections.abc import Callable, Sequence

from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt_common.events.base_types import EventMsg

from one_click.paths import ROOT


def run_dbt(
    arguments: Sequence[str], callbacks: Sequence[Callable[[EventMsg], None]] = ()
) -> dbtRunnerResult:
    """Run a command of dbt in the project root; it prints its errors itself."""
    os.chdir(ROOT)
    return dbtRunner(callbacks=list(callbacks)).invoke([*arguments])
