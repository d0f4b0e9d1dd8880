-- A row a change of a country's level from one week to the next built: from what to what, and what came of it: taken back within two weeks, or not; null where the weeks are not built yet.
with steps as (
    select country, week, threat_level, threat_score, change,
        lag(threat_level) over by_country as before, lag(week) over by_country as week_before,
        lead(threat_level) over by_country as next_level, lead(threat_level, 2) over by_country as later_level,
        lead(week, 2) over by_country as later_week
    from scores window by_country as (partition by country order by week)
)
select
    country, week, before as from_level, threat_level as to_level, threat_score, week_before,
    case when next_level = before or later_level = before then true when later_week is not null then false end as taken_back
from steps where before is not null and threat_level <> before
