-- One event over time: how it stood in each week and country that tells it, each figure as it was told, what followed from it, its sources.
--
-- `part` says what a row is: `stands` (a week and country), `figure` (a number as one publisher told it), `follow-up` (an event that
-- follows from it) or `source` (an outlet with its first and last article).
--
-- @param event text required: event_id.
-- @example event=ea6c042563ce2141
with own as (
    select * from events where event_id = $event::varchar
), members as (
    select week, country, article_id, a.outlet, a.published_at, a.title, a.url
    from own o
    join event_articles m using (country, week, event_id)
    join articles a using (country, week, article_id)
), parts as (
    select
        1 as section, 'stands' as part, o.week, o.country, o.last_told_at as told_at, o.title as what,
        o.killed_low as low, o.killed_best as best, o.killed_high as high, o.publisher_count as publishers,
        o.state || ' at ' || coalesce(o.site, 'an unknown place') || coalesce(', ' || o.unit_name, '') || '; toll as of '
            || coalesce(o.toll_as_of::varchar, 'never told') || '; ' || o.together_because as why
    from own o
    union all
    select
        2, 'figure', week, country, f.told_at, f.what || ' (' || f.covers || '): ' || f.words, f.low,
        case when f.counts then f.high end, f.high, 1, f.publisher || ': ' || f.why
    from own o
    join event_figures f using (country, week, event_id)
    union all
    select
        3, 'follow-up', e.week, e.country, e.first_told_at, e.kind || ': ' || e.title, e.killed_low, e.killed_best, e.killed_high,
        e.publisher_count, e.event_id
    from events e
    where e.follows = $event::varchar
    union all
    select
        4, 'source', min(week), min(country), min(published_at), outlet || ': ' || arg_min(title, published_at), null, null, null,
        count(distinct article_id), arg_min(url, published_at)
    from members
    group by outlet
)
select part, week, country, told_at, what, low, best, high, publishers, why
from parts
order by section, told_at, country, what
