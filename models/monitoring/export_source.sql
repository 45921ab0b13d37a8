-- One row: where the exports of this warehouse came from. Another source has to be confirmed.
-- depends_on: {{ ref('customer_status') }}, which tests of the exports come before.
select {{ sql_text(exports_source()) }} as source
