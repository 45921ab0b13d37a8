"""The examples of docs/schedule.md work as they stand there."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import ClassVar
from zoneinfo import ZoneInfo

import jinja2
import pytest
import yaml
from builds import Build
from checkout import Project, copy_project
from databases import rows
from test_readme import fenced

PAPER = "docs/schedule.md"


def cron_command() -> str:
    """The command of the crontab as cron hands it to the shell."""
    (crontab,) = fenced("cron", PAPER)
    *settings, job = [
        line for line in crontab.splitlines() if line[:1] not in ("", "#")
    ]
    assert settings == ["CRON_TZ=Europe/Moscow"]
    minute, hour, day, month, weekday, command = job.split(" ", 5)
    assert (minute, hour, day, month, weekday) == ("0", "6", "2", "*", "*")
    # An unescaped % would end the command.
    assert "%" not in command.replace("\\%", "")
    return command.replace("\\%", "%")


def step_of_actions() -> str:
    """The script that the workflow runs on the store's own runner."""
    (text,) = fenced("yaml", PAPER)
    workflow = yaml.safe_load(text)
    # YAML takes the key `on` for a truth value.
    assert workflow[True]["schedule"] == [{"cron": "0 3 2 * *"}]
    job = workflow["jobs"]["build"]
    assert job["runs-on"] == ["self-hosted", "linux"]
    (step,) = job["steps"]
    return step["run"]


class Recorded:
    """Stands for a class of Airflow, and keeps what it was made with."""

    made: ClassVar[dict[str, object]] = {}

    def __init__(self, **arguments: object) -> None:
        Recorded.made |= arguments

    def __enter__(self) -> None:
        """As a DAG does."""

    def __exit__(self, *_: object) -> None:
        """As a DAG does."""


class Moment(datetime):
    """What Airflow gives to a template."""

    def in_timezone(self, name: str) -> datetime:
        """The same moment by the clock of a place."""
        return self.astimezone(ZoneInfo(name))


@pytest.fixture
def home(demo: Build, tmp_path: Path) -> Path:
    """A home folder with the project and this month's exports; nothing is built yet."""
    project = copy_project(tmp_path / "one-click-retention")
    month = subprocess.check_output(["date", "+%Y-%m"], encoding="utf-8").strip()
    exports = project.root / "seeds" / "exports"
    shutil.copytree(exports, tmp_path / "exports" / month)
    # The folds of the same data need not be fitted again.
    cache = Path("warehouse", "cache")
    shutil.copytree(demo.project.root / cache, project.root / cache)
    return tmp_path


def run(command: str, shell: str, home: Path) -> subprocess.CompletedProcess:
    """Run a command as a scheduler does, which knows little of the person's shell."""
    return subprocess.run(
        [shell, "-c", command],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.slow
def test_cron_and_actions_build_the_month(home: Path) -> None:
    """Cron first; the same month again by the workflow. Only what stops is printed."""
    project = Project(home / "one-click-retention")
    done = run(cron_command(), "/bin/sh", home)
    assert (done.returncode, done.stdout) == (0, "")
    source = "select value from marts.settings where setting = 'exports_source'"
    assert rows(project.published, source) == [("folder",)]

    done = run(step_of_actions(), "/bin/bash", home)
    assert done.returncode == 0, done.stdout
    assert "customers (+0)" in done.stdout

    shutil.rmtree(home / "exports")
    done = run(cron_command(), "/bin/sh", home)
    assert done.returncode != 0
    assert "there is no folder" in done.stdout and len(done.stdout.splitlines()) < 20


def test_airflow_builds_the_month_of_its_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half past nine in the evening by UTC is the next day, and month, in Moscow."""
    (source,) = fenced("python", PAPER)
    modules = {
        "pendulum": {"datetime": lambda *_, tz: tz},
        "airflow": {},
        "airflow.sdk": {"DAG": Recorded},
        "airflow.providers": {},
        "airflow.providers.standard": {},
        "airflow.providers.standard.operators": {},
        "airflow.providers.standard.operators.bash": {"BashOperator": Recorded},
    }
    for name, content in modules.items():
        module = ModuleType(name)
        module.__dict__.update(content)
        monkeypatch.setitem(sys.modules, name, module)
    exec(compile(source, PAPER, "exec"), {})  # noqa: S102
    assert Recorded.made["schedule"] == "0 6 2 * *"
    assert Recorded.made["start_date"] == "Europe/Moscow"
    end = Moment(2026, 10, 31, 21, 30, tzinfo=UTC)
    command = jinja2.Template(Recorded.made["bash_command"]).render(
        data_interval_end=end
    )
    assert command == (
        'cd "$HOME/one-click-retention" && make build '
        'EXPORTS="$HOME/exports/2026-11" VARS=\'{as_of: "2026-11"}\''
    )
