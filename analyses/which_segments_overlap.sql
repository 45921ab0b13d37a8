-- Какие сегменты состоят из одних и тех же людей? Which segments are made of the same people?
with

members as (

    select * from marts.segment_members

),

pairs as (

    select
        members.segment,
        others.segment as other_segment,
        count(*) as customers_in_both,
        sum(members.profit_at_risk) as profit_at_risk

    from members
    inner join members as others
        on members.customer_id = others.customer_id
        and members.segment < others.segment
    group by members.segment, others.segment

),

final as (

    select
        pairs.*,
        pairs.customers_in_both / nullif(least(summary.customers, others.customers), 0)
            as share_of_the_smaller

    from pairs
    inner join marts.segment_summary as summary
        on pairs.segment = summary.segment
    inner join marts.segment_summary as others
        on pairs.other_segment = others.segment

)

select * from final
order by share_of_the_smaller desc, segment, other_segment
