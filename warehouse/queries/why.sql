-- Why a country's week got its score: every contribution with its factors, the share of the points that it brings,
-- and the articles behind it (outlet, title and link, originals first).
--
-- @param country country required: Country.
-- @param week week = null: Week; the country's latest if not given.
-- @param limit integer = 50: How many contributions to show, heaviest first.
-- @example country=MN limit=5
with chosen as (
    select coalesce($week::date, (select max(week) from scores where country = $country)) as week
), parts as (
    select *, sum(points) over () as all_points
    from contributions
    where country = $country and week = (select week from chosen)
), told as (
    select
        story_id,
        list(outlet || ': ' || title || if(url = '', '', ' <' || url || '>')
            order by duplicate_of is not null, published_at, article_id) as articles
    from articles
    where country = $country and week = (select week from chosen) and story_id is not null
    group by story_id
)
select
    row_number() over (order by p.points desc, p.story_id) as rank, round(p.points, 3) as points,
    round(p.points / nullif(p.all_points, 0), 3) as share, p.sector, s.category, s.title, p.severity_points,
    p.category_factor, p.reach_factor, p.certainty_factor, p.nearness_factor, p.novelty_factor, p.rank_factor,
    s.event_date, s.publisher_count, s.article_count, t.articles, p.story_id, p.formula_version
from parts p
join stories s on s.country = p.country and s.week = p.week and s.story_id = p.story_id
    and s.country = $country and s.week = (select week from chosen)
left join told t on t.story_id = p.story_id
order by p.points desc, p.story_id
limit $limit
