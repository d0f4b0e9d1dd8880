-- How good the forecasts have been: of each kind, how many were made and judged, how often they came true and, for the
-- level, the Brier score (mean squared distance of probability and outcome; 0 is perfect) beside that of climatology
-- (always the share that came true) and of persistence (the level stays).
--
-- @param country countries = null: Countries; all if not given.
-- @param from week = null: First week in which it was said; the earliest if not given.
-- @param to week = null: Last week; the latest if not given.
-- @example from=2026-01-01
with said as (
    select o.*, if(kind = 'level', outlook_id, kind) as forecast, outcome::int as came
    from outlook o
    where kind <> 'event' and ($country::varchar[] is null or list_contains($country::varchar[], country))
        and ($from::date is null or week >= $from::date) and ($to::date is null or week <= $to::date)
)
select
    forecast, count(*) as said, count(came) as judged, count(distinct country) filter (where came is not null) as countries,
    sum(came) as came_true, round(avg(came), 3) as share_true,
    round(avg(probability) filter (where came is not null), 3) as mean_probability,
    round(avg((probability - came) ** 2), 4) as brier,
    round(if(any_value(kind) = 'level', avg(came) * (1 - avg(came)), null), 4) as brier_climatology,
    round(if(any_value(kind) = 'level', avg(came), null), 4) as brier_persistence
from said
group by forecast
order by forecast
