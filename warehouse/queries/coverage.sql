-- How well a country's weeks were covered: articles, originals, publishers and languages heard, feeds asked, and
-- feeds of which every attempt failed (dead). Feeds are known only for weeks in which they were collected.
--
-- @param country countries = null: Countries to look at; all if not given.
-- @param from week = null: First week; the earliest if not given.
-- @param to week = null: Last week; the latest if not given.
-- @example country=MN
with heard as (
    select
        country, week, count(*) as articles, count(*) filter (where duplicate_of is null) as originals,
        count(distinct publisher) as publishers, list_sort(list(distinct lang)) as languages
    from articles
    where ($country::varchar[] is null or list_contains($country::varchar[], country))
        and ($from::date is null or week >= $from::date) and ($to::date is null or week <= $to::date)
    group by country, week
), asked as (
    select country, week, feed_url, bool_and(status = 'failed') as dead
    from (select unnest(countries) as country, week, feed_url, status from fetches where status not in ('imported', 'archived'))
    where ($country::varchar[] is null or list_contains($country::varchar[], country))
        and ($from::date is null or week >= $from::date) and ($to::date is null or week <= $to::date)
    group by country, week, feed_url
), feeds as (
    select
        country, week, count(*) as feeds_asked, count(*) filter (where dead) as feeds_dead,
        coalesce(list(feed_url order by feed_url) filter (where dead), []) as dead_feeds
    from asked group by country, week
)
select
    country, week, coalesce(h.articles, 0) as articles, coalesce(h.originals, 0) as originals,
    coalesce(h.publishers, 0) as publishers, coalesce(h.languages, []) as languages,
    s.threat_level = 'Insufficient evidence' as insufficient, f.feeds_asked, f.feeds_dead, f.dead_feeds
from (select country, week from heard union select country, week from feeds)
left join heard h using (country, week)
left join feeds f using (country, week)
left join scores s using (country, week)
order by country, week
