"""Clients of others read the published file, and read what is in it. Run: `make check-bi`.

Reads what was published in this checkout, so `make build` comes first. Writes nothing.
"""

import json
import subprocess
from pathlib import Path

import duckdb
import pytest
from checkout import ROOT
from clients import native

PUBLISHED = ROOT / "published"
CLIENTS = Path(__file__).with_name("clients.py")
WAYS = [
    ("duckdb14", "native", "1.4."),
    ("bi", "native", "1.5."),
    ("bi", "sqlalchemy", "2.0."),
    ("bi", "adbc", "v1.5."),
]
PARQUET = """
import duckdb, sys
count = "select count(*) from read_parquet('{}/*.parquet', union_by_name = true)"
print(duckdb.sql(count.format(sys.argv[1])).fetchone()[0])
"""

pytestmark = pytest.mark.skipif(
    not (PUBLISHED / "one_click.duckdb").exists(), reason="run `make build`"
)


def run(environment: str, *arguments: str | Path) -> str:
    """Run Python in one of the environments; what it prints."""
    python = ROOT / f".venv-{environment}" / "bin" / "python"
    if not python.exists():
        pytest.skip("it has a command of its own: make check-bi")
    ended = subprocess.run(
        [python, "-W", "ignore", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def expected() -> dict:
    """What the project's own DuckDB finds."""
    facts = native(str(PUBLISHED / "one_click.duckdb"))
    assert len(facts["tables"]) > 20
    return json.loads(json.dumps(facts, default=str))


@pytest.mark.parametrize(("environment", "way", "version"), WAYS)
def test_a_client_finds_all_of_it(
    expected: dict, environment: str, way: str, version: str
) -> None:
    """Tables, rows, descriptions, Cyrillic and figures; and it can change nothing."""
    found = json.loads(run(environment, CLIENTS, way, PUBLISHED / "one_click.duckdb"))
    assert found["version"].startswith(version)
    assert "read-only" in found["change"]
    for name in ("tables", "rows", "comment", "columns", "segments"):
        assert found[name] == expected[name], name
    assert all(comment for _, comment in found["columns"])


@pytest.mark.parametrize("environment", ["duckdb14", "bi"])
def test_a_client_reads_the_parquet_copies(expected: dict, environment: str) -> None:
    """Each table is there, with as many rows."""
    files = sorted((PUBLISHED / "parquet").glob("*.parquet"))
    assert [file.stem for file in files] == expected["tables"]
    rows = run(environment, "-c", PARQUET, PUBLISHED / "parquet")
    assert int(rows) == sum(expected["rows"].values())


@pytest.mark.parametrize("environment", ["duckdb14"])
def test_the_check_would_see_a_newer_format(environment: str, tmp_path: Path) -> None:
    """A file in the newest storage version is one that the oldest client refuses."""
    file = tmp_path / "newest.duckdb"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as newest (storage_version 'latest')")
        connection.execute("create table newest.t as select 1")
    with pytest.raises(AssertionError, match="version"):
        run(environment, "-c", f"import duckdb; duckdb.connect('{file}', True)")
