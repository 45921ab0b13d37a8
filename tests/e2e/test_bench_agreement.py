"""The floor and the notebook come to what the project comes to, column by column."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from builds import Build
from checkout import copy_build

from one_click.bench import floor, notebook
from one_click.bench.agreement import Disagreement, check_floor, check_notebook

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def floor_database(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bare script's features of the demo exports."""
    database = tmp_path_factory.mktemp("floor") / "floor.duckdb"
    floor.build(demo.project.root / "seeds" / "exports", database)
    return database


@pytest.fixture(scope="module")
def notebook_output(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebook's tables of them; the folds, the same, are not fitted again."""
    output = tmp_path_factory.mktemp("notebook")
    shutil.copytree(demo.project.root / "warehouse" / "cache", output / "models")
    notebook.run(demo.project.root / "seeds" / "exports", output)
    return output


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
        ("churn_scores", "fitted_risk", lambda risk: risk + 1e-8, "fitted_risk: 1 of"),
        ("churn_scores", "is_at_risk", lambda flag: not flag, "is_at_risk: 1 of"),
        ("churn_scores", "reason_1", lambda _: "no_such_feature", "reason_1: 1 of"),
        ("segment_summary", "customers", lambda count: count + 1, "customers: 1 of"),
    ],
)
def test_one_other_result_is_found(
    demo: Build,
    notebook_output: Path,
    tmp_path: Path,
    table: str,
    column: str,
    change: Callable,
    said: str,
) -> None:
    """Each result is looked at: a change in one row of it is a disagreement."""
    other = Path(shutil.copytree(notebook_output, tmp_path / "notebook"))
    file = other / f"{table}.parquet"
    with duckdb.connect() as connection:
        frame = connection.execute(f"from '{file}'").df()
        row = frame.index[frame[column].notna()][0]
        frame.loc[row, column] = change(frame.loc[row, column])
        connection.register("frame", frame)
        connection.execute(f"copy frame to '{file}' (format parquet)")
    with pytest.raises(Disagreement, match=said):
        check_notebook(demo.project.warehouse, other)


def test_scoring_is_measured_after_unit_tests(demo: Build, tmp_path: Path) -> None:
    """dbt compiles the unit tests of a model under the model's own name."""
    project = copy_build(demo.project, tmp_path / "project")
    result = project.dbt("build", "--select", "customer_contributions")
    assert result.code == 0, result.output
    file = tmp_path / "seconds.json"
    module = (
        project.root / ".venv" / "bin" / "python",
        "-m",
        "one_click.bench.scoring",
    )
    measured = project.run(*module, project.root, "1", file)
    assert measured.code == 0, measured.output
    assert all(seconds > 0 for seconds in json.loads(file.read_bytes()).values())
