"""The history leaves the warehouse month by month, and equal months are not written again."""

from pathlib import Path

import duckdb
import pytest

from one_click.backfill import built_months
from one_click.publish.files import CURRENT
from one_click.publish.history import (
    open_history,
    remembering_models,
    write_history,
)
from one_click.warehouse import WarehouseError

NODE = {
    "name": "score_history",
    "alias": "score_history",
    "schema": "monitoring",
    "relation_name": "monitoring.score_history",
    "config": {"unique_key": "as_of"},
}


class Store:
    """A warehouse with two months of history, and the folders of its builds."""

    def __init__(self, published: Path) -> None:
        self.published = published
        self.warehouse = duckdb.connect()
        self.warehouse.execute("create schema monitoring")
        self.warehouse.execute(
            "create table monitoring.score_history as from (values "
            "('2026-10', 1, 0.5), ('2026-11', 1, 0.6), ('2026-11', 2, 0.7)"
            ") as rows (as_of, customer_id, churn_risk)"
        )

    def publish(self, name: str) -> Path:
        """Write the history of a build and make it the current one; its folder."""
        folder = self.published / name
        write_history(self.warehouse, [NODE], folder, self.published)
        current = self.published / CURRENT
        current.unlink(missing_ok=True)
        current.symlink_to(folder)
        return folder / "history" / "score_history"

    def rows(self, file: Path) -> list[tuple]:
        return self.warehouse.execute(f"from '{file}' order by customer_id").fetchall()


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path)


def test_each_month_has_a_file(store):
    folder = store.publish("first")
    assert {file.name for file in folder.iterdir()} == {
        "2026-10.parquet",
        "2026-11.parquet",
    }
    assert [row[1] for row in store.rows(folder / "2026-11.parquet")] == [1, 2]


def test_results_are_kept_by_the_month_that_replaces_them(store):
    """A campaign has several months of outcome; what no month replaces is one file."""
    store.warehouse.execute(
        "create table monitoring.results as from (values "
        "('2026-10', '2026-11', 1), ('2026-10', '2026-12', 1), ('2026-11', '2026-12', 2)"
        ") as rows (campaign, outcome_month, customer_id)"
    )
    found = []
    keys = (["campaign", "outcome_month"], "customer_id", None)
    for number, key in enumerate(keys):
        node = {
            **NODE,
            **dict.fromkeys(("name", "alias"), "results"),
            "relation_name": "monitoring.results",
            "config": {"unique_key": key},
        }
        folder = store.published / f"build-{number}"
        write_history(store.warehouse, [node], folder, store.published)
        files = sorted((folder / "history" / "results").iterdir())
        found.append([(file.stem, len(store.rows(file))) for file in files])
    of_month, *whole = found
    assert of_month == [("2026-11", 1), ("2026-12", 2)]
    assert whole == [[("all", 3)]] * 2


def test_an_equal_month_is_the_same_file_and_a_changed_one_is_new(store):
    first = store.publish("first")
    store.warehouse.execute(
        "update monitoring.score_history set churn_risk = 0.9 "
        "where as_of = '2026-11' and customer_id = 2"
    )
    second = store.publish("second")
    assert (second / "2026-10.parquet").samefile(first / "2026-10.parquet")
    assert not (second / "2026-11.parquet").samefile(first / "2026-11.parquet")
    assert float(store.rows(second / "2026-11.parquet")[1][2]) == 0.9
    assert float(store.rows(first / "2026-11.parquet")[1][2]) == 0.7


def test_a_new_column_or_a_damaged_file_is_written_anew(store):
    first = store.publish("first")
    (first / "2026-10.parquet").write_bytes(b"cut off")
    second = store.publish("second")
    assert len(store.rows(second / "2026-10.parquet")) == 1
    store.warehouse.execute(
        "alter table monitoring.score_history add column run_id varchar"
    )
    third = store.publish("third")
    assert not (third / "2026-11.parquet").samefile(second / "2026-11.parquet")
    assert len(store.rows(third / "2026-11.parquet")[0]) == 4


@pytest.mark.parametrize(
    ("target", "month"), [("", "2026-01"), ("prod", "2026-01"), ("dev", "2026-02")]
)
def test_each_target_has_months_of_its_own(
    tmp_path: Path, target: str, month: str
) -> None:
    """A backfill builds no month again that its target has."""
    for folder, built in (("", "2026-01"), ("dev", "2026-02")):
        history = tmp_path / folder / "history" / "score_history"
        history.mkdir(parents=True)
        (history / f"{built}.parquet").touch()
    assert built_months(target, tmp_path) == {month}


def test_a_month_whose_column_has_a_new_name_is_written_anew(store):
    """The values are the same, and so are their hashes."""
    store.publish("first")
    store.warehouse.execute(
        "alter table monitoring.score_history rename column churn_risk to risk"
    )
    folder = store.publish("second")
    file = folder / "2026-10.parquet"
    described = store.warehouse.execute(f"describe from '{file}'").fetchall()
    assert [row[0] for row in described] == ["as_of", "customer_id", "risk"]


@pytest.mark.parametrize(
    ("name", "month"), [("one_click", "2026-01"), ("dev", "2026-02")]
)
def test_a_new_warehouse_takes_the_history_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, month: str
) -> None:
    """Production's campaigns are none of a developer's."""
    monkeypatch.setattr("one_click.warehouse.PUBLISHED", tmp_path)
    monkeypatch.setattr("one_click.warehouse.WAREHOUSE", tmp_path / "one_click.duckdb")
    for folder, built in (("", "2026-01"), ("dev", "2026-02")):
        history = tmp_path / folder / "history" / "score_history"
        history.mkdir(parents=True)
        duckdb.sql(f"select '{built}' as as_of").write_parquet(
            str(history / f"{built}.parquet")
        )
    with duckdb.connect() as connection:
        assert open_history(connection, str(tmp_path / f"{name}.duckdb")) == [
            "score_history"
        ]
        assert connection.execute("from history.score_history").fetchall() == [(month,)]


def test_the_room_that_has_memory_is_monitoring() -> None:
    """Its models alone: no seed and no test of it, and no mart."""
    kinds = (("model", "marts"), ("model", "monitoring"), ("test", "monitoring"))
    nodes = {
        f"{kind}.{room}": {"resource_type": kind, "fqn": ["p", room, "a"]}
        for kind, room in kinds
    }
    assert remembering_models({"nodes": nodes}) == [nodes["model.monitoring"]]


def test_a_model_that_was_not_built_has_no_history_yet(store: Store) -> None:
    """`dbt build --select` leaves some out; another schema's table is another table."""
    nodes = [{**NODE, "alias": "other"}, {**NODE, "schema": "marts"}]
    write_history(store.warehouse, nodes, store.published / "new", store.published)
    assert not (store.published / "new").exists()


def test_history_is_read_by_the_names_of_its_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Months that an earlier version wrote lack some, and have them in another order."""
    monkeypatch.setattr("one_click.warehouse.PUBLISHED", tmp_path)
    history = tmp_path / "dev" / "history" / "score_history"
    history.mkdir(parents=True)
    (history.parent / "of_another_kind").mkdir()
    for month, columns in (
        ("01", "1 as a, 'x' as b"),
        ("02", "2 as a, 7 as c, 'y' as b"),
    ):
        duckdb.sql(f"select {columns}").write_parquet(str(history / f"{month}.parquet"))
    warehouse = str(tmp_path / "dev.duckdb")
    with duckdb.connect() as connection:
        assert open_history(connection, warehouse) == ["score_history"]
        found = connection.execute(
            "select a, b, c from history.score_history order by a"
        )
        assert found.fetchall() == [(1, "x", None), (2, "y", 7)]


@pytest.mark.parametrize("damage", ["cut off", "overwritten"])
def test_a_damaged_month_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    """Also where the end of the file, which is read first, is whole."""
    monkeypatch.setattr("one_click.warehouse.PUBLISHED", tmp_path)
    history = tmp_path / "dev" / "history" / "score_history"
    history.mkdir(parents=True)
    for month in ("01", "02"):
        file = history / f"{month}.parquet"
        duckdb.sql("select random() as a from range(1000)").write_parquet(str(file))
    whole = file.read_bytes()
    file.write_bytes(
        whole[:-9] if damage == "cut off" else whole[:4] + b"\xff" * 99 + whole[103:]
    )
    with (
        duckdb.connect() as connection,
        pytest.raises(WarehouseError, match=r"/02.parquet is damaged: .*Put back the"),
    ):
        open_history(connection, str(tmp_path / "dev.duckdb"))
