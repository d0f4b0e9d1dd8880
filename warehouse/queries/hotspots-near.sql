-- Hotspots within some kilometres of a point, nearest first within a week, newest week first (great-circle distance).
--
-- @param lat latitude required: Latitude of the point, degrees, WGS 84.
-- @param lng longitude required: Longitude of the point, degrees, WGS 84.
-- @param km number = 100: Radius in kilometres.
-- @param from week = null: First week; the earliest if not given.
-- @param to week = null: Last week; the latest if not given.
-- @param limit integer = 100: How many hotspots to show.
-- @example lat=47.92 lng=106.92 km=50
with near as (
    select
        *,
        2 * 6371.0088 * asin(least(1, sqrt(
            pow(sin(radians(lat - $lat::double) / 2), 2)
            + cos(radians($lat::double)) * cos(radians(lat)) * pow(sin(radians(lng - $lng::double) / 2), 2)
        ))) as distance_km
    from hotspots
    where lat between $lat::double - $km::double / 110.0 and $lat::double + $km::double / 110.0
        and ($from::date is null or week >= $from::date) and ($to::date is null or week <= $to::date)
)
select
    week, country, label, round(distance_km, 1) as distance_km, intensity, trend, detail, lat, lng, radius_km,
    round(points, 2) as points, article_count
from near
where distance_km <= $km::double
order by week desc, distance_km, country, place_id
limit $limit
