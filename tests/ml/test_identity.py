"""The run id changes when the model would, and only then."""

import ast
import dataclasses
import subprocess
import sys

import numpy as np
import pytest

from ml.features import NUMERIC
from ml.params import FITTING, HYPERPARAMETERS, Fitting, Settings
from ml.store import identity
from ml.store.identity import (
    CHOSEN_BY,
    PACKAGE,
    PREDICTED_BY,
    candidate_definition,
    data_hash,
    run_id,
    source_hash,
)


def id_of(training, **changes):
    return run_id(data_hash(training), Settings(**changes))


def test_rows_columns_ids_and_types_do_not_count(training):
    known = id_of(training)
    assert len(known) == 16
    assert id_of(training.sample(frac=1, random_state=1)) == known
    columns = list(reversed(training.columns))
    assert id_of(training[columns].assign(extra=1)) == known
    assert id_of(training.assign(customer_id=range(240))) == known
    typed = training.astype({"pages_per_visit": "Int64", "service_level": "category"})
    assert id_of(typed) == known


@pytest.mark.parametrize("factor", [1 - 2**-52, 1 + 2**-52])
def test_the_last_digit_of_an_engine_does_not_count(training, factor):
    other = training.assign(**{name: training[name] * factor for name in NUMERIC})
    assert (other[NUMERIC[-1]] != training[NUMERIC[-1]]).all()
    assert id_of(other) == id_of(training)


def test_one_kind_of_zero_and_of_nan_counts(training):
    assert id_of(training.assign(tenure_days=-0.0)) == id_of(
        training.assign(tenure_days=0)
    )
    other_nan = np.array([0xFFF8000000000001], dtype="uint64").view("float64")[0]
    assert id_of(training.assign(tenure_days=other_nan)) == id_of(
        training.assign(tenure_days=np.nan)
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("activity", "decreased"),
        ("pages_per_visit", 21),
        ("revenue_current_month", 9_999_999.99),
        ("favourite_category", "pet_goods"),
        ("promo_purchase_share", np.nan),
        ("has_consent", None),
    ],
)
def test_one_changed_value_counts(training, column, value):
    training = training.astype({"has_consent": object, column: object})
    training.loc[3, "activity"] = "same"
    training.loc[3, "revenue_current_month"] = 10_000_000.0
    known = id_of(training)
    training.loc[3, column] = value
    assert id_of(training) != known


def test_repeated_and_missing_rows_count(training):
    fewer = training.head(239)
    assert id_of(fewer) != id_of(training)
    twice = training.iloc[[*range(239), 0]]
    assert len({id_of(training), id_of(twice), id_of(fewer)}) == 3


@pytest.mark.parametrize(
    "change", [{"leaderboard": "thorough"}, {"champion": "dummy"}, {"seed": 1}]
)
def test_settings_of_training_count(training, change):
    assert id_of(training, **change) != id_of(training)


@pytest.mark.parametrize(
    "change",
    [{"threshold_policy": "recall"}, {"recall_target": 0.5}, {"retrain": "never"}],
)
def test_settings_of_use_do_not_count(training, change):
    assert id_of(training, **change) == id_of(training)


@pytest.mark.parametrize(
    "change",
    [{"quick": {"n_knots": 4, "C": 0.02}}, {"space": {"C": (1.0,)}}, {"rows_max": 9}],
)
def test_hyperparameters_count(training, monkeypatch, change):
    known = id_of(training)
    changed = dataclasses.replace(HYPERPARAMETERS["additive_splines"], **change)
    monkeypatch.setitem(HYPERPARAMETERS, "additive_splines", changed)
    assert id_of(training) != known


@pytest.mark.parametrize("constant", dataclasses.asdict(FITTING))
def test_constants_of_fitting_count(training, monkeypatch, constant):
    known = id_of(training)
    monkeypatch.setattr(identity, "FITTING", Fitting(**{constant: 7}))
    assert id_of(training) != known


def test_library_versions_count(training, monkeypatch):
    known = id_of(training)
    monkeypatch.setattr(identity, "library_versions", lambda: {"numpy": "3.0"})
    assert id_of(training) != known


@pytest.mark.parametrize("name", [*PREDICTED_BY, *CHOSEN_BY])
def test_code_counts(training, monkeypatch, tmp_path, name):
    for file in PACKAGE.glob("*.py"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(identity, "source_hash", source_hash.__wrapped__)
    monkeypatch.setattr(identity, "PACKAGE", tmp_path)
    known = id_of(training)
    (tmp_path / name).write_text("edited")
    assert id_of(training) != known


def imported(name: str) -> set[str]:
    """Files of `ml` that a file of `ml` imports."""
    tree = ast.parse((PACKAGE / name).read_text(encoding="utf-8"))
    modules = [node.module for node in ast.walk(tree) if hasattr(node, "module")]
    paths = [str(module).removeprefix("ml.").replace(".", "/") for module in modules]
    return {f"{path}.py" for path in paths if (PACKAGE / f"{path}.py").is_file()}


def test_all_code_behind_a_run_is_hashed():
    """The values of params.py are hashed; checks.py and frames.py change no figure."""
    reached, todo = set(), {"runs.py", "leaderboard.py"}
    while todo:
        name = todo.pop()
        reached.add(name)
        todo |= imported(name) - reached
    unhashed = {name for name in reached if not name.startswith("store/")}
    unhashed -= {*PREDICTED_BY, *CHOSEN_BY}
    assert unhashed == {"params.py", "checks.py", "frames.py"}


def test_source_of_all_files_covers_the_store(monkeypatch, tmp_path):
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "a.py").write_text("a")
    monkeypatch.setattr(identity, "PACKAGE", tmp_path)
    known = source_hash.__wrapped__()
    (tmp_path / "store" / "a.py").write_text("b")
    assert source_hash.__wrapped__() != known


def test_definition_is_the_same_in_another_process():
    code = (
        "from ml.store.identity import candidate_definition;"
        "print(candidate_definition('extra_trees', 1), end='')"
    )
    environment = {"PYTHONHASHSEED": "7", "PYTHONPATH": ":".join(sys.path)}
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=environment, check=True
    )
    assert other.stdout.decode() == candidate_definition("extra_trees", 1)
