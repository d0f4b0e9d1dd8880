-- The stories that weighed most in a week, over all countries or some, with their reach and lead article.
--
-- @param week week = null: Week; the latest if not given.
-- @param country countries = null: Countries to look at; all if not given.
-- @param limit integer = 10: How many stories to show.
-- @example limit=5
with chosen as (
    select coalesce($week::date, (select max(week) from scores)) as week
), top as (
    select c.*
    from contributions c
    where c.week = (select week from chosen)
        and ($country::varchar[] is null or list_contains($country::varchar[], c.country))
    order by c.points desc, c.country, c.story_id
    limit $limit
)
select
    t.country, t.week, round(t.points, 2) as points, s.sector, s.category, s.severity, s.title, s.event_date, s.status,
    s.killed_low, s.killed_high, s.publisher_count, s.article_count, s.nearness, a.outlet, a.url, s.story_id
from top t
join stories s on s.country = t.country and s.week = t.week and s.story_id = t.story_id
    and s.week = (select week from chosen)
left join articles a on a.country = s.country and a.week = s.week and a.article_id = s.lead_article_id
    and a.week = (select week from chosen)
order by t.points desc, t.country, s.story_id
