-- What analysts decided by hand and what it changed, the newest week first: the public log of corrections.
--
-- @param country countries = null: Countries to look at; all if not given.
-- @param week week = null: Only this week.
-- @param limit integer = 100: How many to show.
-- @example limit=5
select country, week, decision_id, kind, effect, because, decided_by, decided_on, subjects
from corrections
where ($country::varchar[] is null or list_contains($country::varchar[], country))
    and ($week::date is null or week = $week::date)
order by week desc, country, decision_id
limit $limit
