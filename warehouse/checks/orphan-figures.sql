-- error: A figure is told of an event that is not in its country-week, or by an article that does not tell the event.
-- remedy: weekwatch run --countries {country} --week {week} --force
select f.country, f.week, f.event_id as subject, 'the figure "' || f.words || '" of article ' || f.article_id || ' belongs to no article of it' as offence
from event_figures f
anti join event_articles m on m.country = f.country and m.week = f.week and m.event_id = f.event_id and m.article_id = f.article_id
