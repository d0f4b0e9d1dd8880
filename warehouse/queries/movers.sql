-- The largest rises and falls of a week against the week before, with how unusual the week is for the country itself.
-- Countries without sufficient evidence in either week are left out.
--
-- @param week week = null: Week; the latest if not given.
-- @param limit integer = 10: How many rises, and how many falls.
-- @example limit=5
with now as (
    select * from scores
    where week = coalesce($week::date, (select max(week) from scores)) and threat_level <> 'Insufficient evidence'
), moved as (
    select
        n.country, n.week, n.threat_level, b.threat_level as level_before, n.threat_score,
        b.threat_score as score_before, n.threat_score - b.threat_score as score_change, n.relative_z, n.level_reason
    from now n
    join scores b on b.country = n.country and b.week = n.week - 7 and b.threat_level <> 'Insufficient evidence'
), ranked as (
    select
        *, if(score_change > 0, 'rise', 'fall') as direction,
        row_number() over (partition by score_change > 0 order by abs(score_change) desc, country) as place
    from moved where score_change <> 0
)
select
    direction, place, country, week, round(score_change, 1) as score_change, round(score_before, 1) as score_before,
    round(threat_score, 1) as threat_score, level_before, threat_level, round(relative_z, 2) as z, level_reason
from ranked
where place <= $limit
order by direction desc, place
