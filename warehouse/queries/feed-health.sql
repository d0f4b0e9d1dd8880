-- How the feeds fare, the worst first: health after the newest attempt, failures in a row, items held and new items an
-- hour, newest item, when it is asked again, and why it failed. Feeds are known once they were collected.
--
-- @param country countries = null: Countries whose profiles list the feed (XX: the international list); all if not given.
-- @param health text = null: Only feeds of this health: alive, moved, truncated, undated, empty, stale, failing or dead.
-- @example country=MN
with newest as (
    select * from fetches where health is not null
    qualify row_number() over (partition by feed_url order by fetched_at desc) = 1
)
select
    feed_url, list_aggregate(countries, 'string_agg', ' ') as countries, health, failures, fetched_at as last_attempt,
    items_held, items_per_hour, newest_item_at, due_at, moved_to, error
from newest
where ($country::varchar[] is null or list_has_any($country::varchar[], countries))
    and ($health::varchar is null or health = lower($health::varchar))
order by list_position(['dead', 'failing', 'empty', 'stale', 'undated', 'truncated', 'moved', 'alive'], health), feed_url
