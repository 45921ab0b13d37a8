"""The questions of `report.html`."""

from one_click.pages.codes import CAMPAIGN_PARTS
from one_click.pages.facts import NOW, Facts, all_rows, one_row

# The beeswarm and the bars of importance show this many features.
DRAWN_FEATURES = 10
# The histogram of the risk has this many bars.
RISK_BINS = 20
# A segment is mostly at risk from this share of its customers on.
MOSTLY = 0.5
# A trait of a segment is told where its share or median differs by half or more:
# |ln(ratio)| above this. Each segment shows so many of them, the strongest first.
TRAIT_LOG_RATIO_MIN, TRAITS_MAX = 0.4, 3
# Results of earlier campaigns stand in marts.campaign_results alone.
CAMPAIGNS_SHOWN_MAX = 3
# Standard errors on each side of an estimate in its 95 % interval.
STANDARD_ERRORS_95 = 1.96

CAMPAIGN_PARTS_IN_ORDER = f"list_position({list(CAMPAIGN_PARTS)}, dimension), value"


class ReportFacts(Facts):
    """The facts of the report; risk and profit are those of the current month."""

    headline = one_row("""
        select
            count(churn_risk) as active_customers,
            count(*) filter (is_at_risk) as customers_at_risk,
            coalesce(sum(monthly_profit), 0) as monthly_profit,
            coalesce(sum(profit_at_risk), 0) as profit_at_risk,
            coalesce(sum(profit_at_risk) filter (is_at_risk), 0)
                as profit_at_risk_of_them,
            count(*) filter (is_at_risk and not has_consent) as at_risk_without_consent,
            coalesce(sum(profit_at_risk) filter (is_at_risk and not has_consent), 0)
                as profit_at_risk_without_consent
        from marts.customers
    """)
    plan = one_row("""
        select
            coalesce(max(campaign), '') as campaign,
            count(*) filter (not is_holdout) as customers,
            count(*) filter (not is_holdout and channel <> 'on_site') as contacts,
            count(*) filter (not is_holdout and channel = 'on_site') as on_site,
            count(*) filter (not is_holdout and customers.is_at_risk) as at_risk,
            count(*) filter (
                not is_holdout and channel <> 'on_site' and not customers.is_at_risk
            ) as contacts_below_cut,
            count(*) filter (is_holdout) as holdout,
            coalesce(sum(cost_per_contact) filter (not is_holdout), 0) as cost,
            coalesce(sum(offers.expected_profit) filter (not is_holdout), 0)
                as expected_profit
        from marts.customer_offers as offers
        inner join (select customer_id, is_at_risk from marts.customers) as customers
            on offers.customer_id = customers.customer_id
    """)
    # The best contacts, which should earn half of what all contacts earn: from the top of
    # each list so many.
    best_half = all_rows("""
        with contacted as (
            select
                channel,
                expected_profit,
                sum(expected_profit) over (
                    order by expected_profit desc, customer_id
                ) as so_far,
                sum(expected_profit) over () as whole
            from marts.customer_offers
            where not is_holdout and channel <> 'on_site'
        )
        select channel, count(*) as contacts
        from contacted
        where so_far - expected_profit < whole / 2
        group by channel
        order by contacts desc, channel
    """)
    # The plan in force by a model that learnt without the blocks of labels.
    without_blocks = all_rows("""
        select expected_profit, losing_contacts
        from marts.label_sensitivity
        where learnt_from = 'without_blocks' and measured_on = 'all_labels'
            and expected_profit is not null
    """)
    # Each list by channel, the one with the most profit first.
    lists = all_rows("""
        select
            channel,
            count(*) as customers,
            sum(expected_profit) as expected_profit
        from marts.customer_offers
        where not is_holdout
        group by channel
        order by expected_profit desc, channel
    """)
    risk_bins = all_rows(f"""
        select
            least(floor(churn_risk * {RISK_BINS}), {RISK_BINS - 1}) as bin,
            bin / {RISK_BINS} as risk_from,
            (bin + 1) / {RISK_BINS} as risk_to,
            count(*) as customers,
            count(*) filter (is_at_risk) as customers_at_risk,
            coalesce(sum(profit_at_risk), 0) as profit_at_risk
        from marts.customers
        where churn_risk is not null
        group by all
        order by bin
    """)
    segments = all_rows("""
        select
            *,
            row_number() over (order by profit_at_risk desc, segment) as place,
            monthly_profit / nullif(customers, 0) as profit_per_customer,
            customers_with_consent / nullif(customers, 0) as share_with_consent
        from marts.segment_summary
        order by place
    """)
    # Risk and profit are no traits: they have columns of their own.
    traits = all_rows(f"""
        select
            traits.segment,
            traits.statistic,
            traits.in_segment,
            traits.overall,
            features.name_ru,
            features.name_en,
            coalesce(labels.name_ru, traits.category) as category_ru,
            coalesce(labels.name_en, traits.category) as category_en,
            coalesce(features.decimals, 1) as decimals,
            row_number() over (
                partition by traits.segment
                order by abs(ln(traits.ratio)) desc, traits.measure, traits.category
            ) as place
        from marts.segment_profile as traits
        inner join marts.feature_labels as features
            on traits.measure = features.feature
        left join marts.value_labels as labels
            on traits.measure = labels.feature
            and traits.category = labels.feature_value
        where traits.ratio > 0 and abs(ln(traits.ratio)) > {TRAIT_LOG_RATIO_MIN}
        qualify place <= {TRAITS_MAX}
        order by traits.segment, place
    """)
    offers = all_rows("""
        select *, expected_profit / nullif(cost, 0) as profit_per_cost
        from marts.offer_summary
        order by expected_profit desc, offer
    """)
    sensitivity = all_rows(
        "select * from marts.campaign_sensitivity order by effect_multiplier"
    )
    power = all_rows(
        f"select * from marts.campaign_power order by {CAMPAIGN_PARTS_IN_ORDER}"
    )
    results = all_rows(f"""
        select * from marts.campaign_results
        where campaign in (
            select distinct campaign from marts.campaign_results
            order by campaign desc limit {CAMPAIGNS_SHOWN_MAX}
        )
        order by outcome_month desc, campaign desc, {CAMPAIGN_PARTS_IN_ORDER}
    """)
    # All campaigns together first.
    came_true = all_rows("""
        select * from marts.campaign_profit
        order by campaign = 'all' desc, campaign desc
    """)
    profit_loss = one_row("select * from marts.profit_loss")
    effects = all_rows("""
        select * from marts.offer_effects
        order by risk_reduction desc, offer
    """)
    importance = all_rows("""
        select
            importance.*,
            coalesce(mean_absolute_contribution, permutation_importance) as importance,
            labels.name_ru,
            labels.name_en
        from scoring.feature_importance as importance
        inner join marts.feature_labels as labels on importance.feature = labels.feature
        order by rank
    """)
    sample = all_rows(f"""
        select
            sample.feature,
            labels.name_ru,
            labels.name_en,
            round(sample.contribution, 3) as contribution,
            round(sample.value_rank, 2) as value_rank,
            cast(round(sample.number_value, coalesce(labels.decimals, 0)) as varchar)
                as number_text,
            coalesce(number_text, names.name_ru, sample.category_value, '–') as value_ru,
            coalesce(number_text, names.name_en, sample.category_value, '–') as value_en
        from marts.contribution_sample as sample
        inner join scoring.feature_importance as importance
            on sample.feature = importance.feature
        inner join marts.feature_labels as labels on sample.feature = labels.feature
        left join marts.value_labels as names
            on sample.feature = names.feature
            and sample.category_value = names.feature_value
        where importance.rank <= {DRAWN_FEATURES}
        order by importance.rank, sample.contribution, sample.customer_id
    """)
    # How many customers at risk have the feature as their strongest reason.
    first_reasons = all_rows("""
        select labels.name_ru, labels.name_en, count(*) as customers
        from scoring.score_reasons as reasons
        inner join scoring.churn_scores as scores
            on reasons.customer_id = scores.customer_id
        inner join marts.feature_labels as labels on reasons.feature = labels.feature
        where reasons.rank = 1 and scores.is_at_risk
        group by all
        order by customers desc, labels.name_en
    """)
    run = one_row("select * from scoring.model_runs where is_current")
    leaderboard = all_rows(f"""
        select
            *,
            roc_auc - {STANDARD_ERRORS_95} * roc_auc_se as roc_auc_low,
            roc_auc + {STANDARD_ERRORS_95} * roc_auc_se as roc_auc_high
        from scoring.model_leaderboard
        where split = 'grouped'
        order by rank
    """)
    champion = one_row("""
        select * from scoring.model_leaderboard
        where split = 'grouped' and is_champion
    """)
    retraining = one_row(f"select * from monitoring.retraining where as_of = {NOW}")
    foresight = all_rows("select * from scoring.foresight order by learnt_from")
    roc = all_rows("""
        select * from scoring.roc_curve
        order by false_positive_rate, true_positive_rate
    """)
    calibration = all_rows("select * from scoring.calibration_curve order by bin")
    thresholds = all_rows("select * from scoring.threshold_curve order by threshold")
    cut = one_row("select * from scoring.threshold_curve where is_in_force")
