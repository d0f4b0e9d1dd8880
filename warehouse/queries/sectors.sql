-- The sub-scores of countries week by week: points of each sector, their share of the week's points, and the points
-- against the mean of the four weeks before.
--
-- @param country countries required: Countries to show, or all.
-- @param from week = null: First week; the earliest if not given.
-- @param to week = null: Last week; the latest if not given.
-- @example country=MN from=2026-01-01
with long as (
    unpivot (
        select country, week, formula_version, raw_points, diplomacy, military, border_trade, energy, cyber,
            internal_security, unrest, disaster, health, other
        from scores
        where $country::varchar[] is null or list_contains($country::varchar[], country)
    )
    on diplomacy, military, border_trade, energy, cyber, internal_security, unrest, disaster, health, other
    into name sector value points
), measured as (
    select *, avg(points) over (
        partition by country, sector order by week range between interval 28 days preceding and interval 7 days preceding
    ) as mean_4w
    from long
)
select
    country, week, sector, round(points, 2) as points, round(points / nullif(raw_points, 0), 3) as share,
    round(mean_4w, 2) as mean_4w, round(points - mean_4w, 2) as against_mean, formula_version
from measured
where points > 0 and ($from::date is null or week >= $from::date) and ($to::date is null or week <= $to::date)
order by country, week, points desc, sector
