-- A feature whose values have moved since the month before gives a warning: the model in force
-- learnt from others, or a file was made in another way.
{{ config(severity='warn') }}
select
    feature,
    psi,
    feature || ' is distributed otherwise than in ' || previous_as_of
    || '. Look at marts.feature_drift and at the export it comes from.' as problem

from {{ ref('feature_drift') }}
where as_of = '{{ campaign() }}' and is_drifted
order by psi desc nulls last, feature nulls last
