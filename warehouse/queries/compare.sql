-- Countries over periods side by side: mean and peak score, worst week, weeks at High or Severe, the sector that
-- weighed most, and the rank within the period. Weeks of insufficient evidence are counted apart.
--
-- @param country countries = null: Countries to compare; all if not given.
-- @param from week = null: First week; the earliest if not given.
-- @param to week = null: Last week; the latest if not given.
-- @param period period = month: Length of a period: week, month, quarter, year or all. A week belongs to the period in which it starts.
-- @example country=MN,UA period=month
with weeks as (
    select
        *,
        case when $period = 'all' then min(week) over () else date_trunc(if($period = 'all', 'year', $period), week)::date end as period_start,
        threat_level = 'Insufficient evidence' as unknown
    from scores
    where ($country::varchar[] is null or list_contains($country::varchar[], country))
        and ($from::date is null or week >= $from::date) and ($to::date is null or week <= $to::date)
), summed as (
    select
        period_start, country, count(*) as weeks, count(*) filter (where unknown) as weeks_without_evidence,
        avg(threat_score) filter (where not unknown) as mean_score,
        max(threat_score) filter (where not unknown) as peak_score,
        arg_max(week, threat_score) filter (where not unknown) as peak_week,
        arg_max(threat_level, threat_score) filter (where not unknown) as peak_level,
        count(*) filter (where threat_level in ('High', 'Severe')) as weeks_high,
        list_reduce(
            [
                {'sector': 'diplomacy', 'points': sum(diplomacy)}, {'sector': 'military', 'points': sum(military)},
                {'sector': 'border_trade', 'points': sum(border_trade)}, {'sector': 'energy', 'points': sum(energy)},
                {'sector': 'cyber', 'points': sum(cyber)},
                {'sector': 'internal_security', 'points': sum(internal_security)},
                {'sector': 'unrest', 'points': sum(unrest)}, {'sector': 'disaster', 'points': sum(disaster)},
                {'sector': 'health', 'points': sum(health)}, {'sector': 'other', 'points': sum(other)}
            ],
            lambda a, b: if(b.points > a.points, b, a)
        ) as heaviest,
        sum(article_count)::bigint as articles
    from weeks
    group by period_start, country
)
select
    period_start, country, rank() over (partition by period_start order by mean_score desc nulls last) as rank,
    round(mean_score, 1) as mean_score, round(peak_score, 1) as peak_score, peak_week, peak_level, weeks,
    weeks_high, weeks_without_evidence, if(heaviest.points > 0, heaviest.sector, null) as heaviest_sector, articles
from summed
order by period_start, rank, country
