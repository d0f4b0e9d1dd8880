-- Events beside another data set's (a CSV of UCDP or ACLED): what both have, what only ours and what only theirs has.
--
-- Two match within a day and 50 km; of several the one nearest in deaths. Only ours of kinds that such sets code, with deaths, in the
-- countries and days of the file are looked at.
--
-- @param file incidents required: CSV with the columns of UCDP (date_start, latitude, longitude, best) or ACLED (event_date, latitude, longitude, fatalities).
-- @param killed number = 1: Least deaths on either side.
-- @param days integer = 1: Days that two may lie apart.
-- @param km number = 50: Kilometres that two may lie apart.
-- @param limit integer = 500: How many rows to show.
-- @example file=docs/examples/incidents.csv
with theirs as (
    select unnest($file::struct(id varchar, day date, lat double, lng double, deaths bigint, place varchar)[], recursive := true)
), theirs_deadly as (
    select * from theirs where deaths >= $killed::double
), bounds as (
    select min(day) - $days::integer as first, max(day) + $days::integer as last, min(lat) - 5 as south, max(lat) + 5 as north,
        min(lng) - 5 as west, max(lng) + 5 as east
    from theirs
), ours as (
    select event_id, event_date, lat, lng, killed_best, site, title
    from events, bounds
    where killed_best >= $killed::double and kind in ('assault', 'protest', 'coerce', 'crime', 'mobilize') and state in ('ended', 'ongoing')
        and event_date between first and last and lat between south and north and lng between west and east
    qualify row_number() over (partition by event_id order by week desc, nearness = 'inside' desc, country) = 1
), pairs as (
    select
        o.event_id, t.id, abs(o.killed_best - t.deaths) as apart,
        2 * 6371.0088 * asin(least(1, sqrt(
            pow(sin(radians(t.lat - o.lat) / 2), 2)
            + cos(radians(o.lat)) * cos(radians(t.lat)) * pow(sin(radians(t.lng - o.lng) / 2), 2)
        ))) as km
    from ours o join theirs_deadly t on abs(t.day - o.event_date) <= $days::integer
), matched as (
    select * from pairs where km <= $km::double
    qualify row_number() over (partition by event_id order by apart, km, id) = 1
        and row_number() over (partition by id order by apart, km, event_id) = 1
)
select
    case when o.event_id is null then 'only theirs' when t.id is null then 'only ours' else 'both' end as found,
    coalesce(o.event_date, t.day) as day, coalesce(o.site, t.place) as place, o.killed_best as killed_ours, t.deaths as killed_theirs,
    round(m.km, 1) as distance_km, o.title, o.event_id, t.id as their_id
from matched m
full join ours o on o.event_id = m.event_id
full join theirs_deadly t on t.id = m.id
order by found, coalesce(t.deaths, 0) + coalesce(o.killed_best, 0) desc, day, coalesce(o.event_id, t.id)
limit $limit
