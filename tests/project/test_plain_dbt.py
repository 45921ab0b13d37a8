"""dbt as its users know it: none of its macros is replaced, nothing is patched."""

import re
from pathlib import Path

# Each is replaced for a reason that a decision states.
REPLACED = {"generate_schema_name"}
PATCH = re.compile(
    r"\bgc\.disable\b|\bos\._exit\b|^\s*(?:sys|os|json|gc|dbt|duckdb)\.[\w.]+ = ",
    re.MULTILINE,
)


def test_no_macro_of_dbt_is_replaced(manifest: dict) -> None:
    """By its name, or by the name under which an adapter looks for it."""
    names: dict[str, set[str]] = {}
    for macro in manifest["macros"].values():
        names.setdefault(macro["package_name"], set()).add(macro["name"])
    own = names.pop("one_click_retention")
    others = set().union(*names.values())
    prefixes = ("", "default__", "duckdb__", "spark__")
    replaced = {
        name
        for name in own
        if any(name.removeprefix(prefix) in others for prefix in prefixes)
    }
    assert replaced == REPLACED
    assert [name for name in own if name.startswith("materialization")] == []


def test_nothing_is_patched(root: Path, files: list[Path]) -> None:
    """No setting of a library's attribute, no end of the process before its time."""
    programs = [
        path for path in files if path.suffix == ".py" and path.parts[0] != "tests"
    ]
    assert len(programs) > 50
    patched = [
        str(path)
        for path in programs
        if PATCH.search((root / path).read_text(encoding="utf-8"))
    ]
    assert patched == []


def test_dbt_is_started_in_one_place(root: Path, files: list[Path]) -> None:
    """`one_click/dbt.py`; the benchmark times the command that a user types."""
    starts = re.compile(r"\bdbtRunner\b|from dbt\.cli")
    found = [
        str(path)
        for path in files
        if path.suffix == ".py"
        and path.parts[0] != "tests"
        and starts.search((root / path).read_text(encoding="utf-8"))
    ]
    assert found == ["one_click/dbt.py"]
