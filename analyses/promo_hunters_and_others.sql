-- Чем прибыльные охотники за акциями отличаются от остальных? How do profitable promo hunters differ from the others?
with

hunters as (

    select customer_id
    from marts.segment_members
    where segment = 'promo_hunters_profitable'

),

final as (

    select
        hunters.customer_id is not null as is_promo_hunter,
        count(*) as customers,
        avg(case when customers.is_at_risk then 1.0 else 0.0 end) as share_at_risk,
        avg(customers.churn_risk) as mean_risk,
        avg(customers.monthly_profit) as mean_monthly_profit,
        avg(customers.promo_purchase_share) as mean_promo_purchase_share,
        avg(customers.pages_per_visit) as mean_pages_per_visit,
        avg(customers.minutes_current_month) as mean_minutes_current_month,
        avg(customers.unpaid_items_quarter) as mean_unpaid_items_quarter

    from marts.customers as customers
    left join hunters
        on customers.customer_id = hunters.customer_id
    where customers.status = 'active'
    group by hunters.customer_id is not null

)

select * from final
order by is_promo_hunter desc
