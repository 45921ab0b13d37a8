"""Apache Spark builds the tables that DuckDB builds. Run: `make check-spark`.

Two months are built on each engine, and the second once more on Spark, by the commands a
user types. Each build takes minutes: the metastore of a session is slow.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import duckdb
import pytest
from checkout import ROOT, Project, copy_project
from damages import DAMAGES, stops_at_file
from export_files import EXPORTS, read_exports, write_parquet
from spark_tables import difference, tables_of_duckdb, tables_of_spark

from one_click.demo.exports import main as make_exports
from one_click.paths import EXPORT_SEEDS

ENVIRONMENT = ROOT / ".venv-spark"
MONTHS = ("2026-01", "2026-02")
# When a model was trained, and the bytes that joblib wrote of it then.
OF_A_MOMENT = {"trained_at", "artifact_sha256"}
HISTORY = "monitoring.offer_history"
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


def build(project: Project, month: str, *more: str) -> None:
    """`make build` of a month, its exports in a folder; it must succeed."""
    result = project.make(
        "build",
        f"EXPORTS={project.root.parent / month}",
        f"VARS={{as_of: {month}}}",
        *more,
    )
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
    build(project, MONTHS[0], "TARGET=spark")
    return project


def differences(project: Project) -> dict[str, str]:
    """How each table of Spark differs from the one of the same name in the warehouse."""
    found = tables_of_spark(project.root / "warehouse" / "spark")
    assert len(found) > 80
    with duckdb.connect(str(project.warehouse), read_only=True) as connection:
        known = tables_of_duckdb(connection)
        assert set(found) <= set(known)
        compared = {
            name: difference(connection, name, found[name], OF_A_MOMENT)
            for name in found
        }
    return {name: apart for name, apart in compared.items() if apart}


def history(project: Project) -> list[tuple]:
    """The campaigns that Spark remembers, and their rows."""
    table = tables_of_spark(project.root / "warehouse" / "spark")[HISTORY]
    with duckdb.connect() as connection:
        return connection.execute(
            f"select campaign, count(*) from {table} group by campaign order by campaign"
        ).fetchall()


def test_a_first_month_is_the_same(first_month: Project) -> None:
    """Types and values, row by row."""
    assert differences(first_month) == {}


def test_a_second_month_and_its_memory_are_the_same(first_month: Project) -> None:
    """The first campaign is remembered and measured; a month built again replaces itself."""
    build(first_month, MONTHS[1])
    build(first_month, MONTHS[1], "TARGET=spark")
    assert differences(first_month) == {}
    remembered = history(first_month)
    assert [campaign for campaign, _ in remembered] == [*MONTHS]
    build(first_month, MONTHS[1], "TARGET=spark")
    assert history(first_month) == remembered
    assert differences(first_month) == {}


def test_it_is_published(first_month: Project) -> None:
    """In a folder of its own: database, list, report."""
    published = first_month.root / "published" / "spark"
    with duckdb.connect(str(published / "one_click.duckdb"), read_only=True) as own:
        ((rows,),) = own.execute("select count(*) from marts.customers").fetchall()
    assert rows > 1000
    assert (published / "report.html").exists()
    assert (published / f"campaign_{MONTHS[0]}.csv").exists()


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
    damages = [damage for damage in DAMAGES if "folder" in damage.ways]
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
