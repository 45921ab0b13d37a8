"""What the report shows, read from the published tables and nothing else."""

from dataclasses import dataclass
from decimal import Decimal

import duckdb

Row = dict[str, object]

# More points than this change nothing that can be seen of a curve.
CURVE_POINTS_MAX = 200
DRAWN_FEATURES = 10

HEADLINE = """
    select
        count(*) as known_customers,
        count(churn_risk) as active_customers,
        count(case when is_at_risk then 1 end) as customers_at_risk,
        coalesce(sum(monthly_profit), 0) as monthly_profit,
        coalesce(sum(profit_at_risk), 0) as profit_at_risk,
        coalesce(sum(case when is_at_risk then profit_at_risk end), 0)
            as profit_at_risk_of_them,
        count(case when is_at_risk and not has_consent then 1 end)
            as at_risk_without_consent,
        coalesce(sum(case when is_at_risk and not has_consent then profit_at_risk end), 0)
            as profit_at_risk_without_consent
    from marts.customers
"""
PLAN = """
    select
        coalesce(max(campaign), '') as campaign,
        count(case when not is_holdout then 1 end) as offers,
        count(case when not is_holdout and channel <> 'on_site' then 1 end) as contacts,
        count(case when not is_holdout and channel = 'on_site' then 1 end) as on_site,
        count(case when is_holdout then 1 end) as holdout,
        coalesce(sum(case when not is_holdout then cost_per_contact end), 0) as cost,
        coalesce(sum(case when not is_holdout then expected_profit end), 0)
            as expected_profit
    from marts.customer_offers
"""
# How many of the most valuable risks hold half of the profit at risk.
CONCENTRATION = """
    with ordered as (
        select
            sum(profit_at_risk) over (order by profit_at_risk desc, customer_id) as so_far,
            sum(profit_at_risk) over () as whole
        from marts.customers
        where profit_at_risk > 0
    )
    select count(case when so_far < whole / 2 then 1 end) + 1 as customers
    from ordered
"""
RISK_BINS = """
    select
        least(floor(churn_risk * 20), 19) / 20 as risk_from,
        (least(floor(churn_risk * 20), 19) + 1) / 20 as risk_to,
        count(*) as customers,
        count(case when is_at_risk then 1 end) as customers_at_risk,
        coalesce(sum(profit_at_risk), 0) as profit_at_risk
    from marts.customers
    where churn_risk is not null
    group by all
    order by risk_from
"""
SEGMENTS = """
    select
        *,
        row_number() over (order by profit_at_risk desc, segment) as place,
        monthly_profit / nullif(customers, 0) as profit_per_customer,
        customers_with_consent / nullif(customers, 0) as share_with_consent
    from marts.segment_summary
    order by place
"""
# What customers do that is most unlike all others, by half or more: at most three things
# for each segment. Risk and profit have columns of their own.
TRAITS = """
    select
        traits.segment,
        traits.measure,
        traits.statistic,
        traits.in_segment,
        traits.overall,
        traits.ratio,
        features.name_ru,
        features.name_en,
        coalesce(labels.name_ru, traits.category) as category_ru,
        coalesce(labels.name_en, traits.category) as category_en,
        features.decimals
    from marts.segment_profile as traits
    inner join marts.feature_labels as features on traits.measure = features.feature
    left join marts.value_labels as labels
        on traits.measure = labels.feature and traits.category = labels.feature_value
    where traits.ratio > 0 and abs(ln(traits.ratio)) > 0.4
    qualify row_number() over (
        partition by traits.segment
        order by abs(ln(traits.ratio)) desc, traits.measure, traits.category
    ) <= 3
    order by traits.segment, abs(ln(traits.ratio)) desc, traits.measure, traits.category
"""
OFFERS = """
    select
        *,
        row_number() over (order by expected_profit desc, offer) as place,
        expected_profit / nullif(cost, 0) as profit_per_cost
    from marts.offer_summary
    order by place
"""
POWER = """
    select * from marts.campaign_power
    order by case dimension when 'all' then 1 when 'segment' then 2 else 3 end, value
"""
RESULTS = """
    select * from marts.campaign_results
    order by
        outcome_month desc, campaign desc,
        case dimension when 'all' then 1 when 'segment' then 2 else 3 end, value
"""
IMPORTANCE = """
    select
        importance.*,
        coalesce(mean_absolute_contribution, permutation_importance) as importance,
        labels.name_ru,
        labels.name_en
    from scoring.feature_importance as importance
    inner join marts.feature_labels as labels on importance.feature = labels.feature
    order by rank
"""
SAMPLE = f"""
    select
        sample.feature,
        labels.name_ru,
        labels.name_en,
        round(sample.contribution, 3) as contribution,
        round(sample.value_rank, 2) as value_rank,
        coalesce(
            cast(round(sample.number_value, coalesce(labels.decimals, 0)) as varchar),
            names.name_ru, sample.category_value, '–'
        ) as value_ru,
        coalesce(
            cast(round(sample.number_value, coalesce(labels.decimals, 0)) as varchar),
            names.name_en, sample.category_value, '–'
        ) as value_en
    from marts.contribution_sample as sample
    inner join scoring.feature_importance as importance
        on sample.feature = importance.feature
    inner join marts.feature_labels as labels on sample.feature = labels.feature
    left join marts.value_labels as names
        on sample.feature = names.feature and sample.category_value = names.feature_value
    where importance.rank <= {DRAWN_FEATURES}
    order by importance.rank, sample.contribution, sample.customer_id
"""
# The strongest reason of each customer at risk, counted.
FIRST_REASONS = """
    select labels.name_ru, labels.name_en, count(*) as customers
    from scoring.score_reasons as reasons
    inner join scoring.churn_scores as scores
        on reasons.customer_id = scores.customer_id
    inner join marts.feature_labels as labels on reasons.feature = labels.feature
    where reasons.rank = 1 and scores.is_at_risk
    group by all
    order by customers desc, labels.name_en
"""
LEADERBOARD = """
    select *, 1.96 * roc_auc_se as margin
    from scoring.model_leaderboard
    where split = 'grouped'
    order by rank
"""
RECONCILIATION = "select * from staging.input_reconciliation order by export"
REPAIRED = """
    select * from staging.repaired_spellings
    order by row_count desc, export, column_name, spelling
"""
STATUSES = """
    select status, reason, count(*) as customers
    from intermediate.customer_status
    group by all
    order by status, customers desc, reason
"""
AUDIT = """
    select
        count(*) as labels,
        count(case when activity = 'same' then 1 end) as same,
        count(case when activity = 'decreased' then 1 end) as decreased
    from scoring.label_audit
"""
REJECTED = """
    select export, reason, row_count, example_customer_id as example
    from staging.rejection_reasons
    order by row_count desc, export, reason
    limit 50
"""


@dataclass(frozen=True)
class Facts:
    """Everything the report shows; one field per question."""

    settings: dict[str, str]
    headline: Row
    plan: Row
    half_of_risk: int
    risk_bins: list[Row]
    segments: list[Row]
    traits: list[Row]
    offers: list[Row]
    sensitivity: list[Row]
    power: list[Row]
    results: list[Row]
    importance: list[Row]
    sample: list[Row]
    first_reasons: list[Row]
    run: Row
    leaderboard: list[Row]
    roc: list[Row]
    calibration: list[Row]
    thresholds: list[Row]
    cut: Row
    reconciliation: list[Row]
    repaired: list[Row]
    rejected: list[Row]
    statuses: list[Row]
    audit: Row


def read_facts(connection: duckdb.DuckDBPyConnection) -> Facts:
    """Read what the report shows from a database whose tables are the published ones."""

    def read(query: str) -> list[Row]:
        return rows(connection, query)

    thresholds = read("select * from scoring.threshold_curve order by threshold")
    return Facts(
        settings=read_settings(connection),
        headline=read(HEADLINE)[0],
        plan=read(PLAN)[0],
        half_of_risk=read(CONCENTRATION)[0]["customers"],
        risk_bins=read(RISK_BINS),
        segments=read(SEGMENTS),
        traits=read(TRAITS),
        offers=read(OFFERS),
        sensitivity=read(
            "select * from marts.campaign_sensitivity order by effect_multiplier"
        ),
        power=read(POWER),
        results=read(RESULTS),
        importance=read(IMPORTANCE),
        sample=read(SAMPLE),
        first_reasons=read(FIRST_REASONS),
        run=read("select * from scoring.model_runs where is_current")[0],
        leaderboard=read(LEADERBOARD),
        roc=thinned(
            read("select * from scoring.roc_curve order by false_positive_rate, 3")
        ),
        calibration=read("select * from scoring.calibration_curve order by bin"),
        thresholds=thinned(thresholds),
        cut=next(row for row in thresholds if row["is_in_force"]),
        reconciliation=read(RECONCILIATION),
        repaired=read(REPAIRED),
        rejected=read(REJECTED),
        statuses=read(STATUSES),
        audit=read(AUDIT)[0],
    )


def read_settings(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Each business var and the value that was in force."""
    return dict(
        connection.execute(
            "select setting, value from marts.settings order by 1"
        ).fetchall()
    )


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    """The rows of a query by column name; exact decimals become floats for the page."""
    result = connection.execute(query)
    names = [column[0] for column in result.description]
    return [
        {
            name: float(value) if isinstance(value, Decimal) else value
            for name, value in zip(names, values, strict=True)
        }
        for values in result.fetchall()
    ]


def thinned(curve: list[Row], points: int = CURVE_POINTS_MAX) -> list[Row]:
    """Evenly chosen rows of a long curve, both ends among them."""
    if len(curve) <= points:
        return curve
    step = (len(curve) - 1) / (points - 1)
    return [curve[round(place * step)] for place in range(points)]
