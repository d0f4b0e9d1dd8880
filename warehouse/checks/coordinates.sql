-- error: A hotspot's coordinates are out of range or at 0, 0, where no country lies.
-- remedy: mend the place in the country's profile or the gazetteer, then weekwatch run --countries {country} --week {week} --force
select country, week, place_id as subject, label || ' at ' || lat || ', ' || lng as offence
from hotspots where lat not between -90 and 90 or lng not between -180 and 180 or (abs(lat) < 0.01 and abs(lng) < 0.01)
