-- error: A level does not fit its score: its cut-offs, widened by the hysteresis, lie outside the score's interval.
-- remedy: weekwatch run --countries {country} --week {week} --force
select s.country, s.week, s.revision as subject,
    s.threat_level || ' goes from ' || b.lowest || ' to ' || b.highest || ' (hysteresis included), the score is '
        || round(s.threat_score, 2) || ' (' || round(s.score_low, 2) || ' to ' || round(s.score_high, 2) || ')' as offence
from scores s join level_bounds b on b.formula_version = s.formula_version and b.level = s.threat_level
where s.score_high < b.lowest or s.score_low > b.highest
