-- warning: A level is far from what its score and those of weeks like it say: two levels above or below.
-- remedy: compare tasks/formula.yaml of the formula_version, then weekwatch run --countries {country} --week {week} --force
with ranked as (
    select country, week, revision, threat_level, threat_score, formula_version,
        list_position(['Low', 'Guarded', 'Elevated', 'High', 'Severe'], threat_level) as level
    from scores where threat_level <> 'Insufficient evidence'
), spans as (
    select formula_version, level, min(threat_score) as lowest, max(threat_score) as highest, median(threat_score) as middle
    from ranked group by formula_version, level
)
select r.country, r.week, r.revision as subject,
    r.threat_level || ' at ' || round(r.threat_score, 1) || ', though the middle of a level two away is '
        || round(s.middle, 1) as offence
from ranked r join spans s on s.formula_version = r.formula_version
where (s.level >= r.level + 2 and r.threat_score > s.middle) or (s.level <= r.level - 2 and r.threat_score < s.middle)
