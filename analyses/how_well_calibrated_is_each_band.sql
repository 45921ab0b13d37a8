-- Сбывается ли предсказанный риск в каждой группе? Does the predicted risk come true in each band?
with

labelled as (

    select
        risk_band,
        churn_risk,
        case when activity = 'decreased' then 1.0 else 0.0 end as decreased

    from marts.customers
    where is_out_of_fold and activity is not null

),

final as (

    select
        risk_band,
        count(*) as customers,
        avg(churn_risk) as mean_risk,
        avg(decreased) as share_decreased,
        avg(decreased) - avg(churn_risk) as difference,
        -- Of the share, if the risks are right.
        sqrt(sum(churn_risk * (1 - churn_risk))) / count(*) as standard_error

    from labelled
    group by risk_band

)

select * from final
order by mean_risk
