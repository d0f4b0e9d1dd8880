-- Whether the probabilities of a higher level mean what they say: the judged forecasts in bins of probability, what was
-- said on average and the share that came true.
--
-- @param country countries = null: Countries; all if not given.
-- @param from week = null: First week in which it was said; the earliest if not given.
-- @param to week = null: Last week; the latest if not given.
-- @example from=2026-01-01
with judged as (
    select
        outlook_id as forecast, probability, outcome::int as came,
        case when probability < 0.05 then '00-05 %' when probability < 0.15 then '05-15 %' when probability < 0.3 then '15-30 %'
            when probability < 0.5 then '30-50 %' else '50-100 %' end as said
    from outlook
    where kind = 'level' and outcome is not null
        and ($country::varchar[] is null or list_contains($country::varchar[], country))
        and ($from::date is null or week >= $from::date) and ($to::date is null or week <= $to::date)
)
select
    forecast, said, count(*) as forecasts, round(avg(probability), 3) as mean_probability, round(avg(came), 3) as share_true
from judged
group by forecast, said
order by forecast, said
