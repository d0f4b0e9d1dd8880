-- error: An article belongs to a story that does not exist.
-- remedy: weekwatch run --countries {country} --week {week} --force
select a.country, a.week, a.article_id as subject, 'there is no story ' || a.story_id as offence
from articles a anti join stories s on s.country = a.country and s.week = a.week and s.story_id = a.story_id
where a.story_id is not null
