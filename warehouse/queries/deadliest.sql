-- The deaths of the week by the site's country, each event counted once however many countries tell it, with its deadliest event.
--
-- @param week week = null: Week; the latest if not given.
-- @param limit integer = 20: How many countries to show.
-- @example limit=5
with chosen as (
    select coalesce($week::date, (select max(week) from scores)) as week
), once as (
    select *
    from events
    where week = (select week from chosen) and killed_best is not null and state in ('ended', 'ongoing')
    qualify row_number() over (partition by event_id order by country <> site_country, country) = 1
)
select
    site_country, sum(killed_best)::bigint as killed, count(*) as events,
    arg_max(title, killed_best) as deadliest, max(killed_best) as killed_in_it
from once
where site_country is not null and status = 'new'
group by site_country
order by killed desc, site_country
limit $limit
