-- One row per measured campaign, month of the outcome, and group: treated against control.
select *
from {{ ref('campaign_measurements') }}
