"""The published database is tables and words: nothing in it leads to another file."""

import duckdb
from builds import Build


def test_it_is_read_without_access_to_files(demo_again: Build) -> None:
    """Every table is read by a client that may open no other file."""
    with duckdb.connect(
        str(demo_again.project.published),
        read_only=True,
        config={"enable_external_access": "false", "lock_configuration": "true"},
    ) as reader:
        tables = reader.execute(
            "select schema_name, table_name from duckdb_tables() where not internal"
        ).fetchall()
        assert len(tables) > 10
        for schema, table in tables:
            reader.execute(f'select count(*) from "{schema}"."{table}"').fetchall()


def test_it_holds_nothing_but_tables(demo_again: Build) -> None:
    """No view, macro, function or secret that could read a file or a network."""
    with duckdb.connect(str(demo_again.project.published), read_only=True) as reader:
        for listed in (
            "duckdb_views() where not internal",
            "duckdb_functions() where not internal",
            "duckdb_sequences()",
            "duckdb_secrets()",
        ):
            assert reader.execute(f"from {listed}").fetchall() == [], listed


def test_staging_values_are_not_published(demo_again: Build) -> None:
    """Raw rows of the exports stay in the warehouse."""
    with duckdb.connect(str(demo_again.project.published), read_only=True) as reader:
        raw = reader.execute(
            "select table_name, column_name from duckdb_columns() "
            "where not internal and (column_name like 'raw%' or column_name = 'id')"
        ).fetchall()
    assert raw == []
