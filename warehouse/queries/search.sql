-- Articles whose title or text holds a term, whatever its case, newest first.
--
-- @param term text required: Word or phrase, in any script.
-- @param country countries = null: Countries to look at; all if not given.
-- @param from week = null: First week; the earliest if not given.
-- @param to week = null: Last week; the latest if not given.
-- @param limit integer = 50: How many articles to show.
-- @example term=border country=MN limit=5
select
    country, week, published_at, outlet, title, category, severity, url, article_id, story_id
from articles
where ($country::varchar[] is null or list_contains($country::varchar[], country))
    and ($from::date is null or week >= $from::date) and ($to::date is null or week <= $to::date)
    and (contains(lower(title), lower($term)) or contains(lower(text), lower($term)))
order by published_at desc, country, article_id
limit $limit
