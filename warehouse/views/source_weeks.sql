-- A row a country, week and outlet: its articles, without repetitions, how many events it told, and of how many of these it was the first.
with told as (
    select a.country, a.week, a.outlet, a.publisher, a.outlet_country, a.article_id, a.published_at, e.event_id,
        min(a.published_at) over (partition by a.country, a.week, e.event_id) as first_at
    from articles a
    left join event_articles e on e.country = a.country and e.week = a.week and e.article_id = a.article_id
    where a.duplicate_of is null
)
select
    country, week, outlet, any_value(publisher) as publisher, any_value(outlet_country) as outlet_country, count(distinct article_id) as articles,
    count(distinct event_id) as events, count(distinct event_id) filter (where published_at = first_at) as first_told
from told group by country, week, outlet
