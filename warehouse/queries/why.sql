-- Why a country's week got its score: the rows of its standing danger, every event with its tellings and deaths, and what an
-- ordinary week takes off, with the articles behind each event (outlet, title and link, originals first); last the events beyond
-- the limit in one row.
-- The column score_points adds up to the threat score, points to raw_points.
--
-- @param country country required: Country.
-- @param week week = null: Week; the country's latest if not given.
-- @param limit integer = 50: How many events to show, heaviest first.
-- @example country=MN limit=5
-- A week that is given is compared with the value itself as well: then files of other weeks are not opened.
with chosen as (
    select coalesce($week::date, (select max(week) from scores where country = $country)) as week
), total as (
    select raw_points, threat_score from scores where country = $country and week = (select week from chosen)
), parts as (
    select * from contributions where country = $country and week = (select week from chosen) and ($week is null or week = $week::date)
), told as (
    select
        story_id,
        list(outlet || ': ' || title || if(url = '', '', ' <' || url || '>')
            order by duplicate_of is not null, published_at, article_id) as articles
    from articles
    where country = $country and week = (select week from chosen) and ($week is null or week = $week::date) and story_id is not null
    group by story_id
), shown as (
    select
        row_number() over (order by p.points desc, p.subject, p.story_id) as rank, p.part, p.points, p.sector, s.category, p.label,
        p.tellings, p.dangerous_tellings, p.deaths, s.event_date, s.publisher_count, s.article_count, t.articles, p.story_id,
        p.subject, p.formula_version
    from parts p
    left join stories s on s.country = p.country and s.week = p.week and s.story_id = p.story_id
        and s.country = $country and s.week = (select week from chosen) and ($week is null or s.week = $week::date)
    left join told t on t.story_id = p.story_id
    where p.part = 'event'
    qualify rank <= $limit
    union all by name
    select null as rank, 'event' as part, sum(points) as points, count(*) || ' further rows' as label, any_value(formula_version) as formula_version
    from (select * from parts where part = 'event' order by points desc, subject, story_id offset $limit)
    having count(*) > 0
    union all by name
    select null as rank, part, points, label, subject, formula_version from parts where part <> 'event'
)
select
    rank, part, shown.points, round(shown.points / nullif(raw_points, 0), 4) as share,
    threat_score * shown.points / nullif(raw_points, 0) as score_points, sector, category, label, tellings, dangerous_tellings,
    deaths, event_date, publisher_count, article_count, articles, story_id, subject, formula_version
from shown, total
order by list_position(['standing', 'ordinary', 'event'], part), rank nulls last, subject
