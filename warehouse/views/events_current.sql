-- Each event once, as it stood in the newest week that tells it, in the row of the country where it happened or that it concerns most.
select e.*, c.name as country_name, s.name as site_country_name
from events e
left join meta.countries c on c.country = e.country
left join meta.countries s on s.country = e.site_country
qualify row_number() over (partition by e.event_id order by e.week desc, e.nearness = 'inside' desc, e.publisher_count desc, e.country) = 1
