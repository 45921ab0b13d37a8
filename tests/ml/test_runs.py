"""Nothing is trained twice, and nothing untrusted is used."""

import dataclasses

import duckdb
import pandas as pd
import pytest

from ml.additive import TERMS, additive_terms
from ml.evaluation import cross_validate
from ml.leaderboard import rank_candidates
from ml.params import HYPERPARAMETERS, Settings
from ml.runs import RUNS, current_run, fit_champion, score


class Store:
    """A user's repeated builds on one folder of models."""

    def __init__(self, settings: Settings, folder) -> None:
        self.settings = settings
        self.folder = folder
        self.known: pd.DataFrame | None = None

    def build(
        self, training: pd.DataFrame, kept_run: str | None = None, **changes: object
    ) -> pd.Series:
        """One build; returns the current run's row."""
        settings = dataclasses.replace(self.settings, **changes)
        cache = self.folder / "cache"
        predictions = cross_validate(training, settings, cache)
        board = rank_candidates(training, predictions, settings)
        self.known = fit_champion(
            training, board, settings, self.folder, self.known, kept_run
        )
        assert self.known.dtypes.astype(str).to_dict() == RUNS
        current = self.known[self.known["is_current"]]
        assert len(current) == 1
        return current.iloc[0]

    def artifact(self, run: pd.Series):
        return self.folder / run["artifact_path"]


@pytest.fixture
def store(settings, tmp_path) -> Store:
    return Store(settings, tmp_path)


def no_fit(*arguments: object) -> None:
    pytest.fail("a model was fitted")


def test_a_sample_that_was_fitted_is_counted(training, store, monkeypatch):
    few = dataclasses.replace(HYPERPARAMETERS["additive_splines"], rows_max=200)
    monkeypatch.setitem(HYPERPARAMETERS, "additive_splines", few)
    run = store.build(training)
    assert (run["training_rows"], run["fitted_rows"]) == (240, 200)


def test_a_run_states_its_facts(training, store):
    run = store.build(training)
    assert pd.isna(run["problem"])
    assert run["champion"] == "additive_splines"
    assert run["labelled_rows"] == run["training_rows"] == run["fitted_rows"] == 240
    assert run["decreased_rows"] + run["same_rows"] == 240
    assert run["decreased_rows"] == (training["activity"] == "decreased").sum()
    assert run["artifact_path"] == f"{run['run_id']}.joblib"
    assert store.artifact(run).is_file()


def test_many_rows_are_dealt_to_folds_once(training, store):
    plan = dataclasses.replace(store.settings.plan, repeated_rows_max=240)
    run = store.build(training, plan=plan)
    assert (run["n_folds"], run["n_repeats"]) == (3, 2)
    once = dataclasses.replace(plan, repeated_rows_max=239)
    assert store.build(training, plan=once)["n_repeats"] == 1


def test_a_sample_states_what_it_was_drawn_from(training, store):
    run = store.build(training.assign(labelled_rows=1_000))
    assert (run["labelled_rows"], run["training_rows"]) == (1_000, 240)


def test_an_unchanged_build_fits_nothing(training, store, monkeypatch):
    first = store.build(training)
    monkeypatch.setattr("ml.fitting.fit", no_fit)
    again = store.build(training.sample(frac=1, random_state=1))
    pd.testing.assert_series_equal(first, again)
    assert len(store.known) == 1


def test_runs_survive_the_warehouse(training, store, monkeypatch):
    first = store.build(training)
    with duckdb.connect() as connection:
        connection.register("known", store.known)
        store.known = connection.sql("select * from known").df()
    monkeypatch.setattr("ml.fitting.fit", no_fit)
    pd.testing.assert_series_equal(first, store.build(training))


def test_every_run_keeps_its_row(training, store):
    first = store.build(training)
    second = store.build(training.head(200))
    assert len(store.known) == 2
    assert first["run_id"] != second["run_id"]
    back = store.build(training)
    assert back["trained_at"] == first["trained_at"]
    assert len(store.known) == 2


def test_two_trainings_give_the_same_artifact(training, settings, tmp_path):
    """Whatever the order of the rows."""
    shuffled = training.sample(frac=1, random_state=1)
    runs = [
        Store(settings, tmp_path / name).build(rows)
        for name, rows in (("a", training), ("b", shuffled))
    ]
    assert runs[0]["artifact_sha256"] == runs[1]["artifact_sha256"]
    assert runs[0]["run_id"] == runs[1]["run_id"]


@pytest.mark.parametrize("content", [b"", b"malice"])
def test_a_damaged_artifact_is_refused_and_kept(training, store, content, monkeypatch):
    run = store.build(training)
    store.artifact(run).write_bytes(content)
    monkeypatch.setattr("ml.fitting.fit", no_fit)
    refused = store.build(training)
    assert "is not the file that was saved" in refused["problem"]
    assert store.artifact(run).read_bytes() == content
    assert additive_terms(store.folder, store.known).empty
    assert score(store.folder, store.known, training).empty


def test_a_damaged_artifact_is_trained_anew_once_it_is_deleted(training, store):
    run = store.build(training)
    store.artifact(run).write_bytes(b"malice")
    assert "delete the file" in store.build(training)["problem"]
    store.artifact(run).unlink()
    renewed = store.build(training)
    assert pd.isna(renewed["problem"])
    assert renewed["artifact_sha256"] == run["artifact_sha256"]
    assert renewed["trained_at"] == run["trained_at"]


def test_a_kept_run_stays_current_whatever_the_data(training, store, monkeypatch):
    first = store.build(training)
    monkeypatch.setattr("ml.runs._train", no_fit)
    kept = store.build(training.head(200), kept_run=first["run_id"])
    pd.testing.assert_series_equal(first, kept)
    store.artifact(first).write_bytes(b"malice")
    refused = store.build(training.head(200), kept_run=first["run_id"])
    assert "not the file that was saved" in refused["problem"]
    store.artifact(first).unlink()
    assert "is missing" in store.build(training, kept_run=first["run_id"])["problem"]


def test_a_missing_artifact_is_trained_anew(training, store):
    run = store.build(training)
    store.artifact(run).unlink()
    renewed = store.build(training)
    pd.testing.assert_series_equal(run, renewed)
    assert store.artifact(run).is_file()


def test_a_model_of_other_libraries_is_refused(training, store):
    store.build(training)
    store.known["library_versions"] = '{"numpy": "1.0"}'
    assert "was saved with" in store.build(training)["problem"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"champion": "xgboost"}, "champion 'xgboost' is unknown"),
        ({"leaderboard": "slow"}, "leaderboard 'slow' is unknown"),
    ],
)
def test_unknown_settings_become_a_problem(training, store, changes, said):
    refused = store.build(training, **changes)
    assert said in refused["problem"]
    assert pd.isna(refused["artifact_sha256"])
    assert current_run(store.known) is None
    assert pd.isna(store.build(training)["problem"])
    # The refused run keeps its row, but is no longer the current one.
    assert store.known["problem"].notna().tolist() == [False, True]


def test_one_class_becomes_a_problem(training, store):
    refused = store.build(training.assign(activity="same"))
    assert "both activities" in refused["problem"]
    assert refused["decreased_rows"] == 0
    assert list(store.folder.glob("*.joblib")) == []


def test_missing_columns_become_a_problem(training, store):
    refused = store.build(training.drop(columns=["activity"]))
    assert "lack the columns: activity" in refused["problem"]


def test_a_requested_champion_is_fitted(training, store):
    run = store.build(training, champion="logistic_regression")
    assert run["champion"] == "logistic_regression"
    terms = additive_terms(store.folder, store.known)
    assert terms.empty
    assert terms.dtypes.astype(str).to_dict() == TERMS
    scored = score(store.folder, store.known, training)
    assert scored["churn_risk"].between(0, 1, inclusive="neither").all()
    assert scored["customer_id"].tolist() == training["customer_id"].tolist()


def test_terms_and_scores_are_of_the_current_run(training, store):
    run = store.build(training)
    terms = additive_terms(store.folder, store.known)
    assert set(terms["run_id"]) == {run["run_id"]}
    unknown = (
        training.head(5).drop(columns="activity").assign(favourite_category="pets")
    )
    assert len(score(store.folder, store.known, unknown)) == 5
    assert score(store.folder, store.known, unknown.head(0)).empty
