"""What `make build` makes of EXPORTS and VARS, and for whom it waits."""

import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from checkout import ROOT
from dbt.events.types import LogStartLine, LogTestResult, NodeFinished, NodeStart
from dbt_common.events.base_types import EventLevel, msg_from_base_event
from dbt_common.events.types import Note, PrintEvent
from report_database import fill

from one_click.build import (
    BuildError,
    build_vars,
    check_seeds_before_parsing,
    dbt_arguments,
)
from one_click.exports.problems import InputProblem
from one_click.progress import PUBLISHING, WIDTH, Progress
from one_click.summary import summary
from one_click.warehouse import (
    DamagedWarehouse,
    WarehouseError,
    check,
    check_name,
    wait_for,
)

HOLD = (
    "import duckdb, sys; held = duckdb.connect(sys.argv[1]); "
    "print('held', flush=True); sys.stdin.read()"
)

# The customer who was to get a call.
GONE = (
    "delete from marts.customers where customer_id = 1; "
    "delete from marts.customer_offers where customer_id = 1"
)


def test_nothing_given_is_nothing_set(tmp_path: Path) -> None:
    assert build_vars(None, "", tmp_path) == {}
    assert "--vars" not in dbt_arguments({}, {})


def test_a_relative_folder_counts_from_where_the_command_was_given(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "выгрузка 'май'; drop table"
    folder.mkdir()
    assert build_vars(folder.name, "", tmp_path) == {"exports_dir": str(folder)}


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_folder_is_refused(empty: str, tmp_path: Path) -> None:
    """A shell variable that is not set must not bring the demo back."""
    with pytest.raises(BuildError, match="EXPORTS is empty"):
        build_vars(empty, "", tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no folder .*none"):
        build_vars("none", "", tmp_path)


@pytest.mark.parametrize(
    "text", ["{recall_target: 1}", '{"recall_target": 1}', "recall_target: 1"]
)
def test_vars_are_yaml_or_json(text: str, tmp_path: Path) -> None:
    assert build_vars(None, text, tmp_path) == {"recall_target": 1}


@pytest.mark.parametrize("text", ["{a: 1", "a", "[1, 2]"])
def test_broken_vars_are_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="VARS"):
        build_vars(None, text, tmp_path)


def test_an_unknown_var_is_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="«recal_target».*Expected: recall_target"):
        build_vars(None, "{recal_target: 1}", tmp_path)


def test_dbt_is_quiet_unless_it_is_asked_to_speak() -> None:
    """And is given the target and the vars, dates as texts."""
    dbt_vars = {"as_of": date(2026, 11, 5), "currency": "₽"}
    quiet = dbt_arguments(dbt_vars, {"TARGET": "dev"})
    assert quiet[:4] == ["--log-level", "none", "build", "--exclude-resource-type"]
    assert quiet[quiet.index("--target") + 1] == "dev"
    assert json.loads(quiet[quiet.index("--vars") + 1]) == {
        "as_of": "2026-11-05",
        "currency": "₽",
    }
    assert dbt_arguments({}, {"VERBOSE": "1"})[0] == "build"


@pytest.mark.parametrize(
    ("missing", "exports_given", "is_refused"),
    [
        ("exports/money.csv", False, True),
        ("exports/money.csv", True, False),
        ("reference/periods.csv", False, True),
        ("reference/periods.csv", True, True),
    ],
)
def test_seeds_of_exports_may_be_missing_where_a_folder_is_given(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    missing: str,
    exports_given: bool,
    is_refused: bool,
) -> None:
    """dbt reads all that are there, so those must be text in any case."""
    seeds = shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.setattr("one_click.build.ROOT", tmp_path)
    monkeypatch.setattr("one_click.build.EXPORT_SEEDS", seeds / "exports")
    check_seeds_before_parsing(exports_given)
    (seeds / missing).unlink()
    if is_refused:
        with pytest.raises(InputProblem, match=f"{Path(missing).name} is missing in"):
            check_seeds_before_parsing(exports_given)
    else:
        check_seeds_before_parsing(exports_given)
    (seeds / missing).write_bytes("id;Прибыль\n".encode("cp1251"))
    with pytest.raises(InputProblem):
        check_seeds_before_parsing(exports_given)


@pytest.mark.parametrize("mark", ["", "#", "?", "'"])
def test_a_path_that_dbt_would_cut_off_is_refused(mark: str) -> None:
    place = Path(f"/data/мой «проект»{mark}/main")
    if mark:
        with pytest.raises(WarehouseError, match=rf"holds a «\{mark}»"):
            check_name(place)
    else:
        check_name(place)


def test_the_way_out_of_a_damage_names_all_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log would not fit a new database; a history that is published comes back."""
    monkeypatch.setattr("one_click.warehouse.PUBLISHED", tmp_path / "published")
    file, log = tmp_path / "dev.duckdb", tmp_path / "dev.duckdb.wal"
    file.touch()
    said = str(DamagedWarehouse(file, "it is short!"))
    assert "is damaged: it is short. Expected: a whole database" in said
    assert f"Move {file} away" in said and "begins anew" in said
    log.touch()
    history = tmp_path / "published" / "dev" / "history"
    history.mkdir(parents=True)
    said = str(DamagedWarehouse(file, "it is short!"))
    assert f"Move {file} and {log} away" in said
    assert f"comes back from {history}." in said


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen]]:
    """A database, and the process that has it open."""
    database = tmp_path / "one_click.duckdb"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield database, process
        process.stdin.close()


def test_who_has_the_warehouse_open_is_named(
    held: tuple[Path, subprocess.Popen], capsys: pytest.CaptureFixture
) -> None:
    database, process = held
    with pytest.raises(WarehouseError, match=rf"\(process {process.pid}\) has .* open"):
        wait_for(database, patience=0.2)
    assert f"(process {process.pid}) has the warehouse open: waiting" in (
        capsys.readouterr().err
    )


def test_the_build_goes_on_when_the_warehouse_is_free(
    held: tuple[Path, subprocess.Popen],
) -> None:
    database, process = held
    threading.Timer(0.3, process.stdin.close).start()
    wait_for(database, patience=30)
    duckdb.connect(str(database)).close()


@pytest.mark.parametrize("damage", ["emptied", "overwritten", "cut off"])
def test_a_damaged_warehouse_is_named(damage: str, tmp_path: Path) -> None:
    """With the way out; the file stays, whatever it is."""
    database = tmp_path / "one_click.duckdb"
    # What DuckDB reads when it opens a file stands before the last table here.
    for table in ("a", "b"):
        with duckdb.connect(str(database)) as connection:
            connection.execute(
                f"create table {table} as select random() from range(1_000_000)"
            )
    whole = database.read_bytes()
    content = {
        "emptied": b"",
        "overwritten": b"no database" * 1000,
        "cut off": whole[:-4096],
    }[damage]
    database.write_bytes(content)
    with pytest.raises(
        WarehouseError, match=r"one_click.duckdb is damaged: .*Move .* away.*make build"
    ):
        wait_for(database)
    assert database.read_bytes() == content


def test_what_a_killed_program_left_is_no_damage(tmp_path: Path) -> None:
    """DuckDB counts blocks then that the file lacks; they hold no rows."""
    database = tmp_path / "one_click.duckdb"
    duckdb.connect(str(database)).close()
    with_tables = f"""
import duckdb, itertools
connection = duckdb.connect({str(database)!r})
print("begun", flush=True)
for number in itertools.count(1):
    connection.execute(
        f"create or replace table t{{number % 5}} as "
        f"select random() as a from range({{1000 * number ** 2}})"
    )
    if number % 7 == 0:
        connection.execute("drop table if exists t1")
"""
    for kill in range(10):
        command = [sys.executable, "-c", with_tables]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout.readline()
            time.sleep(0.25 + kill * 0.03)
            writer.kill()
        check(database, read_only=True)
        wait_for(database)


def test_the_summary_counts_offers_that_are_sent(tmp_path: Path) -> None:
    """Nobody of the control group among them; the change is against the build before."""
    for name, more in (("previous", ""), ("current", "; " + GONE)):
        folder = tmp_path / name
        folder.mkdir()
        with duckdb.connect(str(folder / "one_click.duckdb")) as connection:
            fill(connection)
            connection.execute(
                "update marts.customer_offers set expected_profit = 90 "
                "where is_holdout; "
                f"insert into marts.settings values ('exports_source', 'folder'){more}"
            )
    said = summary(tmp_path)
    assert said.startswith(
        "From the folder of EXPORTS: 4 customers (-1), 1 at risk (-1), 1 offers (-1), "
        "0 units of profit they should earn (-3)."
    )
    assert summary(tmp_path / "nothing") == "Nothing is published yet."


def test_progress_tells_of_what_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a log once for each while in which it still runs; never of what has ended."""
    monkeypatch.setattr("one_click.progress.SECONDS_IN_A_LOG", 0.05)
    written: list[str] = []
    progress = Progress(written.append)
    progress.begin("model.customers", "customers")
    progress.start()
    deadline = time.monotonic() + 10
    while len(written) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert written[:2] == ["customers 0 s\n"] * 2
    progress.running.clear()
    told = len(written)
    time.sleep(0.2)
    assert len(written) <= told + 1
    progress.end()


def test_progress_writes_a_line_for_each_tenth() -> None:
    """In a log; of 40 nodes ten lines are left, and a warning stands in full at the end."""
    written: list[str] = []
    progress = Progress(written.append)
    progress.total = 40
    for done in range(1, 41):
        progress.done = done
        progress.show()
    progress.warnings = ["mind this"]
    progress.end()
    assert len(written) == 11
    assert written[9] == "40 of 40 nodes are built\n"
    assert written[10] == "warning: mind this\n"


def told(progress: Progress, event, level: EventLevel | None = None) -> None:
    """Give an event to a progress, as dbt does."""
    progress(msg_from_base_event(event, level))


def test_progress_follows_the_events_of_dbt() -> None:
    """What failed is said in full at the end; what a summary says anyway is not."""
    written: list[str] = []
    progress = Progress(written.append)
    # dbt tells with every start how many nodes there are, hooks with a count of their own.
    for total in (3, 1):
        told(progress, LogStartLine(description="", index=1, total=total, node_info={}))
    for name in "abc":
        told(
            progress, NodeStart(node_info={"unique_id": f"m.{name}", "node_name": name})
        )
    told(progress, NodeFinished(node_info={"unique_id": "m.a"}))
    assert written == ["1 of 3 nodes are built\n"]
    assert [name for name, _ in progress.running.values()] == ["b", "c"]
    told(progress, PrintEvent(msg="Published in published/."))
    assert written.pop() == "Published in published/.\n"
    told(progress, Note(msg=" mind this\n"), EventLevel.WARN)
    told(progress, Note(msg="broken"), EventLevel.ERROR)
    told(progress, Note(msg="of no interest"), EventLevel.INFO)
    for level in (EventLevel.WARN, EventLevel.ERROR):
        test = LogTestResult(
            name="t", status="fail", index=1, num_models=3, num_failures=1, node_info={}
        )
        told(progress, test, level)
    for name in "bc":
        told(progress, NodeFinished(node_info={"unique_id": f"m.{name}"}))
    assert [name for name, _ in progress.running.values()] == [PUBLISHING]
    progress.end()
    assert progress.ended.is_set()
    assert written[1:] == [
        *("2 of 3 nodes are built\n", "3 of 3 nodes are built\n"),
        *("warning: mind this\n", "broken\n"),
    ]


def test_a_terminal_has_one_line_that_is_written_again() -> None:
    """It is never longer than the screen, and is cleared before anything else is said."""
    written: list[str] = []
    progress = Progress(written.append)
    progress.moves = True
    clear = "\r\x1b[K"
    for name in ("short", "m" * WIDTH):
        told(progress, NodeStart(node_info={"unique_id": name, "node_name": name}))
    assert written == [f"{clear}0  short", f"{clear}0  short, {'m' * (WIDTH - 10)}"]
    # What has run for long is shown alone, with its seconds.
    progress.running["short"] = "short", time.monotonic() - 90
    progress.show()
    assert written[2:] == [f"{clear}0  short 90 s"]
    told(progress, PrintEvent(msg="said"))
    progress.end()
    assert written[3:] == [clear, "said\n", clear]


def test_errors_stand_in_the_order_in_which_they_came() -> None:
    """The first one is the cause most often; one that was said twice stands once."""
    written: list[str] = []
    progress = Progress(written.append)
    said = [f"error {number}" for number in range(20)]
    progress.errors = [*said, said[0]]
    progress.end()
    assert written == [f"{error}\n" for error in said]
