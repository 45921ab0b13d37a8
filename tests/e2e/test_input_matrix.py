"""Every damage of the table, through the commands a user types and on both ways in.

Some of it always runs; the rest, minutes of it, is slow. `tests/inputs` goes through
the whole table without dbt.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from builds import Build
from checkout import Project, Result, copy_build
from damages import DAMAGES, Damage, Incomplete, Refused, Rejected
from databases import differences, fingerprint, rows, tables
from export_files import EXPORTS

# What is compared: not the raw text beside it, which may be written in another way.
STAGED = (
    *(f'"staging"."stg_{name}"' for name in EXPORTS),
    *('"staging"."rejected_rows"', '"intermediate"."customer_status"'),
)
# What a build has to leave alone when it stops; staging and what it counts may be new.
KEPT = ("scoring", "segments", "marts")
ALWAYS = {
    ("a line of 10 MB", "folder"),
    ("cp1251", "seeds"),
    ("a value less", "seeds"),
    ("another month", "folder"),
    ("ten times smaller", "folder"),
    ("no-break spaces", "folder"),
}


@pytest.fixture(scope="module")
def project(demo_again: Build, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with a good build, which every damage must leave as it is."""
    folder = tmp_path_factory.mktemp("matrix")
    return copy_build(demo_again.project, folder / "project")


@pytest.fixture(scope="module")
def undamaged(project: Project) -> dict:
    """Staging and statuses of the demo exports."""
    return staged(project)


@pytest.fixture
def exports(project: Project) -> Iterator[Path]:
    """A folder with the demo exports; always the same one, so that dbt need not parse."""
    folder = project.root.parent / "Выгрузка 'май' [1]; drop table marts.customers"
    folder.mkdir()
    for name in EXPORTS:
        shutil.copy(project.root / "seeds" / "exports" / f"{name}.csv", folder)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def seeds(project: Project, tmp_path: Path) -> Iterator[Path]:
    """The seeds of the project, put back after the test."""
    folder = project.root / "seeds" / "exports"
    shutil.copytree(folder, tmp_path / "kept")
    yield folder
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "kept", folder)


def cases() -> list:
    """Each damage on each of its ways in."""
    return [
        pytest.param(
            damage,
            way,
            id=f"{damage.name}, {way}",
            marks=[] if (damage.name, way) in ALWAYS else [pytest.mark.slow],
        )
        for damage in DAMAGES
        for way in damage.ways
    ]


@pytest.mark.parametrize(("damage", "way"), cases())
def test_damaged_exports(
    damage: Damage,
    way: str,
    project: Project,
    undamaged: dict,
    request: pytest.FixtureRequest,
) -> None:
    """`make build` refuses what it must in one sentence, `dbt build` reads the rest."""
    folder = request.getfixturevalue("exports" if way == "folder" else "seeds")
    damage.do(folder)
    if isinstance(damage.outcome, Refused):
        variables = [f"EXPORTS={folder}"] if way == "folder" else []
        result = untouched(project, "make", "build", *variables)
        assert_says(result, damage.outcome.says)
    else:
        assert_reads(project, damage, folder if way == "folder" else None, undamaged)


@pytest.mark.parametrize("way", ["seeds", "folder"])
@pytest.mark.parametrize(
    "name", ["cp1251", "missing", pytest.param("a value less", marks=pytest.mark.slow)]
)
def test_plain_dbt_says_the_same(
    name: str, way: str, project: Project, request: pytest.FixtureRequest
) -> None:
    """`dbt build` without make stops with the same sentence."""
    (damage,) = (damage for damage in DAMAGES if damage.name == name)
    folder = request.getfixturevalue("exports" if way == "folder" else "seeds")
    damage.do(folder)
    command = [project.root / ".venv" / "bin" / "dbt", "build", *dbt_vars(folder, way)]
    assert_says(untouched(project, *command), damage.outcome.says)


def dbt_vars(folder: Path, way: str) -> list[str]:
    """The arguments that name a folder of exports to dbt."""
    if way == "seeds":
        return []
    return ["--vars", f'exports_dir: "{folder}"']


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
    project: Project, damage: Damage, folder: Path | None, undamaged: dict
) -> None:
    """Staging comes to the outcome of the table."""
    arguments = dbt_vars(folder, "folder") if folder else []
    result = project.dbt("build", "--select", "staging", "+customer_status", *arguments)
    assert result.code == 0, result.output
    assert "Traceback" not in result.output, result.output
    if isinstance(damage.outcome, Rejected):
        rejected = rows(
            project.warehouse, "select export, reason from staging.rejected_rows"
        )
        assert len(rejected) == damage.outcome.rows
        for export, reason in rejected:
            assert export == damage.outcome.export
            assert damage.outcome.reason in reason
            assert reason.splitlines()[0] in result.output
    elif isinstance(damage.outcome, Incomplete):
        incomplete = rows(
            project.warehouse,
            "select reason from intermediate.customer_status "
            "where status = 'incomplete'",
        )
        assert len(incomplete) == damage.outcome.customers
        assert all(damage.outcome.reason in reason for (reason,) in incomplete)
    else:
        assert differences(staged(project), undamaged) == []


def staged(project: Project) -> dict:
    """The values read from the exports, and what became of each customer."""
    found = tables(project.warehouse, ("staging", "intermediate"))
    return {table: found[table] for table in STAGED}
