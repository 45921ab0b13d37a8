"""Whether the floor and the notebook came to what the project came to.

What is faster because it does something else is not faster. Tables are compared row by
row on their key; numbers may differ by rounding alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from one_click.quoting import identifier, literal

# Two libraries of mathematics differ in the last digits of a logarithm.
ROUNDING = 1e-12
# Fitted risks and contributions, in probability and in log-odds.
SCORES = 1e-9
# An offer's expected profit is rounded to six digits, from risks that differ by less.
MONEY = 1e-5
NUMBERS = ("DOUBLE", "DECIMAL", "BIGINT", "INTEGER", "HUGEINT", "FLOAT")

ID = ["customer_id"]
FEATURES = "select * from project.features.customer_features"
FITTED_RISKS = (
    "select customer_id, churn_risk as fitted_risk from project.scoring.fitted_risks"
)
CONTRIBUTIONS = """
    unpivot (
        from project.scoring.customer_contributions
        select * exclude (reason_1, reason_2, reason_3, churn_risk)
    ) on columns(* exclude customer_id) into name feature value contribution
"""
# A reason that differs is the same one where both add as much.
TOP_REASONS = f"""
    with theirs as (
        select customer_id, cast(right(place, 1) as bigint) as rank, feature
        from (unpivot {{top_reasons}} on columns(* exclude customer_id)
            into name place value feature)
    ),
    contributions as ({CONTRIBUTIONS}),
    named as (
        select customer_id, cast(right(place, 1) as bigint) as rank, feature
        from (
            unpivot (
                from project.scoring.customer_contributions
                select customer_id, reason_1, reason_2, reason_3
            ) on columns(* exclude customer_id) into name place value feature
        )
    ),
    ours as (
        select named.*, contributions.contribution
        from named
        inner join contributions using (customer_id, feature)
    )
    select count(*)
    from ours
    full join theirs
        on ours.customer_id = theirs.customer_id and ours.rank = theirs.rank
    left join contributions as reasons
        on theirs.customer_id = reasons.customer_id
        and theirs.feature = reasons.feature
    where
        ours.feature is distinct from theirs.feature
        and coalesce(abs(ours.contribution - reasons.contribution) > {{tolerance}}, true)
"""


class Disagreement(Exception):
    """What differs between two that should have come to the same, in sentences."""


@dataclass(frozen=True)
class Comparison:
    """One table of the project and the same of the other: two queries and their key."""

    name: str
    ours: str
    theirs: str
    key: Sequence[str]
    tolerance: float


def differences(
    connection: duckdb.DuckDBPyConnection, comparison: Comparison
) -> list[str]:
    """What differs, one sentence per column; empty where all is equal.

    Compares the columns of `ours`; a row that one side lacks counts for itself.
    """
    columns = connection.execute(f"describe {comparison.ours}").fetchall()
    key = ", ".join(identifier(name) for name in comparison.key)
    counts = ["count(*)", "count(*) filter (where ours.here and theirs.here)"]
    compared = [column for column in columns if column[0] not in comparison.key]
    for name, data_type, *_ in compared:
        ours, theirs = f"ours.{identifier(name)}", f"theirs.{identifier(name)}"
        is_same = f"{ours} is not distinct from {theirs}"
        if data_type.startswith(NUMBERS):
            is_near = (
                f"abs({ours} - {theirs}) <= {comparison.tolerance} "
                f"* greatest(1, abs({ours}))"
            )
            is_same = f"({is_same} or coalesce({is_near}, false))"
        counts.append(
            f"count(*) filter (where ours.here and theirs.here and not {is_same})"
        )
    rows, shared, *differing = connection.execute(
        f"select {', '.join(counts)} "
        f"from (select *, true as here from ({comparison.ours})) as ours "
        f"full join (select *, true as here from ({comparison.theirs})) as theirs "
        f"using ({key})"
    ).fetchone()
    found = []
    if rows != shared:
        found.append(f"{comparison.name}: {rows - shared:,} rows on one side only")
    found += [
        f"{comparison.name}.{name}: {count:,} of {shared:,} rows differ"
        for (name, *_), count in zip(compared, differing, strict=True)
        if count
    ]
    return found


def check_floor(warehouse: Path, floor: Path) -> None:
    """Raise Disagreement unless every column of every customer is equal."""
    with _connected(warehouse) as connection:
        connection.execute(f"attach {literal(str(floor))} as floor (read_only)")
        comparison = Comparison(
            "customer_features",
            FEATURES,
            "select * from floor.main.customer_features",
            ID,
            tolerance=0,
        )
        _refuse("floor", differences(connection, comparison))


def check_notebook(warehouse: Path, output: Path) -> None:
    """Raise Disagreement unless the notebook came to the same, from features to list."""

    def read(name: str) -> str:
        return f"read_parquet({literal(str(output / f'{name}.parquet'))})"

    def whole(schema: str, name: str, key: Sequence[str], tolerance: float):
        ours = f"select * from project.{schema}.{name}"
        return Comparison(name, ours, f"select * from {read(name)}", key, tolerance)

    campaign = literal(str(output / "campaign.csv"))
    comparisons = [
        whole("features", "customer_features", ID, ROUNDING),
        Comparison(
            "fitted risks",
            FITTED_RISKS,
            f"select * from {read('churn_scores')}",
            ID,
            SCORES,
        ),
        Comparison(
            "contributions",
            CONTRIBUTIONS,
            f"unpivot {read('score_contributions')} on columns(* exclude customer_id) "
            "into name feature value contribution",
            [*ID, "feature"],
            SCORES,
        ),
        Comparison(
            "churn_scores",
            "select * exclude run_id from project.scoring.churn_scores",
            f"select * from {read('churn_scores')}",
            ID,
            SCORES,
        ),
        whole("segments", "customer_segments", [*ID, "segment"], SCORES),
        Comparison(
            "customer_offers",
            "select * exclude effect_source from project.marts.customer_offers",
            f"select * from {read('customer_offers')}",
            ID,
            MONEY,
        ),
        Comparison(
            "customers",
            "select * replace (cast(as_of as varchar) as as_of) "
            "from project.marts.customers",
            f"select * from {read('customers')}",
            ID,
            MONEY,
        ),
        Comparison(
            "campaign_list",
            "select * from project.marts.campaign_list",
            f"select * from read_csv({campaign}, header = true, delim = ',', "
            "types = {'campaign': 'varchar'})",
            ID,
            SCORES,
        ),
    ]
    with _connected(warehouse) as connection:
        found = [
            sentence
            for comparison in comparisons
            for sentence in differences(connection, comparison)
        ]
        ((reasons,),) = connection.execute(
            TOP_REASONS.format(top_reasons=read("top_reasons"), tolerance=SCORES)
        ).fetchall()
    if reasons:
        found.append(f"top reasons: {reasons:,} of them differ")
    _refuse("notebook", found)


def _connected(warehouse: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"attach {literal(str(warehouse))} as project (read_only)")
    return connection


def _refuse(other: str, found: list[str]) -> None:
    if found:
        raise Disagreement(
            f"The {other} and the project do not agree, so their times say nothing: "
            f"{'; '.join(found)}."
        )
