-- error: A country-week has two reports, scores, or twice the same hotspot.
-- remedy: weekwatch run --countries {country} --week {week} --force
select country, week, subject, 'it is there ' || n || ' times' as offence
from (
    select country, week, 'report' as subject, count(*) as n from reports group by all
    union all select country, week, 'score', count(*) from scores group by all
    union all select country, week, place_id, count(*) from hotspots group by all
    union all select country, week, article_id, count(*) from articles group by all
    union all select country, week, story_id, count(*) from stories group by all
) where n > 1
