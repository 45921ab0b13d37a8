-- One row per customer of a segment: the whole set of the segments, and the primary one.
with

memberships as (

    select * from {{ ref('customer_segments') }}

),

-- A binary digit for each segment makes a set of them a sum: to put the names in order for
-- each customer would take ten times as long, and few sets occur.
digits as (

    select
        segment,
        cast(
            power(2, row_number() over (order by segment) - 1) as decimal(38, 0)
        ) as digit

    from {{ ref('segments') }}

),

coded as (

    select
        memberships.customer_id,
        sum(digits.digit) as code,
        max(case when memberships.is_primary then memberships.segment end)
            as primary_segment

    from memberships
    inner join digits
        on memberships.segment = digits.segment
    group by memberships.customer_id

),

examples as (

    select
        code,
        min(customer_id) as customer_id

    from coded
    group by code

),

named as (

    select
        examples.code,
        {{ dbt.listagg('memberships.segment', "', '", 'order by memberships.segment') }}
            as segments

    from examples
    inner join memberships
        on examples.customer_id = memberships.customer_id
    group by examples.code

),

final as (

    select
        coded.customer_id,
        named.segments,
        coded.primary_segment

    from coded
    inner join named
        on coded.code = named.code

)

select * from final
