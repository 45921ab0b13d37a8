"""Apache Spark builds the tables that DuckDB builds. Run: `make check-spark`.

Two months are built on each engine by the commands a user types, and both of them again; one
month is built on a cluster that loses a worker. Each build takes minutes: a statement of Spark
costs a second however few rows it has.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from checkout import ROOT, Project, Result, copy_project
from damages import stops_at_file
from export_files import EXPORTS, read_exports, write_parquet
from real_files import ALL
from spark_tables import TOLERANCE, difference, tables_of_duckdb, tables_of_spark

from one_click.demo.exports import main as make_exports
from one_click.paths import EXPORT_SEEDS

ENVIRONMENT = ROOT / ".venv-spark"
MONTHS = ("2026-01", "2026-02")
# When a model was trained, and the bytes that joblib wrote of it then.
OF_A_MOMENT = {"trained_at", "artifact_sha256"}
# The solver of a support vector machine ends near its answer, and the logarithm of a feature
# differs in its last digit.
TOLERANCES = {"scoring.cross_validation": 1e-6}
HISTORIES = ("offer_history", "score_history", "segment_history", "feature_history")
PUBLISHED_ALIKE = (
    "campaign_{}.csv",
    "control_{}.csv",
    "list_email_{}.csv",
    "model_card.md",
)
ALL_BUT_TESTS = (
    "--exclude-resource-type",
    "test",
    "--exclude-resource-type",
    "unit_test",
)
AMOUNTS = {
    "market_file": "Страниц_за_визит",
    "market_money": "Выручка",
    "market_time": "минут",
    "money": "Прибыль",
}

pytestmark = [
    pytest.mark.skipif(
        not ENVIRONMENT.exists(), reason="it has a command of its own: make check-spark"
    ),
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17"),
]


def of_month(project: Project, month: str) -> tuple[str, ...]:
    """The variables by which `make build` builds a month, whose exports lie in a folder."""
    return (f"EXPORTS={project.root.parent / month}", f"VARS={{as_of: {month}}}")


def build(project: Project, month: str, *more: str) -> Result:
    """`make build` of a month; it must succeed."""
    result = project.make("build", *of_month(project, month), *more)
    assert result.code == 0, result.output
    return result


def dbt_on_spark(project: Project, *arguments: str) -> Result:
    """`dbt` where it finds the adapter of the project."""
    return project.run(
        "env",
        f"PYTHONPATH={project.root}:{project.root / 'one_click' / 'spark'}",
        "SPARK_LOCAL_IP=127.0.0.1",
        "DBT_TARGET_PATH=target/spark",
        project.root / ".venv-spark" / "bin" / "dbt",
        *arguments,
        "--target",
        "spark",
    )


def build_again(project: Project, month: str, *more: str) -> None:
    """`dbt build` of a month on both engines, without data tests; it must succeed."""
    dbt_vars = {"as_of": month, "exports_dir": str(project.root.parent / month)}
    given = ("build", *ALL_BUT_TESTS, "--vars", json.dumps(dbt_vars), *more)
    for result in (project.dbt(*given), dbt_on_spark(project, *given)):
        assert result.code == 0, result.output


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy with both environments; the exports of two months lie beside it."""
    copy = copy_project(tmp_path_factory.mktemp("spark") / "project")
    (copy.root / ".venv-spark").symlink_to(ENVIRONMENT)
    first, second = (str(copy.root.parent / month) for month in MONTHS)
    make_exports(["--output", first])
    build(copy, MONTHS[0])
    campaign = copy.root / "published" / f"campaign_{MONTHS[0]}.csv"
    make_exports(
        ["--after-campaign", str(campaign), "--effect", "0.5", "--output", second]
    )
    return copy


@pytest.fixture(scope="module")
def first_month(project: Project) -> Project:
    """The first month on both engines."""
    result = build(project, MONTHS[0], "TARGET=spark")
    assert "Open published/spark/report.html" in result.output
    return project


def differences(project: Project, target: str = "spark") -> dict[str, str]:
    """How each table of Spark differs from the one of the same name in the warehouse."""
    found = tables_of_spark(project.root / "warehouse" / target)
    assert len(found) > 120
    with duckdb.connect(str(project.warehouse), read_only=True) as connection:
        known = tables_of_duckdb(connection)
        assert set(found) <= set(known)
        compared = {
            name: difference(
                connection,
                name,
                found[name],
                OF_A_MOMENT,
                TOLERANCES.get(name, TOLERANCE),
            )
            for name in found
        }
    return {name: apart for name, apart in compared.items() if apart}


def histories(project: Project) -> dict[str, list[tuple]]:
    """The months that Spark remembers, and their rows."""
    tables = tables_of_spark(project.root / "warehouse" / "spark")
    with duckdb.connect() as connection:
        return {
            name: connection.execute(
                f"select {month}, count(*) from {tables['monitoring.' + name]} "
                "group by 1 order by 1"
            ).fetchall()
            for name in HISTORIES
            for month in ("campaign" if name == "offer_history" else "as_of",)
        }


def published_apart(project: Project, month: str, target: str = "spark") -> list[str]:
    """The files of a month that Spark published otherwise than DuckDB."""
    published = project.root / "published"
    names = [name.format(month) for name in PUBLISHED_ALIKE]
    return [
        name
        for name in names
        if (published / name).read_bytes() != (published / target / name).read_bytes()
    ]


def test_a_first_month_is_the_same(first_month: Project) -> None:
    """Types and values, row by row; and so is what people get of it."""
    assert differences(first_month) == {}
    assert published_apart(first_month, MONTHS[0]) == []
    assert (first_month.root / "published" / "spark" / "report.html").exists()


def tasks_of_workers(logs: Path) -> Counter[str]:
    """How many tasks each executor ended, by the event log."""
    ended: Counter[str] = Counter()
    for file in logs.rglob("events_*"):
        for line in file.read_text("utf-8").splitlines():
            event = json.loads(line)
            if event["Event"] == "SparkListenerTaskEnd":
                ended[event["Task Info"]["Executor ID"]] += 1
    return ended


def lose_a_worker(project: Project) -> None:
    """Kill a worker and its executor, as a machine that fails does."""
    noted = project.root / "warehouse" / "cluster" / "worker-2.pid"
    os.killpg(int(noted.read_text("utf-8")), signal.SIGKILL)


def test_a_cluster_that_loses_a_worker_builds_the_same(first_month: Project) -> None:
    """Both workers have tasks; the other one ends those of the lost one."""
    logs, settings = (first_month.root.parent / name for name in ("events", "conf"))
    logs.mkdir()
    settings.mkdir()
    (settings / "spark-defaults.conf").write_text(
        f"spark.eventLog.enabled true\nspark.eventLog.dir file:{logs}\n"
        "spark.eventLog.compress false\n"
    )
    started = first_month.make("cluster-up")
    assert started.code == 0, started.output
    try:
        running = first_month.start(
            "env",
            f"SPARK_CONF_DIR={settings}",
            "make",
            "build",
            "TARGET=spark_cluster",
            *of_month(first_month, MONTHS[0]),
        )
        said = []
        for line in running.stdout:
            said.append(line)
            if line.endswith("nodes are built\n"):
                break
        lose_a_worker(first_month)
        rest, _ = running.communicate()
        assert running.returncode == 0, "".join([*said, rest])
    finally:
        first_month.make("cluster-down")
    assert differences(first_month, "spark_cluster") == {}
    assert published_apart(first_month, MONTHS[0], "spark_cluster") == []
    assert all(tasks > 20 for tasks in tasks_of_workers(logs).values())
    assert len(tasks_of_workers(logs)) == 2


def test_two_months_and_their_memory_are_the_same(first_month: Project) -> None:
    """The first campaign is measured; a month built again replaces its own rows alone."""
    build(first_month, MONTHS[1])
    build(first_month, MONTHS[1], "TARGET=spark")
    assert differences(first_month) == {}
    assert published_apart(first_month, MONTHS[1]) == []
    remembered = histories(first_month)
    for kept in remembered.values():
        assert [month for month, _ in kept] == [*MONTHS]
    build_again(first_month, MONTHS[1], "--full-refresh")
    assert histories(first_month) == remembered
    assert differences(first_month) == {}
    build_again(first_month, MONTHS[0])
    assert histories(first_month) == remembered
    assert differences(first_month) == {}


def test_unit_tests_pass(first_month: Project) -> None:
    """Each rule decides on Spark as on DuckDB."""
    result = dbt_on_spark(first_month, "test", "--select", "test_type:unit")
    assert result.code == 0, result.output


def read_by_spark(folders: list[Path]) -> list[dict]:
    """What Spark reads of folders beside DuckDB (spark_reads.py)."""
    ended = subprocess.run(
        [
            ENVIRONMENT / "bin" / "python",
            Path(__file__).with_name("spark_reads.py"),
            *folders,
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT), "SPARK_LOCAL_IP": "127.0.0.1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout.splitlines()[-1])
    return [found[str(folder)] for folder in folders]


def test_damaged_exports_are_read_alike(tmp_path: Path) -> None:
    """Each text reaches Spark as DuckDB reads it; what DuckDB refuses, Spark does not read."""
    damages = [damage for damage in ALL if "folder" in damage.ways]
    folders = [tmp_path / str(number) for number in range(len(damages))]
    for damage, folder in zip(damages, folders, strict=True):
        folder.mkdir()
        for name in EXPORTS:
            shutil.copy(EXPORT_SEEDS / f"{name}.csv", folder)
        damage.do(folder)
    for damage, found in zip(damages, read_by_spark(folders), strict=True):
        assert "apart" not in found, (damage.name, found)
        if stops_at_file(damage):
            assert all(part in found["refused"] for part in damage.outcome.says), found


def test_parquet_is_read_alike(tmp_path: Path) -> None:
    """Ids and amounts as numbers of floating point, which are large, missing or whole."""
    for name, frame in read_exports(EXPORT_SEEDS).items():
        amounts = frame[AMOUNTS[name]].str.replace(",", ".").astype(float)
        amounts.iloc[:6] = [
            0.1,
            0.001,
            12345678.25,
            20000000,
            123456789012,
            float("nan"),
        ]
        ids = frame["id"].astype(float) * 100
        numbers = frame.assign(**{"id": ids, AMOUNTS[name]: amounts})
        write_parquet(numbers, tmp_path / f"{name}.parquet")
    (found,) = read_by_spark([tmp_path])
    assert "apart" not in found, found
    assert found["read"] > 10_000


def test_a_cluster_comes_and_goes(project: Project) -> None:
    """Two workers report to the master; nothing of them is left, and once is enough."""
    state = project.root / "warehouse" / "cluster"
    try:
        for _ in range(2):
            started = project.make("cluster-up")
            assert started.code == 0, started.output
            assert (
                "A master and two workers run at spark://127.0.0.1:7077"
                in started.output
            )
        deadline = time.monotonic() + 60
        log = state / "master.log"
        while log.read_text("utf-8").count("Registering worker") < 2:
            assert time.monotonic() < deadline, log.read_text("utf-8")
            time.sleep(0.5)
        assert log.read_text("utf-8").count("Registering worker") == 2
    finally:
        stopped = project.make("cluster-down")
    assert stopped.code == 0, stopped.output
    assert not list(state.glob("*.pid"))
    with socket.socket() as asked:
        assert asked.connect_ex(("127.0.0.1", 7077)) != 0
