-- error: An event follows from one that is not in its country-week, from itself, or from one that began later.
-- remedy: weekwatch run --countries {country} --week {week} --force
select e.country, e.week, e.event_id as subject, 'follows ' || e.follows || coalesce(', which began on ' || c.event_date, ', which is not there') as offence
from events e
left join events c on c.country = e.country and c.week = e.week and c.event_id = e.follows
where e.follows is not null and (c.event_id is null or c.event_id = e.event_id or c.event_date > e.event_date)
