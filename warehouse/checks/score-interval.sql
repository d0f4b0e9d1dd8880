-- error: A score does not lie in its own interval.
-- remedy: weekwatch run --countries {country} --week {week} --force
select country, week, revision as subject, threat_score || ' is not within ' || score_low || ' to ' || score_high as offence
from scores where threat_score < score_low or threat_score > score_high
