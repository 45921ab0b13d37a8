"""A crash costs a rerun, not data: killed, out of space, read-only, locked, two at once."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from builds import Build
from checkout import Project, copy_build
from databases import differences, fingerprint, snapshot, tables
from export_files import read_exports, write_csv

slow = pytest.mark.slow
KILLS = 32
# A hold on the database by a program that is not the project's.
HOLDER = (
    "import duckdb, sys; held = duckdb.connect(sys.argv[1]); "
    "print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def project(demo_again: Build, tmp_path: Path) -> Project:
    """A project with a good build, of its own for each test."""
    return copy_build(demo_again.project, tmp_path / "project")


def change_profit(project: Project) -> None:
    """New exports: everybody's profit doubles, which changes marts and no model."""
    folder = project.root / "seeds" / "exports"
    money = read_exports(folder)["money"]
    doubled = money["Прибыль"].str.replace(",", ".").astype(float) * 2
    money["Прибыль"] = doubled.map("{:.2f}".format).str.replace(".", ",")
    write_csv(money, folder / "money.csv", ";")


def visible(folder: Path) -> dict[str, str]:
    """The files readers see, with the hash of each."""
    found = fingerprint(folder)
    return {name: digest for name, digest in found.items() if name[0] != "."}


def kill_after(project: Project, seconds: float) -> tuple[str, bool]:
    """Start a build and kill all of it; what it printed, and whether it still ran."""
    process = project.start("make", "build")
    time.sleep(seconds)
    was_running = process.poll() is None
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    output, _ = process.communicate()
    return output, was_running


def builds_published(project: Project) -> set[str]:
    """The ids of the builds that the Parquet files name; those of one build name one."""
    files = f"{project.root}/published/parquet/*.parquet"
    found = duckdb.sql(
        f"select distinct decode(value) from parquet_kv_metadata('{files}') "
        "where decode(key) = 'build'"
    )
    return {build for (build,) in found.fetchall()}


@slow
def test_killed_at_random_moments(
    project: Project, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """After kill -9 the warehouse opens and each published file is whole.

    The files are the previous ones, or those of a build that had reached its end. The
    next build succeeds and equals one that nobody disturbed.
    """
    calm = copy_build(project, tmp_path / "calm")
    for one in (calm, project):
        change_profit(one)
    undisturbed = calm.make("build")
    assert undisturbed.code == 0, undisturbed.output
    expected = tables(snapshot(calm, tmp_path_factory))
    chance = random.Random(0)
    seconds, killed = undisturbed.seconds, 0
    while killed < KILLS:
        before = visible(project.root / "published")
        # Every part of a build is met in turn, at a moment in it that is drawn.
        moment = (killed + chance.random()) / KILLS * seconds
        output, was_running = kill_after(project, moment)
        if not was_running:
            # It was faster than the undisturbed one.
            seconds *= 0.8
            continue
        killed += 1
        if visible(project.root / "published") != before:
            assert "Published in published/: " in output
        assert len(builds_published(project)) == 1
        for database in (project.warehouse, project.published):
            with duckdb.connect(str(database), read_only=True) as opened:
                counted = opened.execute("select count(*) from marts.customers")
                assert counted.fetchone() == (1500,)

    again = project.make("build")
    assert again.code == 0, again.output
    assert differences(tables(project.published), expected) == []
    published = project.root / "published"
    hidden = {path.name for path in published.glob(".*")}
    linked = {os.readlink(published / name) for name in ("current", "previous")}
    assert hidden - linked == {".gitkeep"}


@slow
@pytest.mark.parametrize("moment", [step / 4 for step in range(15)])
def test_killed_while_it_publishes(project: Project, moment: float) -> None:
    """Seconds after the new folder is there: readers see one build, the old or the new."""
    published = project.root / "published"
    folders, before = set(published.glob(".build-*")), visible(published)
    (known,) = builds_published(project)
    process = project.start("make", "build")
    while process.poll() is None and set(published.glob(".build-*")) <= folders:
        time.sleep(0.005)
    time.sleep(moment)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    (found,) = builds_published(project)
    assert (found == known) == (visible(published) == before)
    with duckdb.connect(str(project.published), read_only=True) as opened:
        assert opened.execute("select count(*) from marts.customers").fetchone() == (
            1500,
        )


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Callable[..., None]]:
    """`mount(folder, *options)` until the test ends; skips where it is not allowed."""
    mounted = []

    def mount_at(folder: Path, *options: str) -> None:
        done = subprocess.run(
            ["mount", *options, str(folder)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip(f"mount is not allowed here: {done.stderr.decode().strip()}")
        if folder not in mounted:
            mounted.append(folder)

    if not shutil.which("mount") or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    yield mount_at
    for folder in mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def stopped(project: Project) -> str:
    """What a build says that must fail in a civil way."""
    result = project.make("build")
    assert result.code != 0, result.output
    assert "Traceback" not in result.output, result.output
    return result.output


def with_contents(project: Project, name: str, put: Callable[[Path], None]) -> None:
    """Put something over a folder of the project and its files back into it."""
    folder, kept = project.root / name, project.root.parent / f"{name}-kept"
    folder.rename(kept)
    folder.mkdir()
    put(folder)
    shutil.copytree(kept, folder, symlinks=True, dirs_exist_ok=True)


@slow
@pytest.mark.parametrize("name", ["warehouse", "published"])
def test_disk_full(project: Project, mount: Callable, name: str) -> None:
    """It says so, the published files stay whole, and with more space it goes on."""
    size = sum(file.lstat().st_size for file in (project.root / name).rglob("*"))
    room = f"size={size // 1024 + 600}k"
    with_contents(
        project, name, lambda folder: mount(folder, "-t", "tmpfs", "-o", room, "none")
    )
    before = visible(project.root / "published")
    change_profit(project)
    # Fill what is left but for half a megabyte.
    output = stopped(project)
    assert "No space left" in output or "not enough" in output.lower(), output
    assert visible(project.root / "published") == before
    mount(project.root / name, "-o", "remount,size=500m", "none")
    result = project.make("build")
    assert result.code == 0, result.output


@slow
@pytest.mark.parametrize("name", ["warehouse", "published"])
def test_read_only_folder(project: Project, mount: Callable, name: str) -> None:
    """It names the file it cannot write; nothing changes."""
    folder = project.root / name
    before = visible(project.root / "published")
    mount(folder, "--bind", str(folder))
    mount(folder, "-o", "remount,bind,ro")
    output = stopped(project)
    assert "Read-only file system" in output or "read-only" in output.lower(), output
    assert str(folder) in output
    assert visible(project.root / "published") == before


@slow
def test_database_held_by_another_program(project: Project) -> None:
    """The build names the process that has it, waits, and goes on when it is free."""
    before = visible(project.root / "published")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(project.warehouse)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        building = project.start("make", "build")
        said = next(line for line in building.stdout if "waiting for it to end" in line)
        assert f"(process {holder.pid}) has the warehouse open" in said
        assert visible(project.root / "published") == before
        holder.stdin.close()
    output, _ = building.communicate()
    assert building.returncode == 0, output


@slow
def test_two_builds_at_once(project: Project) -> None:
    """The second says for whom it waits; both succeed and agree."""
    first = project.start("make", "build")
    # The first tenth of its nodes is built: it has the warehouse open.
    assert any("nodes are built" in line for line in first.stdout)
    second = project.make("build")
    output, _ = first.communicate()
    assert first.returncode == 0, output
    assert second.code == 0, second.output
    assert "has the warehouse open: waiting for it to end" in second.output


@slow
@pytest.mark.parametrize("name", ["partial_parse.msgpack", "manifest.json"])
def test_cut_off_notes_of_dbt(project: Project, name: str) -> None:
    """What dbt remembers may be cut off by a crash; it parses anew."""
    file = project.root / "target" / name
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    result = project.make("build")
    assert result.code == 0, result.output
