-- error: A contribution comes from a story that does not exist.
-- remedy: weekwatch run --countries {country} --week {week} --force
select c.country, c.week, c.story_id as subject, round(c.points, 3) || ' points come from a story that is not there' as offence
from contributions c anti join stories s on s.country = c.country and s.week = c.week and s.story_id = c.story_id
where c.story_id is not null
