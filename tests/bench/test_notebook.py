"""The floor and the notebook come to the same features, and offers keep their limits."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from ml.checks import training_problem
from ml.features import CATEGORICAL, FEATURES, ID
from ml.params import Settings
from one_click.bench import floor, notebook
from one_click.bench.__main__ import Bench
from one_click.bench.agreement import ROUNDING, differences

THEIRS = "select * from notebook_features"


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports of a few hundred customers; two of them lack minutes.

    The first customer lacks one month, and the last customer lacks both.
    """
    folder = Bench(tmp_path_factory.mktemp("bench")).exports(500)
    file = folder / "market_time.csv"
    head, _, *rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join([head, *rows[:-2]]), encoding="utf-8")
    return folder


@pytest.fixture
def database(exports: Path, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """The floor's features, and beside them the notebook's."""
    floor.build(exports, tmp_path / "floor.duckdb")
    features = notebook.customer_features(notebook.read_customers(exports))
    with duckdb.connect(str(tmp_path / "floor.duckdb")) as connection:
        connection.register("frame", features)
        connection.execute("create table notebook_features as from frame")
        yield connection


def test_floor_and_notebook_agree(database: duckdb.DuckDBPyConnection) -> None:
    ours = "select * from customer_features"
    assert differences(database, ours, THEIRS, ROUNDING) == []
    counted = f"select count(*), count(log_revenue_per_minute) from ({ours})"
    ((customers, known),) = database.execute(counted).fetchall()
    assert customers - known == 1


def test_a_row_and_a_value_that_differ_are_found(
    database: duckdb.DuckDBPyConnection,
) -> None:
    """One customer is missing, and one value of another differs beyond rounding."""
    ours = "select * from customer_features"
    database.execute(
        "delete from notebook_features "
        "where customer_id = (select min(customer_id) from customer_features)"
    )
    database.execute(
        "update notebook_features set tenure_days = tenure_days * (1 + 1e-11) "
        "where customer_id = (select max(customer_id) from customer_features)"
    )
    lost, other = differences(database, ours, THEIRS, ROUNDING)
    assert lost == "1 rows on one side only"
    assert other.startswith("tenure_days: 1 of ")
    # Ties may differ in a share of the rows, a lost row never.
    assert differences(database, ours, THEIRS, ROUNDING, share=0.1) == [lost]


def test_ml_can_train_on_the_sample(exports: Path) -> None:
    """The sample has the columns of the project's own, and no other."""
    features = notebook.customer_features(notebook.read_customers(exports))
    sample = notebook.training_sample(features)
    assert training_problem(sample, Settings()) is None
    assert set(sample[ID]) == set(features.loc[features["is_trainable"], ID])


def test_reasons_are_the_features_that_add_most() -> None:
    """The alphabet decides between equal features; what lowers the risk is no reason."""
    added = pd.DataFrame(-1.0, index=[0, 1], columns=list(FEATURES))
    added.loc[0, ["tenure_days", "pages_per_visit"]] = 0.5
    added.loc[0, "has_consent"] = 0.75
    added.loc[1, "has_consent"] = 0.1
    assert notebook.top_reasons(added).tolist() == [
        ["has_consent", "pages_per_visit", "tenure_days"],
        ["has_consent", None, None],
    ]


def test_reasons_name_the_value_and_what_is_typical(exports: Path) -> None:
    features = notebook.customer_features(notebook.read_customers(exports))
    scores = features[[ID]].assign(is_at_risk=features.index == 0)
    scores[notebook.REASONS] = ["tenure_days", CATEGORICAL[0], None]
    words = notebook.reasons_in_words(features, scores).iloc[0]
    first = features.iloc[0]
    others = features.iloc[1:].groupby("favourite_category")["tenure_days"].median()
    typical = others[first["favourite_category"]]
    assert words["reason_1_en"] == (
        f"days since registration: {first['tenure_days']:.0f}, "
        f"usual in this category when not at risk {typical:.0f}"
    )
    assert words["reason_2_ru"] == f"тип сервиса: {first['service_level']}"
    assert words["reason_3_en"] is None or np.isnan(words["reason_3_en"])


def test_offers_keep_the_limits() -> None:
    """A cap and the contacts bind; the others get what the site can always show."""
    contacts = floor.settings()["max_contacts"]
    customers = range(contacts + 100)
    # The call is the best offer of the first hundred customers, and has sixty places.
    rows = [(number, "call", "call", 60.0, 3.0) for number in customers[:100]]
    rows += [(number, "mail", "email", np.nan, 2.0) for number in customers]
    rows += [(number, "block", "on_site", np.nan, 1.0) for number in customers]
    columns = [ID, "offer", "channel", "max_customers", "expected_profit"]
    pairs = pd.DataFrame(rows, columns=columns).assign(cost_per_contact=0.0)
    chosen = notebook.choose_offers(pairs)
    assert sorted(chosen[ID]) == list(customers)
    given = chosen["offer"].value_counts()
    assert given["call"] == 60
    assert given["call"] + given["mail"] == contacts
