-- A row a country that any table speaks of: its ISO 3166-1 code, its English name (CLDR), and the first and last week built of it.
select c.country, c.name, w.first_week, w.last_week, coalesce(w.weeks, 0) as weeks
from meta.countries c
left join (
    select country, min(week) as first_week, max(week) as last_week, count(*) as weeks from current_revisions group by country
) w on w.country = c.country
where w.country is not null or c.country in (select site_country from events union select place_country from place_weeks)
