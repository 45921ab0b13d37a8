"""Tables keep their types, with rows, with nulls and without rows."""

import duckdb
import pandas as pd
import pytest

from ml.frames import table
from ml.runs import RUNS

SCHEMA = {"name": "str", "share": "float64", "rows": "Int64", "is_last": "bool"}


def test_columns_come_in_the_order_of_the_schema():
    found = table([{"is_last": True, "extra": 1, "rows": 2, "name": "a"}], SCHEMA)
    assert found.columns.tolist() == list(SCHEMA)
    assert found["share"].isna().all()


@pytest.mark.parametrize("rows", [[], [{"is_current": True}]])
def test_an_engine_reads_the_same_types_from_nothing_as_from_nulls(rows):
    frame = table(rows, RUNS)
    assert frame.dtypes.astype(str).to_dict() == RUNS
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        relation = connection.sql("select * from frame")
        types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    assert types["problem"] == "VARCHAR"
    assert types["trained_at"] == "TIMESTAMP"
    assert types["training_rows"] == "BIGINT"


def test_nulls_stay_nulls():
    found = table(
        [{"name": None, "share": None, "rows": None, "is_last": False}], SCHEMA
    )
    assert found[["name", "share", "rows"]].isna().all(axis=None)
    assert not isinstance(found["name"].iloc[0], str)
    assert pd.api.types.is_bool_dtype(found["is_last"])
