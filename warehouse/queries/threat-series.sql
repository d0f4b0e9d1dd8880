-- Threat level and score of countries week by week: the change to the week before, the means of the 4 and 12 weeks
-- before, and how unusual the week is for the country itself (z against its own baseline).
-- Weeks of insufficient evidence are shown as such and enter no mean.
--
-- @param country countries required: Countries to show, or all.
-- @param from week = null: First week; the earliest if not given.
-- @param to week = null: Last week; the latest if not given.
-- @example country=MN,UA from=2026-01-01
with series as (
    select
        s.country, s.week, s.threat_level, s.threat_score, s.score_low, s.score_high, s.change, s.relative_z,
        s.baseline_median, s.article_count, s.formula_version,
        case when s.threat_level <> 'Insufficient evidence' then s.threat_score end as counted
    from scores s
    where $country::varchar[] is null or list_contains($country::varchar[], s.country)
), measured as (
    select
        *,
        counted - any_value(counted) over previous as score_change,
        avg(counted) over four as mean_4w,
        avg(counted) over twelve as mean_12w
    from series
    window
        previous as (partition by country order by week range between interval 7 days preceding and interval 7 days preceding),
        four as (partition by country order by week range between interval 28 days preceding and interval 7 days preceding),
        twelve as (partition by country order by week range between interval 84 days preceding and interval 7 days preceding)
)
select
    country, week, strftime(week + 3, '%G-W%V') as week_label, threat_level, round(counted, 1) as threat_score,
    round(score_low, 1) as score_low, round(score_high, 1) as score_high, change,
    round(score_change, 1) as score_change, round(mean_4w, 1) as mean_4w, round(mean_12w, 1) as mean_12w,
    round(relative_z, 2) as z, round(baseline_median, 1) as baseline_median, article_count, formula_version
from measured
where ($from::date is null or week >= $from::date) and ($to::date is null or week <= $to::date)
order by country, week
