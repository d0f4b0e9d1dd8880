-- Each event once a week: how it stood at the end of that week, the countries whose weeks tell it, and how its toll had changed.
select
    event_id, week, title, kind, event_date, until, site, place_id, site_country, site_basis, unit, unit_name, lat, lng, radius_km, killed_low, killed_best,
    killed_high, toll_as_of, state, certainty, salience, severity, publisher_count,
    list(country) over (partition by event_id, week order by country rows between unbounded preceding and unbounded following) as countries,
    killed_best - lag(killed_best) over (partition by event_id, country order by week) as killed_more
from events
qualify row_number() over (partition by event_id, week order by nearness = 'inside' desc, publisher_count desc, country) = 1
