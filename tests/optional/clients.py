"""How others open the published file: `python clients.py WAY FILE`, facts as JSON.

Runs in environments that have a client and little else, so it imports what a way needs
when that way is gone.
"""

import json
import sys

SEGMENTS = """
    select name_ru, customers, profit_at_risk from marts.segment_summary order by segment
"""
ROWS = """
    select schema_name || '.' || table_name, estimated_size from duckdb_tables() order by 1
"""
COMMENT = "select comment from duckdb_tables() where table_name = 'customers'"
COLUMNS = """
    select column_name, comment from duckdb_columns()
    where table_name = 'customers' order by column_index
"""
CHANGE = "create table marts.mine as select 1"


def native(file: str) -> dict:
    """DuckDB's own Python client."""
    import duckdb

    with duckdb.connect(file, read_only=True) as connection:
        tables = [name for name, _ in connection.execute(ROWS).fetchall()]
        return {
            "version": duckdb.__version__,
            "tables": tables,
            "rows": {
                name: connection.execute(f"select count(*) from {name}").fetchone()[0]
                for name in tables
            },
            "comment": connection.execute(COMMENT).fetchone()[0],
            "columns": connection.execute(COLUMNS).fetchall(),
            "segments": connection.execute(SEGMENTS).fetchall(),
            "change": refusal(lambda: connection.execute(CHANGE)),
        }


def sqlalchemy(file: str) -> dict:
    """SQLAlchemy, its reflection and its expressions: what most BI tools stand on."""
    import sqlalchemy as sa

    engine = sa.create_engine(f"duckdb:///{file}", connect_args={"read_only": True})
    inspector = sa.inspect(engine)
    schemas = [
        name.removeprefix("one_click.")
        for name in inspector.get_schema_names()
        if name.startswith("one_click.")
    ]
    names = [f"{s}.{t}" for s in schemas for t in inspector.get_table_names(schema=s)]
    metadata = sa.MetaData()
    tables = {
        name: sa.Table(
            name.split(".")[1],
            metadata,
            schema=name.split(".")[0],
            autoload_with=engine,
        )
        for name in names
    }
    summary, customers = tables["marts.segment_summary"], tables["marts.customers"]
    with engine.connect() as connection:
        return {
            "version": sa.__version__,
            "tables": sorted(names),
            "rows": {
                name: connection.scalar(sa.select(sa.func.count()).select_from(table))
                for name, table in tables.items()
            },
            "comment": customers.comment,
            "columns": [(column.name, column.comment) for column in customers.columns],
            "segments": [
                tuple(row)
                for row in connection.execute(
                    sa.select(
                        summary.c.name_ru, summary.c.customers, summary.c.profit_at_risk
                    ).order_by(summary.c.segment)
                )
            ],
            "change": refusal(lambda: connection.execute(sa.text(CHANGE))),
        }


def adbc(file: str) -> dict:
    """ADBC, the generic interface: its catalog, and Arrow from its cursor."""
    import adbc_driver_duckdb
    from adbc_driver_manager import dbapi

    with dbapi.connect(
        driver=adbc_driver_duckdb.driver_path(),
        entrypoint="duckdb_adbc_init",
        db_kwargs={"path": file, "access_mode": "READ_ONLY"},
        autocommit=True,
    ) as connection:
        catalogs = connection.adbc_get_objects(depth="tables").read_all().to_pylist()
        tables = sorted(
            f"{schema['db_schema_name']}.{table['table_name']}"
            for catalog in catalogs
            if catalog["catalog_name"] == "one_click"
            for schema in catalog["catalog_db_schemas"]
            for table in schema["db_schema_tables"]
        )

        def rows(sql: str) -> list[tuple]:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return [
                    tuple(row.values())
                    for row in cursor.fetch_arrow_table().to_pylist()
                ]

        return {
            "version": connection.adbc_get_info()["vendor_version"],
            "tables": tables,
            "rows": {
                name: rows(f"select count(*) as n from {name}")[0][0] for name in tables
            },
            "comment": rows(COMMENT)[0][0],
            "columns": rows(COLUMNS),
            "segments": rows(SEGMENTS),
            "change": refusal(lambda: rows(CHANGE)),
        }


def refusal(change: object) -> str:
    """What a client says when it is asked to change the file."""
    try:
        change()
    except Exception as error:  # noqa: BLE001, each client has errors of its own
        return str(error)
    return ""


if __name__ == "__main__":
    way = {"native": native, "sqlalchemy": sqlalchemy, "adbc": adbc}[sys.argv[1]]
    print(json.dumps(way(sys.argv[2]), ensure_ascii=False, default=str))
