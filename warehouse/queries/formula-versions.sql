-- What a week's score was by each version of the formula that it was weighed by, the newest build of each, side by side:
-- `weekwatch rescore` weighs stored stories by today's formula and leaves what was said before.
--
-- @param country countries = null: Countries; all if not given.
-- @param from week = null: First week; the earliest if not given.
-- @param to week = null: Last week; the latest if not given.
-- @example from=2026-01-01
with newest as (
    select *, row_number() over (partition by country, week, formula_version order by is_current desc, built_at desc, revision) as place
    from score_history
    where ($country::varchar[] is null or list_contains($country::varchar[], country))
        and ($from::date is null or week >= $from::date) and ($to::date is null or week <= $to::date)
)
select
    country, week, formula_version, is_current, threat_level, round(threat_score, 1) as threat_score,
    round(score_low, 1) as score_low, round(score_high, 1) as score_high, change,
    round(threat_score - lag(threat_score) over (partition by country, week order by formula_version), 1)
        as against_version_before
from newest
where place = 1
order by country, week, formula_version
