"""The questions about what moved since the month before; all empty in the first month."""

from one_click.pages.facts import NOW, Facts, all_rows, one_row

# The picture shows the largest falls; its table holds all.
FLOWS_SHOWN_MAX, FALLS_DRAWN_MAX = 12, 10


class SinceFacts(Facts):
    """The month of the page against the one before it in the history."""

    months = all_rows(f"""
        select as_of, max(previous_as_of) as previous_as_of
        from marts.segment_migrations
        where as_of = {NOW}
        group by as_of
    """)
    # Who is at risk now and was not, and the reverse; among customers of both months.
    risk = one_row(f"""
        with previous as (
            select timeline.*
            from marts.customer_timeline as timeline
            where timeline.as_of = (
                select max(previous_as_of) from marts.segment_migrations
                where as_of = {NOW}
            )
        )
        select
            count(*) filter (customers.is_at_risk and not previous.is_at_risk)
                as entered,
            count(*) filter (not customers.is_at_risk and previous.is_at_risk) as left_it,
            coalesce(sum(customers.profit_at_risk) filter (
                customers.is_at_risk and not previous.is_at_risk
            ), 0) as profit_of_entered,
            count(*) filter (
                customers.is_at_risk and not previous.is_at_risk
                and customers.has_consent
            ) as entered_with_consent
        from marts.customers as customers
        inner join previous on customers.customer_id = previous.customer_id
    """)
    flows = all_rows(f"""
        select
            segment_before,
            segment_now,
            customers
        from marts.segment_migrations
        where as_of = {NOW} and segment_before <> segment_now
        order by customers desc, segment_before, segment_now
    """)
    # Falls that are more than chance, the largest share first.
    falls = all_rows(f"""
        select
            watch.segment,
            watch.customers,
            watch.mean_before,
            watch.mean_now,
            watch.difference / watch.mean_before as share,
            watch.difference_low / watch.mean_before as share_low,
            watch.difference_high / watch.mean_before as share_high,
            labels.name_ru,
            labels.name_en
        from marts.engagement_watch as watch
        inner join marts.feature_labels as labels on watch.measure = labels.feature
        where watch.as_of = {NOW} and watch.is_falling and watch.mean_before > 0
        order by share, watch.segment, labels.name_en
    """)
    watched = one_row(
        f"select count(*) as rows from marts.engagement_watch where as_of = {NOW}"
    )
    drifted = all_rows(f"""
        select drift.psi, labels.name_ru, labels.name_en
        from marts.feature_drift as drift
        inner join marts.feature_labels as labels on drift.feature = labels.feature
        where drift.as_of = {NOW} and drift.is_drifted
        order by drift.psi desc
    """)
    # Risks that the labels of the month refute.
    refuted = all_rows(f"""
        select as_of, flipped_share
        from marts.realised_performance
        where outcome_month = {NOW} and is_worse_than_expected
    """)
    # What each month's risks should tell, beside what they told once labels came.
    performance = all_rows("""
        select
            expected.as_of,
            expected.share_decreased as expected_share,
            expected.share_decreased_low as expected_low,
            expected.share_decreased_high as expected_high,
            expected.roc_auc as expected_roc_auc,
            realised.share_decreased as realised_share,
            realised.roc_auc as realised_roc_auc,
            realised.outcome_month
        from marts.expected_performance as expected
        left join marts.realised_performance as realised
            on expected.as_of = realised.as_of
        order by expected.as_of desc
        limit 12
    """)
