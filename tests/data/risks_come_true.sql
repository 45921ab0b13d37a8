-- A warning: the labels are further from the risks of the month before than chance allows. Many
-- labels are wrong, or the risks no longer fit.
{{ config(severity='warn') }}
select
    as_of,
    flipped_share,
    'The risks of ' || as_of || ' tell the labels of ' || outcome_month || ' as badly as if '
    || {{ shown_number('100 * flipped_share', '0') }}
    || ' % of the labels were flipped at random. Look at the labels in the exports; if they are '
    || 'right, the model of that month no longer fits.' as problem

from {{ ref('realised_performance') }}
where outcome_month = '{{ campaign() }}' and is_worse_than_expected
order by as_of nulls last
