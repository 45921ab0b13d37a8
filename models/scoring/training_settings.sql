-- One row: the vars that the training is asked with.
select
    {{ sql_text(var('leaderboard')) }} as leaderboard,
    {{ sql_text(var('champion')) }} as champion,
    {{ sql_text(var('threshold_policy')) }} as threshold_policy,
    cast({{ var('recall_target') }} as double) as recall_target,
    {{ sql_text(var('retrain')) }} as retrain
