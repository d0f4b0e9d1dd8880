-- error: A report and the score of its country-week do not agree, or one of them is missing.
-- remedy: weekwatch run --countries {country} --week {week} --force
select
    coalesce(r.country, s.country) as country, coalesce(r.week, s.week) as week, coalesce(r.revision, s.revision) as subject,
    case
        when r.country is null then 'a score without a report'
        when s.country is null then 'a report without a score'
        else 'the report says ' || r.threat_level || ' ' || r.threat_score || ', the score ' || s.threat_level || ' ' || s.threat_score
    end as offence
from reports r full join scores s using (country, week)
where r.country is null or s.country is null or r.threat_level <> s.threat_level or r.threat_score <> s.threat_score
    or r.revision <> s.revision
