"""What the history of many months tells, against a truth that was planted in it."""

from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from builds import Build
from checkout import Project, copy_build

MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]
DRIFTING, DRIFT_MONTH = "promo_purchase_share", "2026-06"
FADING, FADING_MONTH = "for_kids", "2026-08"
# The labels of the month after it are flipped for 10 % of the customers.
REFUTED_MONTH = "2026-11"
# Two-sided intervals of 95 %: one fall in forty is chance. This many of all rows may be.
FALSE_ALARMS = 0.05
READERS = (
    "segment_migrations",
    "engagement_watch",
    "feature_drift",
    "expected_performance",
    "realised_performance",
)


def plant(warehouse: Path, seed: int) -> None:
    """Write twelve months of history: one feature drifts, one segment's minutes fall.

    Each month 3 % of the customers stay away. The risks of a month are the chances by which
    the labels of the next month fall; in the last month 10 % of the labels are flipped.
    """
    rng = np.random.default_rng(seed)
    with duckdb.connect(str(warehouse)) as connection:
        features = connection.execute("from monitoring.feature_history").df()
        segments = connection.execute("from monitoring.segment_history").df()
        scores = connection.execute("from monitoring.score_history").df()
        numbers = features.select_dtypes("float64").columns
        chance = scores["churn_risk"].to_numpy()
        label = None
        for table in ("feature_history", "segment_history", "score_history"):
            connection.execute(f"delete from monitoring.{table}")
        connection.execute("delete from monitoring.offer_history")
        for month in MONTHS:
            here = rng.random(len(scores)) >= 0.03
            ids = scores.loc[here, "customer_id"]
            rows = features.copy()
            rows[numbers] *= np.exp(
                0.3 * rng.standard_normal((len(rows), len(numbers)))
            )
            if month >= DRIFT_MONTH:
                rows[DRIFTING] = rows[DRIFTING] * 1.4 + 0.1
            if month >= FADING_MONTH:
                fading = segments.loc[segments["segment"] == FADING, "customer_id"]
                rows.loc[rows["customer_id"].isin(fading), "minutes_current_month"] *= (
                    0.7
                )
            rows = rows[rows["customer_id"].isin(ids)].assign(as_of=month)
            told = scores.assign(as_of=month, activity=label)[here]
            members = segments[segments["customer_id"].isin(ids)].assign(as_of=month)
            for table, frame in (
                ("feature_history", rows),
                ("score_history", told),
                ("segment_history", members),
            ):
                connection.register("planted", frame)
                connection.execute(
                    f"insert into monitoring.{table} by name select * from planted"
                )
            decreased = rng.random(len(scores)) < chance
            if month == REFUTED_MONTH:
                decreased ^= rng.random(len(scores)) < 0.1
            label = np.where(decreased, "decreased", "same")


@pytest.fixture(scope="module")
def history(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A build whose history is planted, and the tables that read it made anew."""
    project = copy_build(demo.project, tmp_path_factory.mktemp("history") / "project")
    plant(project.warehouse, seed=20261)
    readers = ["trends", *READERS, "training_pairs", "foresight"]
    run = project.dbt("--quiet", "run", "-s", *readers, "--vars", "as_of: 2026-12")
    assert run.code == 0, run.output
    return project


def table(project: Project, query: str) -> pd.DataFrame:
    """The answer of the warehouse."""
    with duckdb.connect(str(project.warehouse), read_only=True) as connection:
        return connection.execute(query).df()


@pytest.mark.slow
def test_the_drift_shows_in_its_feature_and_month_alone(history: Project) -> None:
    found = table(
        history, "select as_of, feature from marts.feature_drift where is_drifted"
    )
    assert found.to_dict("list") == {"as_of": [DRIFT_MONTH], "feature": [DRIFTING]}
    judged = table(history, "select count(*) as n from marts.feature_drift")
    assert judged["n"].item() == 11 * 20


@pytest.mark.slow
def test_the_fall_shows_in_its_segment_and_month(history: Project) -> None:
    falls = table(
        history,
        "select as_of, segment, measure from marts.engagement_watch where is_falling",
    )
    planted = (FADING_MONTH, FADING, "minutes_current_month")
    found = [*falls.itertuples(index=False, name=None)]
    assert planted in found
    judged = table(
        history,
        "select count(difference_low) as n from marts.engagement_watch",
    )
    # Customers of the segment are in others too, and in `all`: those fall with it.
    others = [row for row in found if row[0] != FADING_MONTH]
    assert len(others) <= FALSE_ALARMS * judged["n"].item()


@pytest.mark.slow
def test_moves_balance(history: Project) -> None:
    moves = table(history, "from marts.segment_migrations")
    counts = table(
        history,
        "select as_of, count(*) as n from monitoring.score_history group by all",
    ).set_index("as_of")["n"]
    for before, now in pairwise(MONTHS):
        month = moves[moves["as_of"] == now]
        came, went = month["segment_before"] == "new", month["segment_now"] == "gone"
        assert month.loc[~went, "customers"].sum() == counts[now]
        assert month.loc[~came, "customers"].sum() == counts[before]
        assert came.any() and went.any()


@pytest.mark.slow
def test_what_is_expected_is_what_comes(history: Project) -> None:
    both = table(
        history,
        "select expected.f1 - realised.f1 as f1, expected.roc_auc - realised.roc_auc as auc, "
        "expected.share_decreased - realised.share_decreased as share "
        "from marts.expected_performance as expected "
        "inner join marts.realised_performance as realised using (as_of) "
        f"where as_of < '{REFUTED_MONTH}'",
    )
    assert len(both) == 10
    assert both["f1"].abs().max() <= 0.04
    assert both["share"].abs().mean() <= 0.02
    assert both["auc"].abs().max() <= 0.04


@pytest.mark.slow
def test_flipped_labels_show_within_a_month(history: Project) -> None:
    """The expectation cannot see them. No other month is called worse than it promised."""
    found = table(history, "from marts.realised_performance order by as_of")
    worse = found[found["is_worse_than_expected"]]
    assert worse["as_of"].tolist() == [REFUTED_MONTH]
    assert worse["flipped_share"].item() == pytest.approx(0.1, abs=0.03)
    assert found["flipped_share"].abs().iloc[:-1].max() <= 0.03
    warned = history.dbt("test", "-s", "risks_come_true", "--vars", "as_of: 2026-12")
    assert warned.code == 0
    assert "WARN=1" in warned.output


@pytest.mark.slow
def test_forecasts_learn_from_what_was_known(history: Project) -> None:
    """Pairs are of one month, or of two that follow; the newest labels judge, and no more."""
    months = table(
        history, "select distinct as_of, labelled_in from scoring.training_pairs"
    )
    found = set(months.itertuples(index=False, name=None))
    assert found == {
        *((month, month) for month in MONTHS[1:-1]),
        *pairwise(MONTHS),
    }
    judged = table(history, "from scoring.foresight order by learnt_from")
    assert judged["learnt_from"].tolist() == ["months_before", "same_month"]
    assert set(judged["features_of"]) == {"2026-11"}
    assert set(judged["labels_of"]) == {"2026-12"}
    assert judged["training_months"].tolist() == [10, 10]


def test_the_first_month_is_quiet(demo: Build) -> None:
    """Nothing has moved where there is one month only."""
    with duckdb.connect(str(demo.database), read_only=True) as connection:
        for name in (*READERS[:3], "realised_performance"):
            ((count,),) = connection.execute(
                f"select count(*) from marts.{name}"
            ).fetchall()
            assert count == 0, name
        assert connection.execute("from scoring.foresight").fetchall() == []
        ((months,),) = connection.execute(
            "select count(*) from marts.expected_performance"
        ).fetchall()
    assert months == 1
