"""Rules for files as files: help, locks, limits, and nothing of one machine."""

import re
from pathlib import Path

import pytest
from checkout import Project

from one_click.project_copy import tracked_files

SQL_LINES, PYTHON_MODEL_LINES = 100, 15
# A folder of a person or a machine; /tmp is everybody's.
MACHINE_PATH = re.compile(r"(?<![\w.<$}])/(?:home|root|Users|work|mnt|opt|srv)/\w")
INDEX_ADDRESS = re.compile(
    r"--(?:extra-)?index-url|--find-links|--trusted-host|https?://\S*(?:pypi|pythonhosted|/simple\b)"
)


def texts(root: Path, files: list[Path]) -> dict[str, str]:
    """The content of each file that is text."""
    found = {}
    for path in files:
        try:
            found[str(path)] = (root / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def code_lines(text: str, comment: str) -> int:
    """Lines that are neither empty nor a comment alone."""
    lines = (line.strip() for line in text.splitlines())
    return sum(1 for line in lines if line and not line.startswith(comment))


def targets(makefile: str) -> list[str]:
    """The targets of a Makefile that a user types."""
    return re.findall(r"^([a-z][a-z-]*):", makefile, flags=re.MULTILINE)


def test_every_make_target_has_a_line_of_help(root: Path, project) -> None:
    """`make help` and a bare `make` show each, with words."""
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    shown = project.make("help").output
    assert project.make().output == shown
    assert {"help", "build", "test", "lint"} <= set(targets(makefile))
    for target in targets(makefile):
        assert re.search(rf"^{target} +\S.{{5,}}$", shown, flags=re.MULTILINE), target


def test_every_make_target_is_phony(root: Path) -> None:
    """A file called `test` must not make `make test` do nothing."""
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    phony = re.findall(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    assert set(" ".join(phony).split()) == set(targets(makefile))


def test_no_file_holds_a_machine_path(root: Path, files: list[Path]) -> None:
    """Nothing works on one machine only."""
    held = [
        name for name, text in texts(root, files).items() if MACHINE_PATH.search(text)
    ]
    assert held == []


def test_no_file_holds_an_index_address(root: Path, files: list[Path]) -> None:
    """Packages come from whatever index the user's pip is set to."""
    here = str(Path(__file__).relative_to(root))
    held = [
        name
        for name, text in texts(root, files).items()
        if name != here and INDEX_ADDRESS.search(text)
    ]
    assert held == []


def test_machine_paths_are_recognised() -> None:
    """The pattern finds what it is for, and leaves ordinary text alone."""
    folder = str(Path("/", "home", "anna", "one-click"))
    assert MACHINE_PATH.search(f"cd {folder}")
    assert MACHINE_PATH.search(f"path: '{folder}'")
    assert not MACHINE_PATH.search("seeds/opt/x, docs/home/y, a/b, /tmp/exports")


@pytest.mark.parametrize(
    "group", ["main", "test", "metrics", "bi", "duckdb14", "superset"]
)
def test_every_package_is_locked_with_hashes(root: Path, group: str) -> None:
    """Each has one version and hashes, and every package asked for is among them."""
    lock = (root / "requirements" / f"{group}.txt").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)[1:]
    locked = {}
    for entry in entries:
        name, version = re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==([\w.]+)", entry).groups()
        assert "--hash=sha256:" in entry, name
        locked[name.lower()] = version
    wanted = re.findall(
        r"^([\w.-]+)==([\w.]+)",
        (root / "requirements" / f"{group}.in").read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    assert wanted
    assert {name: locked.get(name.lower()) for name, _ in wanted} == dict(wanted)


def test_shared_packages_are_locked_alike(root: Path) -> None:
    """The tests run on what the build runs on."""
    pins = [
        dict(
            re.findall(
                r"^([\w.-]+)==([\w.]+)",
                (root / "requirements" / f"{group}.txt").read_text(encoding="utf-8"),
                flags=re.MULTILINE,
            )
        )
        for group in ("main", "test")
    ]
    shared = pins[0].keys() & pins[1].keys()
    assert shared
    assert {name: pins[0][name] for name in shared} == {
        name: pins[1][name] for name in shared
    }


def test_sql_is_short(root: Path, files: list[Path]) -> None:
    """Models, macros and tests stay below the limit: what outgrows it is split."""
    long = [
        str(path)
        for path in files
        if path.suffix == ".sql"
        and code_lines((root / path).read_text(encoding="utf-8"), "--") > SQL_LINES
    ]
    assert long == []


def test_python_models_are_thin(root: Path, files: list[Path]) -> None:
    """A dbt Python model reads, calls one function of `ml`, and returns."""
    long = [
        str(path)
        for path in files
        if path.parts[0] == "models"
        and path.suffix == ".py"
        and code_lines((root / path).read_text(encoding="utf-8"), "#")
        >= PYTHON_MODEL_LINES
    ]
    assert long == []


def test_models_begin_with_their_grain(root: Path, files: list[Path]) -> None:
    """The first line says what a row is."""
    models = [
        path
        for path in files
        if path.parts[0] == "models" and path.suffix in (".sql", ".py")
    ]
    assert len(models) > 40
    silent = [
        str(path)
        for path in models
        if not re.match(r"(--|#) One row", (root / path).read_text(encoding="utf-8"))
    ]
    assert silent == []


def test_folders_configure(root: Path, files: list[Path]) -> None:
    """No config block in a SQL model: how it is built stands in dbt_project.yml."""
    configured = [
        str(path)
        for path in files
        if path.parts[0] == "models"
        and path.suffix == ".sql"
        and re.search(r"\{\{\s*config\(", (root / path).read_text(encoding="utf-8"))
    ]
    assert configured == []


def test_exports_keep_the_line_ends_of_the_store(root: Path) -> None:
    """CRLF, whatever git does to text elsewhere."""
    for file in sorted((root / "seeds" / "exports").glob("*.csv")):
        content = file.read_bytes()
        assert content.count(b"\n") == content.count(b"\r\n") > 100, file.name


def test_a_copy_without_git_is_the_same_project(
    project: Project, files: list[Path]
) -> None:
    """Whoever downloads an archive can copy the project too, and nothing that was built."""
    assert tracked_files(project.root) == files
