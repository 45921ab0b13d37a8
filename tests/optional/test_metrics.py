"""MetricFlow's answers are those of the marts, for every metric. Run: `make check-metrics`.

Asks the warehouse of this checkout, so `make build` comes first.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from checkout import ROOT

PROGRAMS = ROOT / ".venv-metrics" / "bin"
# Beside what the last build left, as in `make metrics`.
TARGET = ROOT / "target" / "metrics"
WAREHOUSE = ROOT / "warehouse" / "one_click.duckdb"

# Each metric in SQL, `{by}` being what it is grouped by; of active customers, who alone
# have scores.
CUSTOMERS = {
    "customers": "count(*)",
    "customers_at_risk": "count(*) filter (scores.is_at_risk)",
    "at_risk_share": "avg(scores.is_at_risk::int)",
    "mean_risk": "avg(scores.churn_risk)",
    "profit": "sum(customers.monthly_profit)",
    "profit_at_risk": "sum(customers.profit_at_risk)",
    "expected_campaign_profit": "sum(offers.expected_profit)",
}
FROM_CUSTOMERS = """
    from marts.customers as customers
    inner join scoring.churn_scores as scores using (customer_id)
    left join marts.customer_offers as offers
        on offers.customer_id = customers.customer_id and not offers.is_holdout
"""
# The same of a segment stand ready in its summary; what the campaign earns does not.
SEGMENTS = {
    "segment_customers": "any_value(summary.customers)",
    "segment_customers_at_risk": "any_value(summary.customers_at_risk)",
    "segment_at_risk_share": "any_value(summary.share_at_risk)",
    "segment_mean_risk": "any_value(summary.mean_risk)",
    "segment_profit": "any_value(summary.monthly_profit)",
    "segment_profit_at_risk": "any_value(summary.profit_at_risk)",
    "segment_expected_campaign_profit": "sum(offers.expected_profit)",
}
FROM_SEGMENTS = """
    from marts.segment_summary as summary
    inner join segments.customer_segments as members using (segment)
    left join marts.customer_offers as offers
        on offers.customer_id = members.customer_id and not offers.is_holdout
"""
# A segment crossed with what its customers are, which no summary holds.
CROSSED = {f"segment_{name}": sql for name, sql in CUSTOMERS.items()}
FROM_CROSSED = f"""
    {FROM_CUSTOMERS}
    inner join segments.customer_segments as members
        on members.customer_id = customers.customer_id
"""
CASES = {
    "all": ([], CUSTOMERS, FROM_CUSTOMERS),
    "category": (["customer__favourite_category"], CUSTOMERS, FROM_CUSTOMERS),
    "service level": (["customer__service_level"], CUSTOMERS, FROM_CUSTOMERS),
    "consent": (["customer__has_consent"], CUSTOMERS, FROM_CUSTOMERS),
    "band": (["customer__risk_band"], CUSTOMERS, FROM_CUSTOMERS),
    "primary segment": (["customer__primary_segment"], CUSTOMERS, FROM_CUSTOMERS),
    "category and consent": (
        ["customer__favourite_category", "customer__has_consent"],
        CUSTOMERS,
        FROM_CUSTOMERS,
    ),
    "segment": (["segment"], SEGMENTS, FROM_SEGMENTS),
    "name of a segment": (["segment__name_ru"], SEGMENTS, FROM_SEGMENTS),
    "segment and band": (
        ["segment", "customer__risk_band"],
        CROSSED,
        FROM_CROSSED,
    ),
    "segment, category and service level": (
        ["segment", "customer__favourite_category", "customer__service_level"],
        CROSSED,
        FROM_CROSSED,
    ),
}
COLUMNS = {
    "segment": "members.segment",
    "segment__name_ru": "summary.name_ru",
    "customer__favourite_category": "coalesce(customers.favourite_category, 'unknown')",
    "customer__service_level": "coalesce(customers.service_level, 'unknown')",
    "customer__has_consent": "coalesce(customers.has_consent::varchar, 'unknown')",
    "customer__risk_band": "coalesce(customers.risk_band, 'none')",
    "customer__primary_segment": "coalesce(customers.primary_segment, 'none')",
}

pytestmark = [
    pytest.mark.skipif(
        not PROGRAMS.exists(), reason="it has a command of its own: make check-metrics"
    ),
    pytest.mark.skipif(not WAREHOUSE.exists(), reason="run `make build`"),
]


def run(program: str, *arguments: str) -> str:
    """Run a program of MetricFlow's environment; what it prints."""
    ended = subprocess.run(
        [str(PROGRAMS / program), *arguments],
        cwd=ROOT,
        env={**os.environ, "DBT_TARGET_PATH": str(TARGET)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module", autouse=True)
def parsed() -> dict:
    """The definitions as they stand now, which MetricFlow reads from what dbt parsed."""
    run("dbt", "--quiet", "parse")
    definitions = TARGET / "semantic_manifest.json"
    shutil.copy(definitions, ROOT / "target")
    return json.loads(definitions.read_text(encoding="utf-8"))


def answer_of_metricflow(
    groups: list[str], metrics: list[str], file: Path
) -> pd.DataFrame:
    """What `mf query` writes, a row per group."""
    by = ["--group-by", ",".join(groups)] if groups else []
    run("mf", "query", "--metrics", ",".join(metrics), "--csv", str(file), *by)
    answer = pd.read_csv(file, dtype=dict.fromkeys(groups, str))
    assert answer[groups].notna().all(axis=None), "a group has no name"
    # Customers who are not active count for nothing, and have no category or band.
    active = answer[next(name for name in metrics if name.endswith("customers"))] > 0
    return answer[active]


def answer_of_marts(
    groups: list[str], metrics: dict[str, str], source: str
) -> pd.DataFrame:
    """The same from SQL."""
    columns = [f"{COLUMNS[name]} as {name}" for name in groups]
    columns += [f"({sql})::double as {name}" for name, sql in metrics.items()]
    by = "group by all" if groups else ""
    with duckdb.connect(str(WAREHOUSE), read_only=True) as connection:
        return connection.execute(f"select {', '.join(columns)} {source} {by}").df()


def rows_by_group(answer: pd.DataFrame, groups: list[str]) -> dict[tuple, dict]:
    """The metrics of each group, whatever the order."""
    keys = answer[groups].astype(str) if groups else answer[[]]
    metrics = answer.drop(columns=groups).astype(float).fillna(0)
    return {
        tuple(key): row
        for key, row in zip(
            keys.itertuples(index=False), metrics.to_dict("records"), strict=True
        )
    }


@pytest.mark.parametrize("case", CASES)
def test_metricflow_answers_what_the_marts_say(case: str, tmp_path: Path) -> None:
    """To the last digits that the order of a sum decides."""
    groups, metrics, source = CASES[case]
    found = rows_by_group(
        answer_of_metricflow(groups, list(metrics), tmp_path / "answer.csv"), groups
    )
    expected = rows_by_group(answer_of_marts(groups, metrics, source), groups)
    assert found.keys() == expected.keys()
    assert len(found) > 0
    for group, values in expected.items():
        assert found[group] == pytest.approx(values, rel=1e-9), group


def test_every_metric_is_asked(parsed: dict) -> None:
    """A new metric needs its SQL here."""
    defined = {metric["name"] for metric in parsed["metrics"]}
    assert defined == {*CUSTOMERS, *SEGMENTS}


def test_the_definitions_are_valid() -> None:
    """No error and no warning, in the YAML or against the warehouse."""
    output = run("mf", "validate-configs")
    checked = [line for line in output.splitlines() if "ERRORS" in line]
    assert len(checked) == 6
    for line in checked:
        assert "ERRORS: 0, FUTURE_ERRORS: 0, WARNINGS: 0" in line
