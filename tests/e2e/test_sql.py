"""`make sql`: a shell on what is published, which can read that and do nothing else."""

import os
import pty
import re
import select
import signal
import subprocess
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from builds import Build
from checkout import COLOUR, Project, clean_environment, copy_build, copy_project

# Adds up to hours of work, and can be cancelled at any moment.
ENDLESS = (
    "select sum(sqrt(a.range) * b.range) from range(1000000000) a, range(1000000) b;"
)
PATIENCE_SECONDS = 30


def pipe(project: Project, sql: str, *arguments: str) -> subprocess.CompletedProcess:
    """`echo sql | make sql`."""
    return subprocess.run(
        ["make", "sql", *arguments],
        cwd=project.root,
        env=clean_environment(project.root),
        input=sql,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@dataclass
class Terminal:
    """The terminal of a command, and what it shows that was not waited for yet."""

    process: int
    descriptor: int
    shown: str = ""

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self.descriptor, keys.encode())

    def wait_for(self, text: str) -> None:
        """Read until a text is shown."""
        self.wait_until(lambda: text in self.shown, f"«{text}»")
        self.shown = self.shown.partition(text)[2]

    def wait_for_query(self) -> None:
        """Read until the shell reads no line any more: Ctrl-C is a signal then, no key."""
        self.wait_until(
            lambda: bool(termios.tcgetattr(self.descriptor)[3] & termios.ISIG),
            "a query",
        )

    def wait_for_end(self) -> None:
        """Read until the command is gone."""
        with suppress(OSError):
            self.wait_until(lambda: False, "the end")

    def wait_until(self, happened: Callable[[], bool], what: str) -> None:
        """Read until something happened."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not happened():
            assert time.monotonic() < end, f"{what} is not in {self.shown!r}"
            if select.select([self.descriptor], [], [], 0.1)[0]:
                self.read()

    def read(self) -> None:
        """Read what is there, and answer the shell when it asks where the cursor is."""
        read = os.read(self.descriptor, 65536).decode("utf-8", errors="replace")
        for _ in range(read.count("\x1b[6n")):
            os.write(self.descriptor, b"\x1b[1;1R")
        self.shown += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", COLOUR.sub("", read))


@contextmanager
def terminal(project: Project, *command: str) -> Iterator[Terminal]:
    """A command in a terminal of its own."""
    environment = clean_environment(project.root) | {"TERM": "xterm"}
    process, descriptor = pty.fork()
    if process == 0:
        os.chdir(project.root)
        os.execvpe(command[0], command, environment)
    try:
        yield Terminal(process, descriptor)
    finally:
        # Some of it may have ended, by itself or because a test failed.
        for group in {os.tcgetpgrp(descriptor), process} - {0}:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        os.close(descriptor)
        with suppress(ChildProcessError):
            os.waitpid(process, 0)


def files(project: Project) -> set[Path]:
    """Every file of the published folder and the warehouse."""
    folders = (project.root / "published", project.root / "warehouse")
    return {file for folder in folders for file in folder.rglob("*")}


def test_a_piped_query_is_answered(demo: Build) -> None:
    """As a table with Cyrillic in line: every row is as wide as the frame."""
    ended = pipe(demo.project, "select segment, name_ru from marts.segment_summary;")
    assert ended.returncode == 0, ended.stderr
    table = [line for line in ended.stdout.splitlines() if line[:1] in "┌│├└"]
    assert any("Брошенная корзина" in line for line in table)
    assert len({len(line) for line in table}) == 1


def test_arguments_reach_the_shell(demo: Build) -> None:
    ended = pipe(demo.project, "", "ARGS=-csv -c 'select 6 * 7 as answer'")
    assert ended.stdout == "answer\n42\n"


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("drop table marts.customers;", "read-only"),
        ("select 1;\nselect * from marts.custmers;\nselect 77;", "customers"),
    ],
)
def test_the_first_error_is_said_and_ends_it(demo: Build, sql: str, said: str) -> None:
    ended = pipe(demo.project, sql)
    assert ended.returncode != 0
    assert said in ended.stderr
    assert "Error 1" in ended.stderr
    assert "77" not in ended.stdout


@pytest.mark.parametrize(
    "sql",
    [
        "copy (select 1) to 'written.csv';",
        "export database 'written';",
        ".output written.csv",
        ".once written.csv",
        ".log written.txt",
        "call enable_logging(storage = 'file', storage_path = 'written'); select 1;",
        "select * from read_csv('Makefile');",
        "select * from read_text('Makefile');",
        "select * from glob('*');",
        ".read Makefile",
        "select getenv('HOME');",
        "attach 'warehouse/one_click.duckdb' as other;",
        ".open warehouse/one_click.duckdb",
        ".shell touch written",
        ".system touch written",
        "install httpfs;",
        "load httpfs;",
        "set enable_external_access = true;",
        "set lock_configuration = false;",
    ],
)
def test_the_shell_is_confined(demo: Build, sql: str) -> None:
    """It writes and reads no other file, starts no command, loads nothing."""
    before = set(demo.project.root.iterdir()), files(demo.project)
    ended = pipe(demo.project, f"{sql}\nselect 77;")
    assert ended.returncode != 0, ended.stdout
    assert "77" not in ended.stdout
    assert (set(demo.project.root.iterdir()), files(demo.project)) == before


def test_the_start_up_file_of_a_person_is_not_read(demo: Build) -> None:
    """`.duckdbrc` might attach or load; the shell is the same for everyone."""
    home = Path(clean_environment(demo.project.root)["HOME"])
    (home / ".duckdbrc").write_text(".print read at the start\n")
    assert "read at the start" not in pipe(demo.project, "select 1;").stdout


def test_ctrl_c_ends_the_query_and_not_the_shell(demo: Build) -> None:
    """Nor make, which hears of it too."""
    with terminal(demo.project, "make", "sql", "ARGS=-dark-mode") as shell:
        shell.wait_for(" D ")
        for answer in ("1041", "1042"):
            shell.type(f"{ENDLESS}\r")
            shell.wait_for_query()
            time.sleep(0.5)
            shell.type("\x03")
            shell.wait_for("^C")
            shell.wait_for(" D ")
            shell.type(f"select {answer} as answer;\r")
            shell.wait_for("│")
            shell.wait_for(answer)
            shell.wait_for(" D ")
            assert os.waitpid(shell.process, os.WNOHANG) == (0, 0), "make ended"


def test_the_warehouse_is_read_while_nothing_is_published(
    demo: Build, tmp_path: Path
) -> None:
    """Also by a person who looks at it for long: the build need not wait."""
    project = copy_build(demo.project, tmp_path / "project")
    for entry in (project.root / "published").iterdir():
        entry.unlink() if entry.is_symlink() else None
    before = files(project)
    with duckdb.connect(str(project.warehouse)) as warehouse:
        warehouse.execute(
            "insert into staging.rejected_rows by name "
            "select 'money' as export, '7' as customer_id, 'made up' as reason"
        )
    ended = pipe(project, "from staging.rejected_rows;", "DB=warehouse")
    assert "made up" in ended.stdout, ended.stderr
    assert "made up" in project.make("rejects").output
    for sql in ("drop table staging.rejected_rows;", "from glob('*');"):
        assert "Error" in pipe(project, sql, "DB=warehouse").stderr
    assert files(project) == before
    with terminal(project, "make", "sql", "DB=warehouse", "ARGS=-dark-mode") as shell:
        shell.wait_for(" D ")
        with duckdb.connect(str(project.warehouse)) as warehouse:
            warehouse.execute("create table main.written as select 1")
        shell.type(".quit\r")
        shell.wait_for_end()
    assert files(project) == before


def test_without_a_published_file_it_says_what_to_do(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    project = copy_project(tmp_path_factory.mktemp("unbuilt") / "project")
    ended = pipe(project, "select 1;")
    assert ended.returncode != 0
    assert "sql: nothing is published yet: run `make build`." in ended.stderr
    assert not project.published.exists()
    ended = pipe(project, "select 1;", "DB=elsewhere")
    assert (
        "sql: DB is «elsewhere». Expected: published, warehouse, dev." in ended.stderr
    )
