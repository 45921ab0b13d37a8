-- market_file has customers of both labels: a model cannot learn a difference from one.
with

labels as (

    select
        count(distinct activity) as classes,
        min(activity) as only_class

    from {{ ref('stg_market_file') }}

)

select
    'market_file: the label «Покупательская активность» has '
    || case
        when classes = 0 then '0 classes (no customer is labelled)'
        else '1 class (every labelled customer is ' || only_class || ')'
    end
    || ': expected both «Снизилась» and «Прежний уровень», so that a model can learn the'
    || ' difference. What is published stays as it was.' as problem

from labels
where classes < 2
