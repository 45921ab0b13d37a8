"""The questions of `data.html`."""

from one_click.pages.facts import Facts, all_rows, one_row

# A pair of features is strongly associated from this strength on.
STRONG = 0.5
# A feature with a higher variance inflation factor is commonly called collinear.
COLLINEAR = 10


class DataFacts(Facts):
    """The facts of the analyst's page."""

    labelled = one_row("""
        select
            count(*) as known_customers,
            count(*) filter (status = 'active') as active_customers,
            count(activity) as labelled,
            count(*) filter (activity = 'decreased') as decreased,
            count(*) filter (is_revenue_outlier) as revenue_outliers
        from marts.customers
    """)
    # One row per numeric feature: all customers, and the medians of the two labels.
    profile = all_rows("""
        select
            everyone.*,
            labels.name_ru,
            labels.name_en,
            coalesce(labels.decimals, 1) as decimals,
            decreased.median as median_decreased,
            same.median as median_same,
            -- Where the quartiles are alike, every other value would be far out.
            case
                when everyone.lower_fence < everyone.upper_fence
                    then everyone.outliers_below + everyone.outliers_above
            end as outliers,
            outliers / nullif(everyone.customers - everyone.missing, 0) as outlier_share
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
    """)
    distributions = all_rows(
        "select * from marts.feature_distributions order by feature, bin, activity"
    )
    categories = all_rows("""
        select
            values.feature,
            features.name_ru as feature_ru,
            features.name_en as feature_en,
            coalesce(labels.name_ru, values.feature_value, '–') as name_ru,
            coalesce(labels.name_en, values.feature_value, '–') as name_en,
            sum(values.customers) as customers,
            coalesce(sum(values.customers) filter (activity = 'decreased'), 0)
                as decreased,
            decreased
            / nullif(sum(values.customers) filter (activity <> 'unknown'), 0)
                as share_decreased
        from marts.category_distributions as values
        inner join marts.feature_labels as features on values.feature = features.feature
        left join marts.value_labels as labels
            on values.feature = labels.feature
            and values.feature_value = labels.feature_value
        group by all
        order by values.feature, share_decreased desc nulls last, name_en
    """)
    features = all_rows("""
        select
            labels.feature,
            labels.name_ru,
            labels.name_en,
            row_number() over (
                order by
                    labels.is_number desc, importance.rank nulls last, labels.feature
            ) as place
        from marts.feature_labels as labels
        left join scoring.feature_importance as importance
            on labels.feature = importance.feature
        order by place
    """)
    associations = all_rows("""
        select
            pairs.*,
            one.name_ru,
            one.name_en,
            other.name_ru as other_ru,
            other.name_en as other_en
        from scoring.feature_associations as pairs
        inner join marts.feature_labels as one on pairs.feature = one.feature
        inner join marts.feature_labels as other on pairs.other_feature = other.feature
        order by abs(pairs.strength) desc nulls last, pairs.feature, pairs.other_feature
    """)
    inflation = all_rows("""
        select inflation.*, labels.name_ru, labels.name_en
        from scoring.variance_inflation as inflation
        inner join marts.feature_labels as labels on inflation.feature = labels.feature
        order by inflation.variance_inflation_factor desc nulls last, inflation.feature
    """)
