"""Only a whole and green build is published, and what goes out is harmless."""

from pathlib import Path

import pytest
from dbt_target import write_target

from commands.model_card import markdown_table
from commands.publish import (
    PublishError,
    harmless,
    published_models,
    write_whole,
)


def test_published_models_are_the_tagged_ones_in_order(tmp_path: Path) -> None:
    target = write_target(tmp_path, {"a": "success", "b": "success", "inner": "warn"})
    assert [model["name"] for model in published_models(target)] == ["a", "b"]


@pytest.mark.parametrize("status", ["error", "fail", "skipped", "runtime error"])
def test_a_build_with_a_failure_is_refused(tmp_path: Path, status: str) -> None:
    target = write_target(tmp_path, {"a": "success", "b": "success", "inner": status})
    with pytest.raises(PublishError, match=r"not green.*model\.p\.inner"):
        published_models(target)


def test_a_partial_build_is_refused(tmp_path: Path) -> None:
    target = write_target(tmp_path, {"a": "success"})
    with pytest.raises(PublishError, match="not a whole build"):
        published_models(target)


@pytest.mark.parametrize("run", [{"which": "compile"}, {"manifest_of": "a later run"}])
def test_a_run_that_did_not_end_or_build_is_refused(
    tmp_path: Path, run: dict[str, str]
) -> None:
    statuses = {"a": "success", "b": "success", "inner": "success"}
    target = write_target(tmp_path, statuses, **run)
    with pytest.raises(PublishError, match="did not end, or was not a build"):
        published_models(target)


def test_no_build_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="make build"):
        published_models(tmp_path)


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@sum(a)", "\t=1"])
def test_a_formula_becomes_text(text: str) -> None:
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("mark", [";", "\n", "\t", "\r\n"])
def test_a_formula_inside_a_text_stays_one(mark: str) -> None:
    """A spreadsheet that separates by this mark would begin a cell there."""
    assert harmless(f"a{mark} =1") == f"a{mark}' =1"


@pytest.mark.parametrize("value", ["Купон", "a=b", "", 5, None])
def test_other_values_stay_as_they_are(value: object) -> None:
    assert harmless(value) == value


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    place = tmp_path / "list.csv"
    place.write_bytes(b"old and longer")
    write_whole(place, b"new")
    assert place.read_bytes() == b"new"
    assert [file.name for file in tmp_path.iterdir()] == ["list.csv"]


def test_a_bar_in_a_name_does_not_break_the_table() -> None:
    table = markdown_table(["a"], [("x|y",), (0.123456,), (None,)])
    assert table.splitlines()[2:] == ["| x\\|y |", "| 0.1235 |", "| – |"]
