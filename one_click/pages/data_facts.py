"""What the analyst's page shows, read from the published tables and nothing else."""

from dataclasses import dataclass

import duckdb

from one_click.pages.facts import (
    AUDIT,
    RECONCILIATION,
    REJECTED,
    REPAIRED,
    STATUSES,
    Row,
    rows,
)

STRONG = 0.5

LABELLED = """
    select
        count(*) as known_customers,
        count(case when status = 'active' then 1 end) as active_customers,
        count(activity) as labelled,
        count(case when activity = 'decreased' then 1 end) as decreased,
        count(case when is_revenue_outlier then 1 end) as revenue_outliers
    from marts.customers
"""
# One row per number: all customers, and the medians of the two labels beside each other.
PROFILE = """
    select
        everyone.*,
        labels.name_ru,
        labels.name_en,
        labels.decimals,
        decreased.median as median_decreased,
        same.median as median_same,
        everyone.outliers_below + everyone.outliers_above as outliers,
        (everyone.outliers_below + everyone.outliers_above)
        / nullif(everyone.customers - everyone.missing, 0) as outlier_share,
        importance.rank as importance_rank
    from marts.feature_profile as everyone
    inner join marts.feature_labels as labels on everyone.feature = labels.feature
    left join marts.feature_profile as decreased
        on everyone.feature = decreased.feature and decreased.activity = 'decreased'
    left join marts.feature_profile as same
        on everyone.feature = same.feature and same.activity = 'same'
    left join scoring.feature_importance as importance
        on everyone.feature = importance.feature
    where everyone.activity = 'all'
    order by importance.rank nulls last, everyone.feature
"""
DISTRIBUTIONS = """
    select feature, activity, bin, lower_bound, upper_bound, customers, share
    from marts.feature_distributions
    order by feature, bin, activity
"""
CATEGORIES = """
    select
        values.feature,
        features.name_ru as feature_ru,
        features.name_en as feature_en,
        coalesce(labels.name_ru, values.feature_value, '–') as name_ru,
        coalesce(labels.name_en, values.feature_value, '–') as name_en,
        sum(values.customers) as customers,
        coalesce(sum(case when activity = 'decreased' then values.customers end), 0)
            as decreased,
        coalesce(sum(case when activity = 'decreased' then values.customers end), 0)
        / nullif(sum(case when activity <> 'unknown' then values.customers end), 0)
            as share_decreased
    from marts.category_distributions as values
    inner join marts.feature_labels as features on values.feature = features.feature
    left join marts.value_labels as labels
        on values.feature = labels.feature and values.feature_value = labels.feature_value
    group by all
    order by values.feature, share_decreased desc nulls last, name_en
"""
FEATURES = """
    select labels.feature, labels.name_ru, labels.name_en
    from marts.feature_labels as labels
    left join scoring.feature_importance as importance
        on labels.feature = importance.feature
    order by labels.is_number desc, importance.rank nulls last, labels.feature
"""
ASSOCIATIONS = """
    select
        pairs.feature,
        pairs.other_feature,
        pairs.measure,
        pairs.strength,
        pairs.rows,
        one.name_ru,
        one.name_en,
        other.name_ru as other_ru,
        other.name_en as other_en
    from scoring.feature_associations as pairs
    inner join marts.feature_labels as one on pairs.feature = one.feature
    inner join marts.feature_labels as other on pairs.other_feature = other.feature
    order by abs(pairs.strength) desc nulls last, pairs.feature, pairs.other_feature
"""
INFLATION = """
    select
        inflation.feature,
        inflation.variance_inflation_factor,
        inflation.is_derived,
        labels.name_ru,
        labels.name_en
    from scoring.variance_inflation as inflation
    inner join marts.feature_labels as labels on inflation.feature = labels.feature
    order by inflation.variance_inflation_factor desc nulls last, inflation.feature
"""


@dataclass(frozen=True)
class DataFacts:
    """Everything the analyst's page shows; one field per question."""

    labelled: Row
    profile: list[Row]
    distributions: dict[str, list[Row]]
    categories: list[Row]
    features: list[Row]
    associations: list[Row]
    inflation: list[Row]
    reconciliation: list[Row]
    repaired: list[Row]
    rejected: list[Row]
    statuses: list[Row]
    audit: Row


def read_data_facts(connection: duckdb.DuckDBPyConnection) -> DataFacts:
    """Read what the page shows from a database whose tables are the published ones."""

    def read(query: str) -> list[Row]:
        return rows(connection, query)

    return DataFacts(
        labelled=read(LABELLED)[0],
        profile=read(PROFILE),
        distributions=by_feature(read(DISTRIBUTIONS)),
        categories=read(CATEGORIES),
        features=read(FEATURES),
        associations=read(ASSOCIATIONS),
        inflation=read(INFLATION),
        reconciliation=read(RECONCILIATION),
        repaired=read(REPAIRED),
        rejected=read(REJECTED),
        statuses=read(STATUSES),
        audit=read(AUDIT)[0],
    )


def by_feature(found: list[Row]) -> dict[str, list[Row]]:
    """Rows under the feature they are about."""
    grouped: dict[str, list[Row]] = {}
    for row in found:
        grouped.setdefault(str(row["feature"]), []).append(row)
    return grouped
