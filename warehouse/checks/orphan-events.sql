-- error: An article tells an event that is not in its country-week, or an event has no article that leads it.
-- remedy: weekwatch run --countries {country} --week {week} --force
select m.country, m.week, m.article_id as subject, 'tells the event ' || m.event_id || ', which is not there' as offence
from event_articles m anti join events e on e.country = m.country and e.week = m.week and e.event_id = m.event_id
union all
select e.country, e.week, e.event_id, 'its lead article ' || e.lead_article_id || ' is none of its articles'
from events e
anti join event_articles m on m.country = e.country and m.week = e.week and m.event_id = e.event_id and m.article_id = e.lead_article_id
