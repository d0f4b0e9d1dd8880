-- Why a country's week got its score: every contribution with its factors and the share of the points that it brings,
-- the articles behind it (outlet, title and link, originals first); last the stories beyond the limit in one row, and what
-- was carried over from the country's usual week.
-- The column score_points adds up to the threat score, points to raw_points and carried_points.
--
-- @param country country required: Country.
-- @param week week = null: Week; the country's latest if not given.
-- @param limit integer = 50: How many contributions to show, heaviest first.
-- @example country=MN limit=5
with chosen as (
    select coalesce($week::date, (select max(week) from scores where country = $country)) as week
), total as (
    select *, raw_points + coalesce(carried_points, 0) as all_points
    from scores where country = $country and week = (select week from chosen)
), parts as (
    select * from contributions where country = $country and week = (select week from chosen)
), told as (
    select
        story_id,
        list(outlet || ': ' || title || if(url = '', '', ' <' || url || '>')
            order by duplicate_of is not null, published_at, article_id) as articles
    from articles
    where country = $country and week = (select week from chosen) and story_id is not null
    group by story_id
), shown as (
    select
        row_number() over (order by p.points desc, p.story_id) as rank, p.points, p.sector, s.category, s.title,
        p.severity_points, p.category_factor, p.reach_factor, p.certainty_factor, p.nearness_factor, p.novelty_factor,
        p.rank_factor, p.coverage_factor, s.event_date, s.publisher_count, s.article_count, t.articles, p.story_id,
        p.formula_version
    from parts p
    join stories s on s.country = p.country and s.week = p.week and s.story_id = p.story_id
        and s.country = $country and s.week = (select week from chosen)
    left join told t on t.story_id = p.story_id
    qualify rank <= $limit
    union all by name
    select null as rank, sum(points) as points, count(*) || ' further stories' as title, any_value(formula_version) as formula_version
    from (select * from parts order by points desc, story_id offset $limit)
    having count(*) > 0
    union all by name
    select null as rank, carried_points as points, 'carried over from the country''s usual week' as title, formula_version
    from total where carried_points > 0
)
select
    rank, shown.points, round(shown.points / nullif(all_points, 0), 4) as share,
    threat_score * shown.points / nullif(all_points, 0) as score_points, sector, category, title, severity_points,
    category_factor, reach_factor, certainty_factor, nearness_factor, novelty_factor, rank_factor, coverage_factor,
    event_date, shown.publisher_count, shown.article_count, articles, story_id, shown.formula_version
from shown, total
order by rank nulls last, title like 'carried%'
