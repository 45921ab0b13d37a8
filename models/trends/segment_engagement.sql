-- One row per month and segment: the mean and variance of each measure of engagement, and its
-- covariance with the month before among the customers of both months.
with

months as (

    {{ months_with_previous('score_history') }}

),

members as (

    select * from {{ ref('member_engagement') }}

),

totals as (

    select
        as_of,
        segment
        {%- for measure in engagement_measures() %},
        count({{ measure }}) as {{ measure }}_customers,
        avg({{ measure }}) as {{ measure }}_mean,
        var_samp({{ measure }}) as {{ measure }}_variance
        {%- endfor %}

    from members
    group by as_of, segment

),

-- Who is in the segment in both months moves both means together.
stayed as (

    select
        months.as_of,
        later.segment
        {%- for measure in engagement_measures() %},
        count(earlier.{{ measure }} + later.{{ measure }}) as {{ measure }}_customers,
        covar_samp(earlier.{{ measure }}, later.{{ measure }}) as {{ measure }}_covariance
        {%- endfor %}

    from months
    inner join members as earlier
        on months.previous_as_of = earlier.as_of
    inner join members as later
        on months.as_of = later.as_of
        and earlier.segment = later.segment
        and earlier.customer_id = later.customer_id
    group by months.as_of, later.segment

),

final as (

    select
        totals.*,
        months.previous_as_of
        {%- for measure in engagement_measures() %},
        coalesce(stayed.{{ measure }}_customers, 0) as {{ measure }}_in_both,
        coalesce(stayed.{{ measure }}_covariance, 0) as {{ measure }}_covariance
        {%- endfor %}

    from totals
    left join months
        on totals.as_of = months.as_of
    left join stayed
        on totals.as_of = stayed.as_of
        and totals.segment = stayed.segment

)

select * from final
