-- error: A level is not that of its score.
-- remedy: weekwatch run --countries {country} --week {week} --force
select s.country, s.week, s.revision as subject,
    s.threat_level || ' stands for scores from ' || b.lowest || ' to below ' || b.highest || ', the score is '
        || round(s.threat_score, 2) as offence
from scores s join level_bounds b on b.formula_version = s.formula_version and b.level = s.threat_level
where s.threat_score < b.lowest or s.threat_score >= b.highest
