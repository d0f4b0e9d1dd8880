-- A row a place where anything happened: its name in the newest week, its country, its first-level unit (ISO 3166-2), and its geohash of five letters (a cell of 5 km).
with named as (
    select place_id, arg_max(name, week) as name, arg_max(place_country, week) as place_country, arg_max(lat, week) as lat, arg_max(lng, week) as lng,
        min(week) as first_week, max(week) as last_week, count(distinct week) as weeks
    from place_weeks group by place_id
), placed as (
    select place_id, arg_max(unit, week) as unit, arg_max(unit_name, week) as unit_name from events where place_id is not null group by place_id
), cells as (
    select *, least(8191, floor((lng + 180) / 360 * 8192))::bigint as x, least(4095, floor((lat + 90) / 180 * 4096))::bigint as y from named
)
select
    c.place_id, c.name, c.place_country, p.unit, p.unit_name, c.lat, c.lng, c.first_week, c.last_week, c.weeks,
    substr('0123456789bcdefghjkmnpqrstuvwxyz', ((x >> 12 & 1) * 16 + (y >> 11 & 1) * 8 + (x >> 11 & 1) * 4 + (y >> 10 & 1) * 2 + (x >> 10 & 1) + 1)::bigint, 1)
    || substr('0123456789bcdefghjkmnpqrstuvwxyz', ((y >> 9 & 1) * 16 + (x >> 9 & 1) * 8 + (y >> 8 & 1) * 4 + (x >> 8 & 1) * 2 + (y >> 7 & 1) + 1)::bigint, 1)
    || substr('0123456789bcdefghjkmnpqrstuvwxyz', ((x >> 7 & 1) * 16 + (y >> 6 & 1) * 8 + (x >> 6 & 1) * 4 + (y >> 5 & 1) * 2 + (x >> 5 & 1) + 1)::bigint, 1)
    || substr('0123456789bcdefghjkmnpqrstuvwxyz', ((y >> 4 & 1) * 16 + (x >> 4 & 1) * 8 + (y >> 3 & 1) * 4 + (x >> 3 & 1) * 2 + (y >> 2 & 1) + 1)::bigint, 1)
    || substr('0123456789bcdefghjkmnpqrstuvwxyz', ((x >> 2 & 1) * 16 + (y >> 1 & 1) * 8 + (x >> 1 & 1) * 4 + (y & 1) * 2 + (x & 1) + 1)::bigint, 1) as geohash
from cells c left join placed p using (place_id)
