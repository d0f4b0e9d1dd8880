-- A row a country, week and first-level unit (ISO 3166-2) in which its events happened: how many, how grave, how many were killed (best toll, of events that follow from no other).
select
    country, week, unit, any_value(unit_name) as unit_name, any_value(site_country) as site_country, count(*) as events,
    sum(severity * relevance) as weight, max(severity) as gravest, coalesce(sum(killed_best) filter (where follows is null), 0) as killed
from events where unit is not null and state not in ('planned', 'alleged') group by country, week, unit
