-- What is new, gone, escalated or calmer in a country's week against the week before, story by story.
-- escalated and calmer: a continuing story whose severity moved by half a point or more.
--
-- @param country country required: Country.
-- @param week week = null: Week; the country's latest if not given.
-- @param limit integer = 50: How many stories to show.
-- @example country=MN limit=10
with chosen as (
    select coalesce($week::date, (select max(week) from scores where country = $country)) as week
), now as (
    select s.*, c.points
    from (select * from stories where country = $country and week = (select week from chosen)) s
    left join (select story_id, points from contributions where country = $country and week = (select week from chosen)) c
        using (story_id)
), before as (
    select s.*, c.points
    from (select * from stories where country = $country and week = (select week - 7 from chosen)) s
    left join (select story_id, points from contributions where country = $country and week = (select week - 7 from chosen)) c
        using (story_id)
), told as (
    select
        case
            when b.story_id is null then 'new'
            when n.severity >= b.severity + 0.5 then 'escalated'
            when n.severity <= b.severity - 0.5 then 'calmer'
            else 'continuing'
        end as what,
        n.title, n.sector, n.category, n.severity, b.severity as severity_before, n.points, b.points as points_before,
        n.article_count, n.event_date, n.story_id
    from now n left join before b on n.continues = b.story_id
    union all
    select 'gone', b.title, b.sector, b.category, null, b.severity, null, b.points, b.article_count, b.event_date, b.story_id
    from before b where not exists (from now n where n.continues = b.story_id)
)
select
    what, title, sector, category, severity, severity_before, round(points, 2) as points,
    round(points_before, 2) as points_before, article_count, event_date, story_id
from told
order by
    list_position(['escalated', 'new', 'calmer', 'continuing', 'gone'], what),
    coalesce(points, points_before, 0) desc, story_id
limit $limit
