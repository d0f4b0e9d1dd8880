-- What lasts: the threads of the latest or a given week, the longest first, with what they cost this week.
--
-- @param country countries = null: Countries to look at; all if not given.
-- @param week week = null: Week; the latest if not given.
-- @param limit integer = 50: How many threads to show.
-- @example limit=5
select country, week, week_count, first_week, title, kind, killed_best, actors, trend, thread_id
from threads
where week = coalesce($week::date, (select max(week) from scores))
    and ($country::varchar[] is null or list_contains($country::varchar[], country))
order by week_count desc, killed_best desc nulls last, country, thread_id
limit $limit
