-- A row a change of a country's level from one week to the next built: from what to what, and what came of it: taken back within two weeks, or not; null where the weeks are not built yet.
with steps as (
    select country, week, threat_level, threat_score, lag(threat_level) over by_country as before, lag(week) over by_country as week_before,
        lead(threat_level) over by_country as next_level
    from scores window by_country as (partition by country order by week)
), later as (
    select *, lead(next_level) over (partition by country order by week) as later_level from steps
)
select
    country, week, before as from_level, threat_level as to_level, threat_score, week_before,
    case when next_level = before or later_level = before then true when later_level is not null then false end as taken_back
from later where before is not null and threat_level <> before
