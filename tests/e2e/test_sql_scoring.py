"""The engine computes what scikit-learn computes, for any customer."""

from pathlib import Path

import duckdb
import joblib
import numpy as np
import pandas as pd
import pytest
from builds import Build
from checkout import Project, copy_build
from databases import query

from ml.features import select_features

TOLERANCE = 1e-9
SCORED = ("customer_contributions", "fitted_risks", "score_reasons")

# A customer of the demo, changed in one way each: unknown, missing, beyond the knots.
CHANGES = {
    "as it is": {},
    "unseen category": {"favourite_category": "'garden'"},
    "unseen service level": {"service_level": "'platinum'"},
    "missing category": {"favourite_category": "null"},
    "missing pages": {
        "pages_per_visit": "null",
        "pages_times_minutes": "null",
        "pages_per_category": "null",
        "unpaid_items_per_page": "null",
    },
    "far above all knots": {
        "tenure_days": "1e6",
        "revenue_current_month": "1e9",
        "promo_purchase_share": "1",
    },
    "far below all knots": {
        "tenure_days": "-1e6",
        "log_revenue_per_minute": "-50",
        "pages_per_visit": "0",
    },
}


@pytest.fixture(scope="module")
def strangers(demo: Build, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A build whose feature mart also holds customers nobody has seen."""
    folder = tmp_path_factory.mktemp("strangers")
    project = copy_build(demo.project, folder / "project")
    with duckdb.connect(str(project.warehouse)) as warehouse:
        for number, change in enumerate(CHANGES.values(), start=1):
            replaced = ", ".join(f"{value} as {name}" for name, value in change.items())
            replaced = f", {replaced}" if replaced else ""
            warehouse.execute(
                f"""
                insert into features.customer_features
                select * replace ({number} as customer_id{replaced})
                from features.customer_features
                where customer_id = (
                    select max(customer_id) from features.customer_features
                    where customer_id > 1000
                )
                """
            )
    result = project.dbt("run", "--select", *SCORED)
    assert result.code == 0, result.output
    return project


def fitted_risks(project: Project) -> pd.DataFrame:
    """Every customer's features and the risk that SQL gave."""
    return query(
        project.warehouse,
        "select features.*, fitted_risks.churn_risk "
        "from features.customer_features as features "
        "inner join scoring.fitted_risks as fitted_risks using (customer_id) "
        "order by customer_id",
    )


def artifact(project: Project) -> Path:
    """The file of the run in force."""
    (name,) = query(
        project.warehouse,
        "select artifact_path from scoring.model_runs where is_current",
    )["artifact_path"]
    return project.root / "warehouse" / "models" / name


def test_sql_agrees_with_predict_proba(strangers: Project) -> None:
    """For known customers and for strangers of every kind, to a billionth."""
    customers = fitted_risks(strangers)
    pipeline = joblib.load(artifact(strangers))
    expected = pipeline.predict_proba(select_features(customers))[:, 1]
    assert len(customers) > 1_000
    np.testing.assert_allclose(
        customers["churn_risk"], expected, rtol=0, atol=TOLERANCE
    )


def test_strangers_differ_from_whom_they_were_made_of(strangers: Project) -> None:
    """Each change moves the risk, so the agreement above is about something."""
    risks = fitted_risks(strangers).set_index("customer_id")["churn_risk"]
    as_it_is = risks[1]
    for number in range(2, len(CHANGES) + 1):
        assert abs(risks[number] - as_it_is) > TOLERANCE


def test_reasons_sum_to_the_log_odds(strangers: Project) -> None:
    """Intercept and contributions of a customer are the log-odds of its risk."""
    sums = query(
        strangers.warehouse,
        "select customer_id, sum(contribution) + "
        "(select c0 from scoring.model_terms where kind = 'intercept') as log_odds "
        "from scoring.score_reasons group by customer_id order by customer_id",
    )
    risk = fitted_risks(strangers)["churn_risk"].to_numpy()
    np.testing.assert_allclose(
        sums["log_odds"], np.log(risk / (1 - risk)), rtol=0, atol=1e-8
    )


STRONGEST = """
    select customer_id, rank, feature, contribution
    from scoring.score_reasons
    where rank <= 3 and contribution > 0
    order by customer_id, rank
"""
# The three reasons beside each customer, as rows.
BESIDE = """
    select customer_id, cast(right(place, 1) as bigint) as rank, feature
    from (
        unpivot (
            select customer_id, reason_1, reason_2, reason_3
            from scoring.customer_contributions
        ) on columns(* exclude customer_id) into name place value feature
    )
    order by customer_id, rank
"""


def test_the_strongest_reasons_are_those_of_the_ranking(strangers: Project) -> None:
    """What raises the risk most, of three at most, and nothing that lowers it."""
    ranked = query(strangers.warehouse, STRONGEST).drop(columns="contribution")
    assert len(ranked) > 1_000
    pd.testing.assert_frame_equal(query(strangers.warehouse, BESIDE), ranked)


@pytest.mark.slow
def test_of_many_customers_the_strongest_reasons_are_kept(strangers: Project) -> None:
    """The same rows as of few customers, without the others."""
    in_full = query(strangers.warehouse, STRONGEST)
    cut = ("--vars", "{reasons_in_full_max: 100}")
    result = strangers.dbt("run", "--select", "score_reasons", *cut)
    assert result.code == 0, result.output
    kept = query(
        strangers.warehouse,
        "select * from scoring.score_reasons order by customer_id, rank",
    )
    in_order = ["customer_id", "feature", "contribution", "rank"]
    pd.testing.assert_frame_equal(kept[in_order], in_full[in_order])
