"""The floor and the notebook come to what the project comes to, column by column."""

import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from builds import Build
from checkout import Project
from databases import query

from one_click.bench import floor, notebook
from one_click.bench.agreement import Disagreement, check_floor, check_notebook


@pytest.fixture(scope="module")
def floor_database(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the bare script makes of the demo exports."""
    database = tmp_path_factory.mktemp("floor") / "floor.duckdb"
    floor.build(exports(demo.project), database)
    return database


@pytest.fixture(scope="module")
def notebook_output(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the notebook makes of them; the folds, the same, are not fitted again."""
    output = tmp_path_factory.mktemp("notebook")
    shutil.copytree(demo.project.root / "warehouse" / "folds", output / "models")
    campaign = query(
        demo.database, "select max(campaign) as m from marts.customer_offers"
    )
    notebook.run(exports(demo.project), output, campaign["m"].item())
    return output


def exports(project: Project) -> Path:
    """The demo exports of a copy."""
    return project.root / "seeds" / "exports"


def test_floor_agrees(demo: Build, floor_database: Path) -> None:
    check_floor(demo.project.warehouse, floor_database)


def test_notebook_agrees(demo: Build, notebook_output: Path) -> None:
    check_notebook(demo.project.warehouse, notebook_output)


def test_one_other_feature_is_found(
    demo: Build, floor_database: Path, tmp_path: Path
) -> None:
    """One value of one customer, by the last digit."""
    other = Path(shutil.copy(floor_database, tmp_path / "floor.duckdb"))
    with duckdb.connect(str(other)) as connection:
        connection.execute(
            "update customer_features "
            "set pages_times_minutes = pages_times_minutes * (1 + 1e-15) "
            "where customer_id = (select max(customer_id) from customer_features)"
        )
    with pytest.raises(Disagreement, match=r"pages_times_minutes: 1 of [\d,]+ rows"):
        check_floor(demo.project.warehouse, other)


@pytest.mark.parametrize(
    ("table", "column", "change", "said"),
    [
        ("churn_scores", "fitted_risk", lambda risk: risk + 1e-8, "fitted risks"),
        ("score_contributions", "tenure_days", lambda x: x + 1e-7, "contributions"),
        ("top_reasons", "reason_1", lambda _: "no_such_feature", "top reasons: 1 "),
        (
            "customer_segments",
            "segment",
            lambda _: "other",
            "customer_segments: 2 rows",
        ),
        ("customer_offers", "offer", lambda _: "other", "customer_offers.offer: 1 of"),
        ("customers", "reason_1_ru", lambda text: f"{text}!", "customers.reason_1_ru"),
    ],
)
def test_one_other_result_is_found(
    demo: Build,
    notebook_output: Path,
    tmp_path: Path,
    table: str,
    column: str,
    change,
    said: str,
) -> None:
    """Each result is looked at: a change in one row of it is a disagreement."""
    other = Path(shutil.copytree(notebook_output, tmp_path / "notebook"))
    file = other / f"{table}.parquet"
    frame = query_parquet(file)
    row = frame.index[frame[column].notna()][0]
    frame.loc[row, column] = change(frame.loc[row, column])
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        connection.execute(f"copy frame to '{file}' (format parquet)")
    with pytest.raises(Disagreement, match=said):
        check_notebook(demo.project.warehouse, other)


def query_parquet(file: Path) -> pd.DataFrame:
    """The rows of a Parquet file."""
    with duckdb.connect() as connection:
        return connection.execute(f"from '{file}'").df()
