-- error: A story has no article, or its lead article is none of its articles.
-- remedy: weekwatch run --countries {country} --week {week} --force
select s.country, s.week, s.story_id as subject, 'its lead article ' || s.lead_article_id || ' is not among its articles' as offence
from stories s
anti join articles a on a.country = s.country and a.week = s.week and a.article_id = s.lead_article_id and a.story_id = s.story_id
