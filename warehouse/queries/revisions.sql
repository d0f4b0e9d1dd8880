-- What a country's week said at each time it was built, newest first: level, score, formula, and the summary as it was
-- published then. `is_current` marks what stands.
--
-- @param country country required: Country.
-- @param week week = null: Week; the country's latest if not given.
-- @example country=MN
select
    r.built_at, r.is_current, r.threat_level, round(r.threat_score, 1) as threat_score, round(s.score_low, 1) as score_low,
    round(s.score_high, 1) as score_high, r.formula_version, r.analyst, r.article_count, r.story_count, r.statement_count,
    r.summary, r.revision
from report_history r
join score_history s using (country, week, revision)
where r.country = $country and r.week = coalesce($week::date, (select max(week) from reports where country = $country))
order by r.built_at desc, r.revision
