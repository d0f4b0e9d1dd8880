-- Events as they stood in the newest week that tells them, the deadliest first: by country, unit, kind, actor, period, deaths and distance.
--
-- @param country countries = null: Countries whose weeks tell them; all if not given.
-- @param kind text = null: Category, as in tasks/events/taxonomy.yaml.
-- @param actor text = null: Country (ISO alpha-2) or organisation among the actors.
-- @param unit text = null: First-level unit of the site, ISO 3166-2.
-- @param from week = null: First week; the earliest if not given.
-- @param to week = null: Last week; the latest if not given.
-- @param killed number = 0: Least deaths.
-- @param lat latitude = null: Latitude of a point, degrees, WGS 84; with lng, only events within km of it.
-- @param lng longitude = null: Longitude of the point.
-- @param km number = 100: Radius in kilometres.
-- @param limit integer = 50: How many events to show.
-- @example country=MN limit=5
with told as (
    select
        rowid as row, event_id, week, country, nearness, killed_best, salience,
        2 * 6371.0088 * asin(least(1, sqrt(
            pow(sin(radians(lat - $lat::double) / 2), 2)
            + cos(radians($lat::double)) * cos(radians(lat)) * pow(sin(radians(lng - $lng::double) / 2), 2)
        ))) as distance_km
    from (
        select rowid, event_id, week, country, nearness, killed_best, salience, lat, lng, kind, unit, site_basis
        from events where $actor::varchar is null
        union all  -- the same events in the order of their actors
        select rowid, event_id, week, country, nearness, killed_best, salience, lat, lng, kind, unit, site_basis
        from meta.event_actors where actor = $actor::varchar
    )
    where ($country::varchar[] is null or list_contains($country::varchar[], country))
        and ($from::date is null or week >= $from::date) and ($to::date is null or week <= $to::date)
        and ($kind::varchar is null or kind = $kind::varchar)
        and ($unit::varchar is null or unit = $unit::varchar)
        and coalesce(killed_best, 0) >= $killed::double
        and ($lat::double is null or site_basis is distinct from 'seat')
        and ($lat::double is null or lat between $lat::double - $km::double / 110.0 and $lat::double + $km::double / 110.0)
), newest as (  -- narrow rows until these are few: titles and lists are read last
    select row, distance_km
    from told
    where $lat::double is null or $lng::double is null or distance_km <= $km::double
    qualify row_number() over (partition by event_id order by week desc, nearness = 'inside' desc, country) = 1
    order by killed_best desc nulls last, salience desc, event_id
    limit $limit
), shown as (
    select
        rowid as row, event_date, until, kind, cameo, ucdp_type, site, unit, site_country, site_basis, killed_low, killed_best, killed_high,
        toll_as_of, state, certainty, publisher_count, title, actors, targets, country, week, first_week, follows, event_id, salience
    from events where $actor::varchar is null
    union all
    select
        rowid as row, event_date, until, kind, cameo, ucdp_type, site, unit, site_country, site_basis, killed_low, killed_best, killed_high,
        toll_as_of, state, certainty, publisher_count, title, actors, targets, country, week, first_week, follows, event_id, salience
    from meta.event_actors where actor = $actor::varchar
)
select
    event_date, until, kind, cameo, ucdp_type, site, unit, site_country, site_basis, round(distance_km, 1) as distance_km, killed_low, killed_best,
    killed_high, toll_as_of, state, certainty, publisher_count, title, actors, targets, country, week, first_week, follows, event_id
from newest
join shown using (row)
order by killed_best desc nulls last, salience desc, event_id
