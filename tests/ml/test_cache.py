"""Cached tables come back exactly, or are computed again."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ml.frames import table
from ml.store.cache import cached_table

SCHEMA = {"name": "str", "value": "float64", "count": "int64", "is_best": "bool"}


def make() -> pd.DataFrame:
    rows = [
        {"name": "Ёж", "value": 0.1 + 0.2, "count": 3, "is_best": True},
        {"name": None, "value": np.nan, "count": 2**60, "is_best": False},
    ]
    return table(rows, SCHEMA)


def never() -> pd.DataFrame:
    raise AssertionError("computed again")


def test_a_kept_table_is_the_same_to_the_last_digit(tmp_path: Path) -> None:
    first = cached_table(tmp_path, "t", ("a",), SCHEMA, make)
    again = cached_table(tmp_path, "t", ("a",), SCHEMA, never)
    pd.testing.assert_frame_equal(first, again, check_exact=True)
    pd.testing.assert_frame_equal(first, make(), check_exact=True)


@pytest.mark.parametrize(("name", "parts"), [("t", ("b",)), ("u", ("a",))])
def test_anything_else_is_computed(
    tmp_path: Path, name: str, parts: tuple[str, ...]
) -> None:
    cached_table(tmp_path, "t", ("a",), SCHEMA, make)
    with pytest.raises(AssertionError, match="computed again"):
        cached_table(tmp_path, name, parts, SCHEMA, never)


def test_edited_code_is_computed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached_table(tmp_path, "t", ("a",), SCHEMA, make)
    monkeypatch.setattr("ml.store.cache.source_hash", lambda: "another")
    with pytest.raises(AssertionError, match="computed again"):
        cached_table(tmp_path, "t", ("a",), SCHEMA, never)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"key": "x"}'])
def test_a_damaged_file_is_computed_again(tmp_path: Path, content: str) -> None:
    cached_table(tmp_path, "t", ("a",), SCHEMA, make)
    (file,) = tmp_path.iterdir()
    file.write_text(content)
    again = cached_table(tmp_path, "t", ("a",), SCHEMA, make)
    pd.testing.assert_frame_equal(again, make())


def test_a_table_of_other_columns_is_computed_again(tmp_path: Path) -> None:
    cached_table(tmp_path, "t", ("a",), {"name": "str"}, lambda: make()[["name"]])
    again = cached_table(tmp_path, "t", ("a",), SCHEMA, make)
    pd.testing.assert_frame_equal(again, make())


def test_nothing_is_kept_without_a_folder(tmp_path: Path) -> None:
    cached_table(None, "t", ("a",), SCHEMA, make)
    assert list(tmp_path.iterdir()) == []


def test_two_models_write_the_same_table_at_once(tmp_path: Path) -> None:
    def write(_: int) -> pd.DataFrame:
        return cached_table(tmp_path, "t", ("a",), SCHEMA, make)

    for attempt in range(100):
        with ThreadPoolExecutor(2) as models:
            first, second = models.map(write, range(2))
        pd.testing.assert_frame_equal(first, second, check_exact=True)
        assert len(list(tmp_path.iterdir())) == 1, attempt
        next(tmp_path.iterdir()).unlink()
