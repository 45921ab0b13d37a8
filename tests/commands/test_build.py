"""What `make build` makes of EXPORTS and VARS."""

from pathlib import Path

import pytest

from one_click.build import LARGE_EXPORTS, BuildError, build_vars, threads


def test_nothing_given_is_nothing_set(tmp_path: Path) -> None:
    assert build_vars("", "", tmp_path) == {}


def test_a_relative_folder_counts_from_where_the_command_was_given(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "выгрузка 'май'; drop table"
    folder.mkdir()
    assert build_vars(folder.name, "", tmp_path) == {"exports_dir": str(folder)}


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no folder .*none"):
        build_vars("none", "", tmp_path)


@pytest.mark.parametrize("text", ["{a: 1}", '{"a": 1}', "a: 1"])
def test_vars_are_yaml_or_json(text: str, tmp_path: Path) -> None:
    assert build_vars("", text, tmp_path) == {"a": 1}


@pytest.mark.parametrize("text", ["{a: 1", "a", "[1, 2]"])
def test_broken_vars_are_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="VARS"):
        build_vars("", text, tmp_path)


def test_large_exports_are_built_one_node_at_a_time(tmp_path: Path) -> None:
    """Also where the files lie in folders below; what is missing is for dbt to say."""
    assert threads(tmp_path / "none") == threads(tmp_path) == []
    for name in ("market_file.csv", "market_money.csv", "market_time.csv"):
        (tmp_path / name).write_text("id", encoding="utf-8")
    part = tmp_path / "money" / "1.parquet"
    part.parent.mkdir()
    with part.open("wb") as file:
        file.truncate(LARGE_EXPORTS - 6)
    (tmp_path / "notes.bin").write_bytes(b"no export")
    assert threads(tmp_path) == []
    (tmp_path / "money" / "2.parquet").write_bytes(b"1")
    assert threads(tmp_path) == ["--threads", "1"]
