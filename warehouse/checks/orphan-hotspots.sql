-- error: A hotspot rests on a story that does not exist, or on none.
-- remedy: weekwatch run --countries {country} --week {week} --force
select h.country, h.week, h.place_id as subject, h.label || ' rests on ' || coalesce('the unknown story ' || h.story_id, 'no story') as offence
from (select country, week, place_id, label, unnest(if(len(story_ids) = 0, [null], story_ids)) as story_id from hotspots) h
anti join stories s on s.country = h.country and s.week = h.week and s.story_id = h.story_id
