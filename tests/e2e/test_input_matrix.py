"""Every damage of the table, through the commands a user types and on both ways in.

Some of it always runs; the rest, minutes of it, is slow. `tests/inputs` goes through
the whole table without dbt.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from builds import Build
from checkout import Project, Result, copy_build
from damages import Damage, Incomplete, Refused, Rejected, Same
from databases import differences, fingerprint, rows, tables
from export_files import EXPORTS
from real_files import ALL

# What is compared: not the raw text beside it, which may be written in another way.
STAGED = (
    *(f'"staging"."stg_{name}"' for name in EXPORTS),
    *('"staging"."rejected_rows"', '"intermediate"."customer_status"'),
)
# What a build has to leave alone when it stops; staging and what it counts may be new.
KEPT = ("scoring", "segments", "marts")
ALWAYS = {
    ("cp1251", "seeds"),
    ("a value less", "seeds"),
}


FOLDER = "Выгрузка 'май' [1]; drop table marts.customers"


@dataclass(frozen=True)
class WayIn:
    """A project with a good build, and the files that it was made of."""

    project: Project
    files: Path
    is_folder: bool

    @property
    def make_arguments(self) -> list[str]:
        """The variables that name the exports to make."""
        return [f"EXPORTS={self.files}"] if self.is_folder else []

    @property
    def dbt_arguments(self) -> list[str]:
        """The arguments that name the exports to dbt."""
        return ["--vars", f'exports_dir: "{self.files}"'] if self.is_folder else []


@pytest.fixture(scope="module")
def from_seeds(demo_again: Build, tmp_path_factory: pytest.TempPathFactory) -> WayIn:
    """A project that was built from its seeds."""
    folder = tmp_path_factory.mktemp("matrix")
    project = copy_build(demo_again.project, folder / "project")
    return WayIn(project, project.root / "seeds" / "exports", is_folder=False)


@pytest.fixture(scope="module")
def from_folder(demo_again: Build, tmp_path_factory: pytest.TempPathFactory) -> WayIn:
    """A project that was built from a folder with the same exports."""
    folder = tmp_path_factory.mktemp("matrix")
    project = copy_build(demo_again.project, folder / "project")
    exports = folder / FOLDER
    exports.mkdir()
    for name in EXPORTS:
        shutil.copy(project.root / "seeds" / "exports" / f"{name}.csv", exports)
    way = WayIn(project, exports, is_folder=True)
    built = project.make("build", *way.make_arguments, "VARS={new_source: true}")
    assert built.code == 0, built.output
    return way


@pytest.fixture
def way_in(way: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WayIn]:
    """The project of a way in; its files are put back after the test."""
    found = request.getfixturevalue(f"from_{way}")
    shutil.copytree(found.files, tmp_path / "kept")
    yield found
    shutil.rmtree(found.files)
    shutil.copytree(tmp_path / "kept", found.files)


@pytest.fixture(scope="module")
def undamaged(demo_again: Build) -> dict:
    """Staging and statuses of the demo exports."""
    return staged(demo_again.project)


def cases() -> list:
    """Each damage on each of its ways in."""
    return [
        pytest.param(
            damage,
            way,
            id=f"{damage.name}, {way}",
            marks=[] if (damage.name, way) in ALWAYS else [pytest.mark.slow],
        )
        for damage in ALL
        for way in damage.ways
    ]


@pytest.mark.parametrize(("damage", "way"), cases())
def test_damaged_exports(
    damage: Damage, way: str, way_in: WayIn, undamaged: dict
) -> None:
    """`make build` refuses what it must in one sentence, `dbt build` reads the rest."""
    damage.do(way_in.files)
    outcome = damage.outcome
    if isinstance(outcome, Same) and way == "seeds" and not outcome.as_seed:
        outcome = Refused(
            ("as dbt reads this seed", "make build EXPORTS=seeds/exports")
        )
    if isinstance(outcome, Refused):
        result = untouched(way_in.project, "make", "build", *way_in.make_arguments)
        assert_says(result, outcome.says)
    else:
        assert_reads(way_in, outcome, undamaged)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["seeds", "folder"])
@pytest.mark.parametrize("name", ["missing", "a value less"])
def test_plain_dbt_says_the_same(name: str, way: str, way_in: WayIn) -> None:
    """`dbt build` without make stops with the same sentence, or names a missing seed."""
    (damage,) = (damage for damage in ALL if damage.name == name)
    damage.do(way_in.files)
    command = [way_in.project.root / ".venv" / "bin" / "dbt", "build"]
    result = untouched(way_in.project, *command, *way_in.dbt_arguments)
    if (name, way) == ("missing", "seeds"):
        assert "which was not found" in result.output
    else:
        assert_says(result, damage.outcome.says)


def untouched(project: Project, *command: str | Path) -> Result:
    """A command that must fail in a civil way and leave marts and files as they were."""
    published = fingerprint(project.root / "published")
    marts = tables(project.warehouse, KEPT)
    result = project.run(*command)
    assert result.code != 0, result.output
    assert "Traceback" not in result.output, result.output
    assert fingerprint(project.root / "published") == published
    assert differences(tables(project.warehouse, KEPT), marts) == []
    return result


def assert_says(result: Result, parts: tuple[str, ...]) -> None:
    """Exactly one printed sentence holds all the parts, in this order."""
    said = set()
    for line in result.lines:
        places = [line.find(part) for part in parts]
        if -1 not in places and places == sorted(places):
            said.add(line[places[0] :])
    assert len(said) == 1, f"{parts}:\n{result.output}"
    assert any("as they were" in one or "as it was" in one for one in said), said


def assert_reads(
    way_in: WayIn, outcome: Same | Rejected | Incomplete, undamaged: dict
) -> None:
    """Staging comes to the outcome of the table."""
    project = way_in.project
    result = project.dbt(
        *("build", "--select", "staging", "+customer_status", *way_in.dbt_arguments)
    )
    assert result.code == 0, result.output
    assert "Traceback" not in result.output, result.output
    if isinstance(outcome, Rejected):
        rejected = rows(
            project.warehouse, "select export, reason from staging.rejected_rows"
        )
        assert len(rejected) == outcome.rows
        for export, reason in rejected:
            assert export == outcome.export
            assert outcome.reason in reason
            assert reason.splitlines()[0] in result.output
    elif isinstance(outcome, Incomplete):
        incomplete = rows(
            project.warehouse,
            "select reason from intermediate.customer_status "
            "where status = 'incomplete'",
        )
        assert len(incomplete) == outcome.customers
        assert all(outcome.reason in reason for (reason,) in incomplete)
    else:
        assert differences(staged(project), undamaged) == []


def staged(project: Project) -> dict:
    """The values read from the exports, and what became of each customer."""
    found = tables(project.warehouse, ("staging", "intermediate"))
    return {table: found[table] for table in STAGED}
