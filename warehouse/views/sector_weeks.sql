-- A row a country, week and sector: its points and its share of the country's points of the week.
select country, week, sector, points, points / nullif(sum(points) over (partition by country, week), 0) as share
from (unpivot scores on diplomacy, military, border_trade, energy, cyber, internal_security, unrest, disaster, health, other into name sector value points)
