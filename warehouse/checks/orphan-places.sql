-- error: A place was read in an article that is not in its country-week.
-- remedy: weekwatch run --countries {country} --week {week} --force
select p.country, p.week, p.article_id as subject, p.name || ' is named in an article that is not there' as offence
from places p anti join articles a on a.country = p.country and a.week = p.week and a.article_id = p.article_id
