-- warning: Every attempt at a feed failed in the newest collected week.
-- remedy: look at the feed with a browser; mend or remove it in the profile of its countries
select countries[1] as country, week, feed_url as subject, any_value(coalesce(error, 'HTTP ' || http_status)) as offence
from fetches where status not in ('imported', 'archived') and week = (select max(week) from fetches where status not in ('imported', 'archived'))
group by countries[1], week, feed_url having bool_and(status = 'failed')
