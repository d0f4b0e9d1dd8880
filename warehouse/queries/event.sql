-- One event over time: a row a week and country that tells it, with its toll as it then stood, its standing and its sources.
--
-- @param event text required: event_id.
-- @example event=ea6c042563ce2141
with own as (
    select * from events where event_id = $event::varchar
), tellers as (
    select m.country, m.week, count(*) as articles, list(distinct a.outlet order by a.outlet) as outlets
    from event_articles m
    join articles a on a.country = m.country and a.week = m.week and a.article_id = m.article_id
        and a.week in (select week from own)
    where m.event_id = $event::varchar and m.week in (select week from own)
    group by m.country, m.week
)
select
    o.week, o.country, o.rank, o.state, o.killed_low, o.killed_best, o.killed_high, o.toll_as_of, o.toll_publishers,
    o.injured_best, o.site, o.unit, o.nearness, o.publisher_count, t.articles, t.outlets, o.title, o.together_because
from own o
left join tellers t on t.country = o.country and t.week = o.week
order by o.week, o.country
