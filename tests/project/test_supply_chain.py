"""Nothing from outside is run: no unchecked pickle, no array that may hold one."""

import re
from pathlib import Path

# What runs code that stands in a file. ml/store/artifact.py checks a recorded SHA-256 before.
UNPICKLING = re.compile(
    r"\bpickle\.loads?\(|\bjoblib\.load\(|\bread_pickle\(|\bcloudpickle\b|\bdill\b"
    r"|allow_pickle\s*=\s*True|\btorch\.load\(|\beval\(|\bexec\("
)
ARRAY_LOADS = re.compile(r"np\.load\((?![^)]*allow_pickle=False)")
# The adapter of Spark runs what dbt compiled of the project's own Python models.
CHECKED = {
    "ml/store/artifact.py",
    "one_click/spark/dbt/adapters/sparksession/__init__.py",
}


def program(files: list[Path]) -> list[Path]:
    """The Python files that a build may run."""
    return [path for path in files if path.suffix == ".py" and path.parts[0] != "tests"]


def test_only_a_checked_artifact_is_unpickled(root: Path, files: list[Path]) -> None:
    """joblib reads what has the recorded hash, in one file of the project."""
    found = {
        str(path)
        for path in program(files)
        if UNPICKLING.search((root / path).read_text(encoding="utf-8"))
    }
    assert found == CHECKED


def test_arrays_are_loaded_without_pickles(root: Path, files: list[Path]) -> None:
    """A file with objects in it is no array."""
    loose = [
        str(path)
        for path in program(files)
        if ARRAY_LOADS.search((root / path).read_text(encoding="utf-8"))
    ]
    assert loose == []


def test_the_patterns_find_what_they_are_for() -> None:
    """Each way to run a file's code is seen, and the safe ones are left alone."""
    for code in (
        "pickle.load(file)",
        "joblib.load(p)",
        "np.load(p, allow_pickle=True)",
    ):
        assert UNPICKLING.search(code), code
    assert ARRAY_LOADS.search("np.load(path)")
    assert not ARRAY_LOADS.search("np.load(path, allow_pickle=False)")
    assert not UNPICKLING.search("joblib.dump(pipeline, buffer); yaml.safe_load(text)")
