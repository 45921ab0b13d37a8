"""What `make build` makes of EXPORTS and VARS."""

from pathlib import Path

import pytest

from commands.build import LARGE_EXPORTS, BuildError, build_vars, threads


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
    """Also where the files lie in folders below; what is no folder is for dbt to say."""
    assert threads(None) == threads(tmp_path / "none") == []
    part = tmp_path / "market_file" / "1.parquet"
    part.parent.mkdir()
    with part.open("wb") as file:
        file.truncate(LARGE_EXPORTS)
    assert threads(tmp_path) == []
    (tmp_path / "money.csv").write_text("id", encoding="utf-8")
    assert threads(tmp_path) == ["--threads", "1"]
