-- error: A country-week does not start on the warehouse's weekday.
-- remedy: it was written with another week_starts_on: build it again in a warehouse of its own
select r.country, r.week, r.revision as subject, 'weeks of others start on another weekday: ' || dayname(r.week) as offence
from runs r
where extract(isodow from r.week) <> (select mode(extract(isodow from week)) from runs)
