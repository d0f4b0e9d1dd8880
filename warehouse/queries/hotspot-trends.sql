-- Places rising and fading over some weeks: points in the later half against the earlier half, weeks in which the
-- place was a hotspot, its latest and highest intensity.
--
-- @param country countries = null: Countries whose weeks to look at; all if not given.
-- @param to week = null: Last week; the latest if not given.
-- @param weeks integer = 12: How many weeks to look back, at least 2.
-- @param limit integer = 20: How many places to show, those with the largest change first.
-- @example weeks=8 limit=10
with last as (
    select coalesce($to::date, (select max(week) from scores)) as week
), halves as (
    select
        h.country, h.place_id, arg_max(h.label, h.week) as label, any_value(h.lat) as lat, any_value(h.lng) as lng,
        count(distinct h.week) as weeks_seen, max(h.week) as last_seen,
        arg_max(h.intensity, h.week) as latest_intensity, max(h.intensity) as highest_intensity,
        coalesce(sum(h.points) filter (where h.week > l.week - 7 * ($weeks::int // 2)), 0) as later,
        coalesce(sum(h.points) filter (where h.week <= l.week - 7 * ($weeks::int // 2)), 0) as earlier
    from hotspots h, last l
    where h.week > l.week - 7 * $weeks::int and h.week <= l.week
        and ($country::varchar[] is null or list_contains($country::varchar[], h.country))
    group by h.country, h.place_id
)
select
    country, label, place_id, lat, lng,
    case
        when earlier = 0 then 'new'
        when later = 0 then 'gone'
        when later / ($weeks::int // 2) > 1.25 * earlier / ($weeks::int - $weeks::int // 2) then 'rising'
        when later / ($weeks::int // 2) < 0.8 * earlier / ($weeks::int - $weeks::int // 2) then 'fading'
        else 'steady'
    end as trend,
    round(earlier / ($weeks::int - $weeks::int // 2), 2) as points_a_week_earlier,
    round(later / ($weeks::int // 2), 2) as points_a_week_later,
    weeks_seen, last_seen, latest_intensity, highest_intensity
from halves
order by abs(later / ($weeks::int // 2) - earlier / ($weeks::int - $weeks::int // 2)) desc, country, place_id
limit $limit
